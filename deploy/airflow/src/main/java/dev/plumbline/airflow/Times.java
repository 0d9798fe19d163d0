package dev.plumbline.airflow;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;

/** Airflow's times, which are ISO-8601 with an offset, or null. */
final class Times {

    private Times() {}

    static Optional<Instant> optional(JsonNode node) {
        return node.isTextual()
                ? Optional.of(OffsetDateTime.parse(node.asText()).toInstant())
                : Optional.empty();
    }
}
