package dev.plumbline.bench.freshness;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.local.Json;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * What snapshots hold, as their writers noted in the summaries: a silver snapshot the offsets up to which it has its stream,
 * a gold snapshot the silver one it is up to. Learned from {@code /v1/tables/{table}}, so that watching can be light.
 */
final class Snapshots {

    private static final String STREAM = "plumbline.stream";
    private static final String OFFSETS = "plumbline.offsets";
    private static final String SILVER_SNAPSHOT = "plumbline.silver-snapshot-id";

    /** The stream in a silver snapshot: per partition the end, exclusive. */
    record Silver(String stream, Map<Integer, Long> ends) {

        boolean holds(Acknowledged event) {
            return stream.equals(event.stream()) && ends.getOrDefault(event.partition(), 0L) > event.offset();
        }

        long total() {
            return ends.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    private final Map<String, Silver> silver = new HashMap<>();
    private final Map<String, String> gold = new HashMap<>();

    /** Takes in the snapshots of a table's description; what was learned before stays, since tables forget old snapshots. */
    void learn(JsonNode table) throws IOException {
        for (JsonNode snapshot : table.path("snapshots")) {
            String id = snapshot.path("id").asText();
            JsonNode summary = snapshot.path("summary");
            if (summary.has(SILVER_SNAPSHOT)) {
                gold.put(id, summary.path(SILVER_SNAPSHOT).asText());
            } else if (summary.has(OFFSETS)) {
                silver.put(
                        id,
                        new Silver(
                                summary.path(STREAM).asText(),
                                ends(summary.path(OFFSETS).asText())));
            }
        }
    }

    /** How much of its stream a silver or gold snapshot holds; empty when nothing is known of it. */
    Optional<Silver> of(String snapshotId) {
        return Optional.ofNullable(silver.get(gold.getOrDefault(snapshotId, snapshotId)));
    }

    /** The stream that the sighted snapshots are of. */
    Optional<String> stream(List<TableWatch.Sighting> sightings) {
        return sightings.stream()
                .flatMap(sighting -> of(sighting.snapshotId()).stream())
                .map(Silver::stream)
                .findFirst();
    }

    /** Nanoseconds from the event's acknowledgement to the first sighting of a snapshot that holds it; empty if none does. */
    OptionalLong freshness(Acknowledged event, List<TableWatch.Sighting> sightings) {
        return sightings.stream()
                .filter(sighting -> of(sighting.snapshotId())
                        .filter(found -> found.holds(event))
                        .isPresent())
                .mapToLong(sighting -> sighting.at() - event.at())
                .findFirst();
    }

    private static Map<Integer, Long> ends(String offsets) throws IOException {
        Map<Integer, Long> ends = new TreeMap<>();
        Json.tree(offsets)
                .properties()
                .forEach(end ->
                        ends.put(Integer.valueOf(end.getKey()), end.getValue().asLong()));
        return ends;
    }
}
