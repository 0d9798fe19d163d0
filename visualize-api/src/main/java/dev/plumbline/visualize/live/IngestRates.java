package dev.plumbline.visualize.live;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Events per second at the door, from counters that were read twice; a counter that went back belongs to a new process. */
final class IngestRates {

    private static final int KEPT = 40;
    private static final String EVENTS = "plumbline_ingest_events_total";

    private record Counts(long nanos, Map<String, Double> byOutcome) {}

    private final List<String> streams;
    private final Deque<Map<String, Object>> latest = new ArrayDeque<>();
    private final Map<String, Double> perSecond = new HashMap<>();
    private Counts last;

    IngestRates(List<String> streams) {
        this.streams = streams;
    }

    /** Takes what ingest-api says now; without it there is no rate, and the next one starts anew. */
    synchronized void add(Optional<Figures> figures) {
        perSecond.clear();
        if (figures.isEmpty()) {
            last = null;
            return;
        }
        Counts now = new Counts(System.nanoTime(), new HashMap<>());
        for (String stream : streams) {
            for (String outcome : List.of("accepted", "rejected")) {
                now.byOutcome()
                        .put(
                                stream + " " + outcome,
                                figures.get()
                                        .sum(EVENTS, Map.of("stream", stream, "outcome", outcome))
                                        .orElse(0));
            }
        }
        if (last != null && now.nanos() > last.nanos()) {
            double seconds = (now.nanos() - last.nanos()) / 1e9;
            now.byOutcome().forEach((key, count) -> {
                double before = last.byOutcome().getOrDefault(key, 0.0);
                perSecond.put(key, Math.round((count >= before ? count - before : count) / seconds * 10) / 10.0);
            });
            Map<String, Object> rate = new LinkedHashMap<>();
            rate.put("accepted", total("accepted"));
            rate.put("rejected", total("rejected"));
            latest.addLast(rate);
            if (latest.size() > KEPT) {
                latest.removeFirst();
            }
        }
        last = now;
    }

    synchronized Double accepted(String stream) {
        return perSecond.get(stream + " accepted");
    }

    synchronized Double rejected(String stream) {
        return perSecond.get(stream + " rejected");
    }

    synchronized Double acceptedPerSecond() {
        return perSecond.isEmpty() ? null : total("accepted");
    }

    /** How many of a hundred events were refused lately; null when none came. */
    synchronized Double refusedPercent() {
        double accepted = latest.stream()
                .mapToDouble(rate -> (double) rate.get("accepted"))
                .sum();
        double rejected = latest.stream()
                .mapToDouble(rate -> (double) rate.get("rejected"))
                .sum();
        return accepted + rejected == 0 ? null : Math.round(1_000 * rejected / (accepted + rejected)) / 10.0;
    }

    synchronized List<Map<String, Object>> latest() {
        return List.copyOf(latest);
    }

    /** The slowest stream's; null when nothing was acknowledged lately. */
    static Double acknowledgedP99Millis(Figures figures) {
        OptionalDouble seconds = figures.max("plumbline_ingest_acknowledge_seconds", Map.of("quantile", "0.99"));
        return seconds.isPresent() && seconds.getAsDouble() > 0
                ? Math.round(seconds.getAsDouble() * 100_000) / 100.0
                : null;
    }

    private double total(String outcome) {
        return perSecond.entrySet().stream()
                .filter(rate -> rate.getKey().endsWith(" " + outcome))
                .mapToDouble(Map.Entry::getValue)
                .sum();
    }
}
