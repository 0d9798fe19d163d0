package dev.plumbline.airflow;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Optional;

/** A DAG as Airflow knows it; {@code nextRun} is when it runs next by itself. */
public record Dag(
        String id,
        String description,
        boolean paused,
        String schedule,
        Optional<Instant> nextRun,
        boolean importErrors) {

    static Dag of(JsonNode node) {
        return new Dag(
                node.path("dag_id").asText(),
                node.path("description").asText(""),
                node.path("is_paused").asBoolean(),
                node.path("timetable_summary").asText(""),
                Times.optional(node.path("next_dagrun_run_after")),
                node.path("has_import_errors").asBoolean());
    }
}
