package dev.plumbline.airflow;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Locale;

/** A backfill that is asked for: every date of the DAG's schedule from {@code from} to {@code to}, both inclusive. */
public record BackfillRequest(String dagId, Instant from, Instant to, Reprocess reprocess, int maxActiveRuns) {

    /** Which dates that have had a run get another one. */
    public enum Reprocess {
        NONE,
        FAILED,
        COMPLETED
    }

    public BackfillRequest {
        if (from.isAfter(to)) {
            throw new IllegalArgumentException("from is " + from + ", expected a date not after to, which is " + to);
        }
    }

    ObjectNode body() {
        return Calls.JSON
                .createObjectNode()
                .put("dag_id", dagId)
                .put("from_date", from.toString())
                .put("to_date", to.toString())
                .put("run_backwards", false)
                .put("reprocess_behavior", reprocess.name().toLowerCase(Locale.ROOT))
                .put("max_active_runs", maxActiveRuns);
    }

    boolean isWhat(Backfill backfill) {
        return backfill.from().equals(from) && backfill.to().equals(to);
    }
}
