package dev.plumbline.visualize.live;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.buffer.contract.Contract;
import dev.plumbline.buffer.kafka.PartitionRange;
import dev.plumbline.storage.tables.Offsets;
import dev.plumbline.visualize.book.Book;
import dev.plumbline.visualize.book.ModelPage;
import dev.plumbline.visualize.book.StreamPage;
import dev.plumbline.visualize.tables.TableAt;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.iceberg.Snapshot;

/** Puts together what the layers answered, in the form in which the page gets it. What is not known is null. */
final class LiveDocument {

    private static final int BATCHES = 20;

    private final List<Contract> contracts;
    private final VisualizeFigures visualize;
    private final IngestRates rates;
    private final Map<String, Waiting> waiting = new ConcurrentHashMap<>();

    LiveDocument(List<Contract> contracts, VisualizeFigures visualize) {
        this.contracts = contracts;
        this.visualize = visualize;
        this.rates = new IngestRates(contracts.stream().map(Contract::stream).toList());
    }

    /** When a layer last answered, and since when an answer is waited for that has neither come nor failed. */
    record Hearing(Optional<Instant> answeredAt, Optional<Instant> waitingSince) {}

    /** {@code hearing} is by layer. */
    Map<String, Object> of(
            Optional<Figures> ingest,
            Optional<Map<String, List<PartitionRange>>> topics,
            Optional<JsonNode> processing,
            Optional<LiveState.Tables> tables,
            Map<String, Hearing> hearing) {
        Instant now = Instant.now();
        rates.add(ingest);
        Map<String, StreamLag> lags = lags(topics, tables);
        Map<String, Object> state = new LinkedHashMap<>();
        state.put("at", now.toString());
        state.put("uptimeSeconds", ManagementFactory.getRuntimeMXBean().getUptime() / 1_000);
        state.put(
                "streams",
                contracts.stream()
                        .map(contract -> stream(contract, now, lags, topics, processing, tables))
                        .toList());
        Map<String, Map<String, Object>> layers = new LinkedHashMap<>();
        layers.put("connect", connect(ingest));
        layers.put("buffer", buffer(topics, lags));
        layers.put("process", process(processing));
        layers.put("store", store(tables, now));
        layers.forEach((name, layer) -> {
            Hearing heard = hearing.get(name);
            layer.put("lastAnswerAt", heard.answeredAt().map(Instant::toString).orElse(null));
            layer.put(
                    "waitingSeconds",
                    heard.waitingSince().map(since -> seconds(since, now)).orElse(null));
        });
        layers.put("visualize", visualize.document());
        state.put("layers", layers);
        state.put("clocks", clocks(now, lags, tables));
        state.put("models", tables.map(LiveDocument::models).orElse(List.of()));
        return state;
    }

    /** The lag of each stream at one sample; empty where the topics or the tables are not known. */
    Map<String, StreamLag> lags(Optional<Map<String, List<PartitionRange>>> topics, Optional<LiveState.Tables> tables) {
        return topics.isPresent() && tables.isPresent() ? lags(topics.get(), read(tables.get())) : Map.of();
    }

    /** The lag of each stream: what its topic holds past what was read of it. */
    Map<String, StreamLag> lags(Map<String, List<PartitionRange>> topics, Map<String, Offsets> read) {
        Map<String, StreamLag> lags = new LinkedHashMap<>();
        contracts.forEach(contract -> lags.put(
                contract.stream(),
                new StreamLag(topics.getOrDefault(contract.topic().name(), List.of()), read.get(contract.stream()))));
        return lags;
    }

    /** The seconds that the oldest waiting event of a stream has waited, as far as was watched. */
    double waited(String stream, StreamLag lag) {
        return waiting.computeIfAbsent(stream, unknown -> new Waiting()).seconds(lag);
    }

    static Optional<JsonNode> find(JsonNode list, String key, String value) {
        for (JsonNode node : list) {
            if (node.path(key).asText().equals(value)) {
                return Optional.of(node);
            }
        }
        return Optional.empty();
    }

    private Map<String, Object> stream(
            Contract contract,
            Instant now,
            Map<String, StreamLag> lags,
            Optional<Map<String, List<PartitionRange>>> topics,
            Optional<JsonNode> processing,
            Optional<LiveState.Tables> tables) {
        String name = contract.stream();
        StreamLag lag = lags.get(name);
        Optional<StreamPage> page = tables.map(known -> known.streams().get(name));
        Optional<Instant> committed = page.flatMap(LiveDocument::committedAt);
        Map<String, Object> stream = new LinkedHashMap<>();
        stream.put("stream", name);
        stream.put("acceptedPerSecond", rates.accepted(name));
        stream.put("rejectedPerSecond", rates.rejected(name));
        stream.put("partitions", lag == null ? List.of() : lag.partitions());
        stream.put("lag", lag == null ? null : lag.lag());
        stream.put("lagSeconds", lag == null ? null : waited(name, lag));
        stream.put(
                "deadLetters",
                topics.map(known -> count(known.get(contract.topic().deadLetters())))
                        .orElse(null));
        stream.put("freshnessSeconds", committed.map(at -> seconds(at, now)).orElse(null));
        stream.put("lastCommitAt", committed.map(Instant::toString).orElse(null));
        stream.put(
                "maxEventTime",
                processing
                        .flatMap(state -> find(state.path("streams"), "stream", name))
                        .map(node -> node.path("maxEventTime").textValue())
                        .orElse(null));
        stream.put("book", page.map(StreamPage::figures).orElse(null));
        return stream;
    }

    private Map<String, Object> connect(Optional<Figures> ingest) {
        Map<String, Object> layer = new LinkedHashMap<>();
        layer.put("up", ingest.isPresent());
        layer.put("eventsPerSecond", ingest.isPresent() ? rates.acceptedPerSecond() : null);
        layer.put("refusedPercent", ingest.isPresent() ? rates.refusedPercent() : null);
        layer.put(
                "acknowledgedP99Millis",
                ingest.map(IngestRates::acknowledgedP99Millis).orElse(null));
        layer.put("rates", rates.latest());
        return layer;
    }

    private Map<String, Object> buffer(
            Optional<Map<String, List<PartitionRange>>> topics, Map<String, StreamLag> lags) {
        Map<String, Object> layer = new LinkedHashMap<>();
        layer.put("up", topics.isPresent());
        layer.put(
                "lag",
                lags.isEmpty()
                        ? null
                        : lags.values().stream().mapToLong(StreamLag::lag).sum());
        layer.put("lagSeconds", lags.isEmpty() ? null : longestWait(lags));
        layer.put(
                "deadLetters",
                topics.map(known -> known.entrySet().stream()
                                .filter(topic -> topic.getKey().endsWith(".dead-letters"))
                                .mapToLong(topic -> count(topic.getValue()))
                                .sum())
                        .orElse(null));
        layer.put(
                "partitions",
                topics.map(known -> known.entrySet().stream()
                                .filter(topic -> !topic.getKey().endsWith(".dead-letters"))
                                .mapToLong(topic -> topic.getValue().size())
                                .sum())
                        .orElse(null));
        return layer;
    }

    private static Map<String, Object> process(Optional<JsonNode> processing) {
        Map<String, Object> layer = new LinkedHashMap<>();
        List<Map<String, Object>> batches = new ArrayList<>();
        processing.ifPresent(state -> state.path("streams")
                .forEach(stream -> stream.path("recentBatches").forEach(batch -> {
                    Map<String, Object> entry = new LinkedHashMap<>();
                    entry.put("stream", stream.path("stream").asText());
                    entry.put("at", batch.path("at").asText());
                    entry.put("rows", batch.path("rows").asLong());
                    entry.put("millis", batch.path("millis").asLong());
                    entry.put("phases", batch.path("phases"));
                    batches.add(entry);
                })));
        batches.sort(Comparator.comparing(batch -> (String) batch.get("at")));
        List<Map<String, Object>> recent = batches.subList(Math.max(0, batches.size() - BATCHES), batches.size());
        Map<String, Object> last = recent.isEmpty() ? Map.of() : recent.get(recent.size() - 1);
        layer.put("up", processing.isPresent());
        layer.put("batchMillis", last.get("millis"));
        layer.put("rowsPerBatch", last.get("rows"));
        layer.put(
                "late",
                processing
                        .map(state -> {
                            long late = 0;
                            for (JsonNode model : state.path("models")) {
                                late += model.path("rowsLate").asLong();
                            }
                            return late;
                        })
                        .orElse(null));
        layer.put("recentBatches", recent);
        return layer;
    }

    private static Map<String, Object> store(Optional<LiveState.Tables> tables, Instant now) {
        Map<String, Object> layer = new LinkedHashMap<>();
        layer.put("up", tables.isPresent());
        layer.put(
                "freshnessSeconds",
                tables.flatMap(known -> known.streams().values().stream()
                                .map(LiveDocument::committedAt)
                                .flatMap(Optional::stream)
                                .max(Comparator.naturalOrder()))
                        .map(at -> seconds(at, now))
                        .orElse(null));
        layer.put("snapshots", tables.map(known -> known.store().snapshots()).orElse(null));
        layer.put("files", tables.map(known -> known.store().files()).orElse(null));
        layer.put("smallFiles", tables.map(known -> known.store().smallFiles()).orElse(null));
        layer.put(
                "recentSnapshots",
                tables.map(known -> known.store().recentSnapshots()).orElse(List.of()));
        return layer;
    }

    private Map<String, Object> clocks(Instant now, Map<String, StreamLag> lags, Optional<LiveState.Tables> tables) {
        Map<String, Object> clocks = new LinkedHashMap<>();
        clocks.put("now", now.toString());
        // What arrived before the longest-waiting event is in the tables.
        clocks.put(
                "tablesAt",
                lags.isEmpty()
                        ? null
                        : now.minusMillis((long) (1_000 * longestWait(lags))).toString());
        Optional<ModelPage> latest = tables.flatMap(known -> known.models().stream()
                .filter(model -> model.watermark() != null)
                .max(Comparator.comparing(ModelPage::watermark)));
        clocks.put(
                "watermark", latest.map(model -> model.watermark().toString()).orElse(null));
        clocks.put("watermarkModel", latest.map(ModelPage::model).orElse(null));
        return clocks;
    }

    private double longestWait(Map<String, StreamLag> lags) {
        return lags.entrySet().stream()
                .mapToDouble(lag -> waited(lag.getKey(), lag.getValue()))
                .max()
                .orElse(0);
    }

    private static Map<String, Offsets> read(LiveState.Tables tables) {
        Map<String, Offsets> read = new LinkedHashMap<>();
        tables.streams().forEach((stream, page) -> read.put(stream, Book.read(page)));
        return read;
    }

    private static List<Map<String, Object>> models(LiveState.Tables tables) {
        return tables.models().stream()
                .map(model -> {
                    Map<String, Object> entry = new LinkedHashMap<>();
                    entry.put("model", model.model());
                    entry.put("watermark", Objects.toString(model.watermark(), null));
                    entry.put("rowsLate", model.rowsLate());
                    entry.put("upToDate", model.upToDate());
                    return entry;
                })
                .toList();
    }

    /** When silver was last committed: the youngest rows that a query sees. */
    private static Optional<Instant> committedAt(StreamPage page) {
        return page.tables().stream()
                .filter(at -> at.name().namespace().equals("silver"))
                .map(TableAt::snapshot)
                .flatMap(Optional::stream)
                .map(Snapshot::timestampMillis)
                .map(Instant::ofEpochMilli)
                .findFirst();
    }

    private static Double seconds(Instant from, Instant to) {
        return Math.max(0, Math.round(Duration.between(from, to).toMillis() / 100.0) / 10.0);
    }

    private static Long count(List<PartitionRange> ranges) {
        return ranges == null
                ? 0L
                : ranges.stream().mapToLong(PartitionRange::count).sum();
    }
}
