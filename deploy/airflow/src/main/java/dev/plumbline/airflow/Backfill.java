package dev.plumbline.airflow;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Optional;

/** A backfill at one moment: runs of a DAG for dates of the past. */
public record Backfill(long id, String dagId, Instant from, Instant to, boolean paused, Optional<Instant> completedAt) {

    static Backfill of(JsonNode node) {
        return new Backfill(
                node.path("id").asLong(),
                node.path("dag_id").asText(),
                Times.optional(node.path("from_date")).orElseThrow(),
                Times.optional(node.path("to_date")).orElseThrow(),
                node.path("is_paused").asBoolean(),
                Times.optional(node.path("completed_at")));
    }
}
