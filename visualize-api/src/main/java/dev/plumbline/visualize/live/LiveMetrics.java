package dev.plumbline.visualize.live;

import dev.plumbline.buffer.contract.Contract;
import dev.plumbline.buffer.kafka.PartitionRange;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The live state as metrics: nothing is measured for them that a sample does not know already. What a sample does not know is
 * NaN, so that a layer that is down leaves no old figure behind.
 */
final class LiveMetrics {

    private record Series(String name, Tags tags) {}

    /** Read by scrapes on threads of their own. */
    private static final class Value {
        private volatile double now = Double.NaN;
    }

    private final MeterRegistry registry;
    private final List<Contract> contracts;
    private final Map<Series, Value> gauges = new HashMap<>();
    private final Map<Series, AtomicLong> counters = new HashMap<>();

    LiveMetrics(MeterRegistry registry, Collection<Contract> contracts) {
        this.registry = registry;
        this.contracts = List.copyOf(contracts);
        for (Contract contract : this.contracts) {
            contract.freshnessObjective().ifPresent(objective -> Gauge.builder(
                            "plumbline.stream.freshness.objective.seconds", objective::toSeconds)
                    .tag("stream", contract.stream())
                    .description("What the contract promises, from receiving an event to its row in silver")
                    .register(registry));
            Gauge.builder(
                            "plumbline.stream.retention.seconds",
                            () -> contract.topic().retention().toSeconds())
                    .tag("stream", contract.stream())
                    .description("How long the topic keeps an event; what is not read by then is lost")
                    .register(registry);
        }
    }

    /** Shows one sample; for one thread at a time. {@code waited} are the seconds behind, by stream. */
    void show(
            Map<String, Boolean> layers,
            Map<String, StreamLag> lags,
            Map<String, Double> waited,
            Optional<Map<String, List<PartitionRange>>> topics,
            Optional<LiveState.Tables> tables) {
        Map<Series, Double> now = new HashMap<>();
        layers.forEach((layer, up) -> now.put(series("plumbline.layer.up", "layer", layer), up ? 1.0 : 0.0));
        lags.forEach(
                (stream, lag) -> now.put(series("plumbline.stream.lag.records", "stream", stream), (double) lag.lag()));
        waited.forEach((stream, seconds) -> now.put(series("plumbline.stream.lag.seconds", "stream", stream), seconds));
        topics.ifPresent(this::count);
        tables.ifPresent(known -> show(known, now));
        gauges.forEach((series, value) -> value.now = now.getOrDefault(series, Double.NaN));
        now.forEach((series, value) -> gauges.computeIfAbsent(series, this::gauge).now = value);
    }

    private static void show(LiveState.Tables tables, Map<Series, Double> now) {
        tables.streams().forEach((stream, page) -> {
            Map.of(
                            "accepted", page.accepted(),
                            "silver", page.silver(),
                            "quarantine", page.quarantine(),
                            "duplicates", page.duplicates())
                    .forEach((column, rows) -> now.put(
                            new Series("plumbline.book.rows", Tags.of("stream", stream, "column", column)),
                            (double) rows));
            now.put(series("plumbline.book.difference", "stream", stream), (double) page.difference());
        });
        tables.models().forEach(model -> {
            if (model.difference() != null) {
                now.put(
                        series("plumbline.model.difference", "model", model.model()),
                        model.difference().doubleValue());
            }
            if (model.upToDate() != null) {
                now.put(series("plumbline.model.current", "model", model.model()), model.upToDate() ? 1.0 : 0.0);
            }
        });
        tables.store().tables().forEach((name, held) -> {
            String table = name.toString();
            now.put(series("plumbline.table.rows", "table", table), (double) held.rows());
            now.put(series("plumbline.table.bytes", "table", table), (double) held.bytes());
            now.put(series("plumbline.table.files", "table", table), (double) held.files());
            now.put(series("plumbline.table.small.files", "table", table), (double) held.smallFiles());
            now.put(series("plumbline.table.snapshots", "table", table), (double) held.snapshots());
            if (held.committedAtMillis() > 0) {
                now.put(
                        series("plumbline.table.commit.timestamp.seconds", "table", table),
                        held.committedAtMillis() / 1_000.0);
            }
        });
    }

    private void count(Map<String, List<PartitionRange>> topics) {
        for (Contract contract : contracts) {
            String stream = contract.stream();
            count(
                    "plumbline.stream.records",
                    stream,
                    topics.get(contract.topic().name()));
            count(
                    "plumbline.stream.dead.letters",
                    stream,
                    topics.get(contract.topic().deadLetters()));
        }
    }

    /** The end of a topic only grows, and outlives this process; the counter begins with it, and not at zero. */
    private void count(String name, String stream, List<PartitionRange> ranges) {
        if (ranges != null) {
            counters.computeIfAbsent(series(name, "stream", stream), this::counter)
                    .set(ranges.stream().mapToLong(PartitionRange::end).sum());
        }
    }

    private Value gauge(Series series) {
        Value value = new Value();
        Gauge.builder(series.name(), value, it -> it.now).tags(series.tags()).register(registry);
        return value;
    }

    private AtomicLong counter(Series series) {
        AtomicLong value = new AtomicLong();
        FunctionCounter.builder(series.name(), value, AtomicLong::get)
                .tags(series.tags())
                .register(registry);
        return value;
    }

    private static Series series(String name, String tag, String value) {
        return new Series(name, Tags.of(tag, value));
    }
}
