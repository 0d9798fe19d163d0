package dev.plumbline.visualize.live;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.buffer.contract.Contract;
import dev.plumbline.buffer.kafka.PartitionRange;
import dev.plumbline.storage.tables.Offsets;
import dev.plumbline.visualize.book.Book;
import dev.plumbline.visualize.book.ModelPage;
import dev.plumbline.visualize.book.StreamPage;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * What all layers are doing, asked at most once at a time and put together in one document. A layer that does not answer
 * is not up in it, and what only that layer knows is null; the rest goes on.
 */
public final class LiveState implements AutoCloseable {

    /** How old the tables' metadata may be while processing says that it has committed nothing. */
    private static final long QUIET_NANOS = 15_000_000_000L;

    private static final long LATE_MODES_MILLIS = 500;
    private static final long LAG_MILLIS = 3_500;

    private final List<Contract> contracts;
    private final Book book;
    private final StoreFigures store;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "live-probe");
        thread.setDaemon(true);
        return thread;
    });
    private final Probe<Figures> ingest;
    private final Probe<JsonNode> processing;
    private final Probe<Map<String, List<PartitionRange>>> topics;
    private final Probe<Tables> tables;
    private final Probe<Map<String, Offsets>> read;
    private final LiveDocument document;
    private final LiveMetrics metrics;
    private volatile long tablesNotOlderThan;
    private String lastCommits = "";

    /** What the tables say at one moment. */
    record Tables(Map<String, StreamPage> streams, List<ModelPage> models, StoreFigures.Store store) {}

    public LiveState(
            Collection<Contract> contracts,
            String ingestUrl,
            String processingUrl,
            Topics topicReader,
            Book book,
            StoreFigures store,
            VisualizeFigures visualize,
            MeterRegistry registry) {
        this.contracts = List.copyOf(contracts);
        this.book = book;
        this.store = store;
        Layers layers = new Layers(ingestUrl, processingUrl);
        this.ingest = new Probe<>("ingest-api", layers::ingest, threads);
        this.processing = new Probe<>("processing", layers::processing, threads);
        this.topics = new Probe<>("buffer", topicReader::ranges, threads);
        this.tables = new Probe<>("storage", this::askTables, threads);
        this.read = new Probe<>("storage", this::askRead, threads);
        this.document = new LiveDocument(this.contracts, visualize);
        this.metrics = new LiveMetrics(registry, this.contracts);
    }

    /** Asks every layer, waits for as long as {@code patience}, and puts together what is known then. For one thread at a time. */
    Map<String, Object> sample(Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        ingest.ask();
        topics.ask();
        processing.ask();
        processing.await((deadline - System.nanoTime()) / 2_000_000);
        long now = System.nanoTime();
        tablesNotOlderThan = committedSince() ? now : now - QUIET_NANOS;
        tables.ask();
        for (Probe<?> probe : List.of(ingest, topics, tables)) {
            probe.await((deadline - System.nanoTime()) / 1_000_000);
        }
        Optional<Map<String, List<PartitionRange>>> ranges = topics.latest();
        Optional<Tables> known = tables.latest();
        Map<String, Object> state = document.of(ingest.latest(), ranges, processing.latest(), known, hearing());
        Map<String, StreamLag> lags = document.lags(ranges, known);
        Map<String, Double> waited = new LinkedHashMap<>();
        lags.forEach((stream, lag) -> waited.put(stream, document.waited(stream, lag)));
        Map<String, Boolean> layers = Map.of(
                "connect", ingest.latest().isPresent(),
                "buffer", ranges.isPresent(),
                "process", processing.latest().isPresent(),
                "store", known.isPresent());
        metrics.show(layers, lags, waited, ranges, known);
        return state;
    }

    /** How each active model treats late rows, by its name; empty while processing does not answer. */
    public Optional<Map<String, String>> lateModes() {
        return processing.anew(LATE_MODES_MILLIS).or(processing::latest).map(LiveState::lateModes);
    }

    /**
     * The lag of every stream, or empty where the broker or the catalog does not answer. Both are asked after this call
     * began, so that what was acknowledged before it is in the lag or in the tables.
     */
    Optional<Map<String, StreamLag>> lag() {
        return topics.anew(LAG_MILLIS)
                .flatMap(ranges -> read.anew(LAG_MILLIS).map(offsets -> document.lags(ranges, offsets)));
    }

    private Map<String, LiveDocument.Hearing> hearing() {
        Map<String, LiveDocument.Hearing> hearing = new HashMap<>();
        Map.of("connect", ingest, "buffer", topics, "process", processing, "store", tables)
                .forEach((layer, probe) ->
                        hearing.put(layer, new LiveDocument.Hearing(probe.answeredAt(), probe.waitingSince())));
        return hearing;
    }

    LiveDocument document() {
        return document;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    private Tables askTables() {
        long moment = tablesNotOlderThan;
        Map<String, StreamPage> pages = new LinkedHashMap<>();
        contracts.forEach(contract -> pages.put(contract.stream(), book.stream(contract.stream(), moment)));
        Optional<Set<String>> active =
                processing.latest().map(state -> lateModes(state).keySet());
        List<ModelPage> models = book.models(moment, active);
        return new Tables(pages, models, store.now(moment));
    }

    private Map<String, Offsets> askRead() {
        long moment = System.nanoTime();
        Map<String, Offsets> offsets = new LinkedHashMap<>();
        contracts.forEach(contract -> offsets.put(contract.stream(), book.read(contract.stream(), moment)));
        return offsets;
    }

    private static Map<String, String> lateModes(JsonNode state) {
        Map<String, String> modes = new LinkedHashMap<>();
        state.path("models")
                .forEach(model -> modes.put(
                        model.path("target").asText().replaceFirst("^gold\\.", ""),
                        model.path("late").asText()));
        return modes;
    }

    /** Whether tables may have changed since the last sample; true when processing cannot say. */
    private boolean committedSince() {
        StringBuilder commits = new StringBuilder();
        processing.latest().ifPresent(state -> {
            state.path("streams").forEach(stream -> commits.append(stream.path("lastCommitAt"))
                    .append(' '));
            state.path("models")
                    .forEach(model -> commits.append(model.path("lastStepAt")).append(model.path("rowsCounted")));
        });
        boolean changed = commits.isEmpty() || !commits.toString().equals(lastCommits);
        lastCommits = commits.toString();
        return changed;
    }
}
