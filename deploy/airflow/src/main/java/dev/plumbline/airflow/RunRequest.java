package dev.plumbline.airflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Optional;

/**
 * A run that is asked for. Its id is the caller's, so that asking again after a lost answer means the same run; an id that
 * follows from a date makes one run of that date.
 */
public record RunRequest(String dagId, String runId, Optional<Instant> logicalDate, JsonNode conf) {

    public RunRequest {
        if (runId.isBlank() || runId.length() > 250) {
            throw new IllegalArgumentException("the run id is '" + runId + "', expected 1 to 250 characters");
        }
    }

    /** The run for a date. */
    public static RunRequest of(String dagId, Instant logicalDate, JsonNode conf) {
        return new RunRequest(dagId, "plumbline__" + logicalDate, Optional.of(logicalDate), conf);
    }

    /** A run without a date. */
    public static RunRequest named(String dagId, String runId, JsonNode conf) {
        return new RunRequest(dagId, runId, Optional.empty(), conf);
    }

    ObjectNode body() {
        ObjectNode body = Calls.JSON.createObjectNode().put("dag_run_id", runId);
        // The key must be there, with or without a date.
        body.put("logical_date", logicalDate.map(Instant::toString).orElse(null));
        body.set("conf", conf);
        return body;
    }

    boolean isWhat(DagRun run) {
        return run.logicalDate().equals(logicalDate) && run.conf().equals(conf);
    }
}
