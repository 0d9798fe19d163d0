package dev.plumbline.airflow;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;

/**
 * One task of one run. A task that a run has several times over, once for each model for example, has a {@code mapIndex} from 0
 * and a {@code label}; any other has -1 and none. {@code state} is Airflow's word, {@code none} before it is scheduled.
 */
public record TaskInstance(
        String taskId, int mapIndex, String label, String state, int tryNumber, int maxTries, Duration took) {

    private static final Set<String> ENDED = Set.of("success", "failed", "upstream_failed", "skipped", "removed");

    public boolean ended() {
        return ENDED.contains(state);
    }

    static TaskInstance of(JsonNode node) {
        return new TaskInstance(
                node.path("task_id").asText(),
                node.path("map_index").asInt(-1),
                node.path("rendered_map_index").asText(""),
                node.path("state").asText("none").toLowerCase(Locale.ROOT).replace("null", "none"),
                node.path("try_number").asInt(),
                node.path("max_tries").asInt() + 1,
                Duration.ofMillis(Math.round(node.path("duration").asDouble() * 1000)));
    }
}
