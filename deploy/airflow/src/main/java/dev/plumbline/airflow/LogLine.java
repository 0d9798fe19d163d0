package dev.plumbline.airflow;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Optional;

/** One line of a task's log. */
public record LogLine(Optional<Instant> at, String level, String text) {

    static LogLine of(JsonNode node) {
        if (node.isTextual()) {
            return new LogLine(Optional.empty(), "", node.asText());
        }
        StringBuilder text = new StringBuilder(node.path("event").asText());
        for (JsonNode error : node.path("error_detail")) {
            text.append(": ").append(error.path("exc_value").asText());
        }
        return new LogLine(
                Times.optional(node.path("timestamp")), node.path("level").asText(""), text.toString());
    }
}
