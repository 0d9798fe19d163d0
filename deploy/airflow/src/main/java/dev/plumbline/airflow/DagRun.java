package dev.plumbline.airflow;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** One run of a DAG at one moment. */
public record DagRun(
        String dagId,
        String runId,
        State state,
        String type,
        Optional<Instant> logicalDate,
        Optional<Instant> startedAt,
        Optional<Instant> endedAt,
        JsonNode conf) {

    /** How far a run is. */
    public enum State {
        QUEUED,
        RUNNING,
        SUCCESS,
        FAILED;

        public boolean ended() {
            return this == SUCCESS || this == FAILED;
        }
    }

    static DagRun of(JsonNode node) {
        return new DagRun(
                node.path("dag_id").asText(),
                node.path("dag_run_id").asText(),
                State.valueOf(node.path("state").asText().toUpperCase(Locale.ROOT)),
                node.path("run_type").asText(),
                Times.optional(node.path("logical_date")),
                Times.optional(node.path("start_date")),
                Times.optional(node.path("end_date")),
                node.path("conf").isObject() ? node.path("conf") : Calls.JSON.createObjectNode());
    }
}
