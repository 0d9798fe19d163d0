package dev.plumbline.processing.stream;

import static dev.plumbline.processing.stream.BatchFiles.Target.BRONZE;
import static dev.plumbline.processing.stream.BatchFiles.Target.DUPLICATES;
import static dev.plumbline.processing.stream.BatchFiles.Target.QUARANTINE;
import static dev.plumbline.processing.stream.BatchFiles.Target.SILVER;

import dev.plumbline.buffer.contract.Contract;
import dev.plumbline.processing.lake.Fence;
import dev.plumbline.processing.lake.Lake;
import dev.plumbline.processing.lake.OtherWriterException;
import dev.plumbline.storage.tables.Offsets;
import dev.plumbline.storage.tables.SnapshotProperties;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;

/**
 * The four tables that one stream's batches write, and how far each of them has come. The tables are the checkpoint: every
 * commit carries the end offset of each Kafka partition, and a start reads them back.
 */
final class StreamTables {

    private final Contract contract;
    private final SeenEvents seen;
    private final StreamParts parts;
    private final Map<BatchFiles.Target, Table> tables = new EnumMap<>(BatchFiles.Target.class);
    private final Map<BatchFiles.Target, Fence> fences = new EnumMap<>(BatchFiles.Target.class);
    private final Map<BatchFiles.Target, Offsets> written = new EnumMap<>(BatchFiles.Target.class);
    private final Set<String> readFrom = new TreeSet<>();
    private Optional<String> reading = Optional.empty();
    private long lastBatch;

    StreamTables(Contract contract, RowRules rules, Lake lake, long seenEventsBytes) {
        this.contract = contract;
        this.seen = new SeenEvents(
                this::readSilverDay, seenEventsBytes, contract.eventTimeField().isEmpty());
        tables.put(SILVER, lake.table("silver", contract.stream()));
        tables.put(QUARANTINE, lake.table("quarantine", contract.stream()));
        tables.put(DUPLICATES, lake.table("ops", "duplicates"));
        tables.put(BRONZE, lake.table("bronze", contract.stream()));
        tables.forEach((target, table) -> fences.put(target, new Fence(table, snapshot -> contract.stream()
                .equals(snapshot.summary().get(SnapshotProperties.STREAM)))));
        this.parts = new StreamParts(contract, rules, tables);
    }

    /** Reads from the tables what they hold and how far they have come; what memory knew is forgotten. */
    void reload() {
        lastBatch = 0;
        readFrom.clear();
        fences.forEach((target, fence) -> {
            Optional<Snapshot> last = fence.look();
            last.map(snapshot -> snapshot.summary().get(SnapshotProperties.TOPIC_ID))
                    .ifPresent(readFrom::add);
            written.put(
                    target,
                    last.map(snapshot -> Offsets.parse(snapshot.summary().get(SnapshotProperties.OFFSETS)))
                            .orElse(Offsets.NONE));
            if (target == BRONZE) {
                last.map(snapshot -> snapshot.summary().get(SnapshotProperties.BATCH_ID))
                        .ifPresent(batch -> lastBatch = Long.parseLong(batch));
            }
        });
        seen.forget();
    }

    /** The ids of the topics that the offsets of the tables speak of; none where their commits do not say. */
    Set<String> readFrom() {
        return Collections.unmodifiableSet(readFrom);
    }

    /** Has commits from now on say that their offsets are those of the topic with this id. */
    void reads(String topicId) {
        reading = Optional.of(topicId);
    }

    /**
     * Commits one batch: silver, quarantine, duplicates, bronze, in this order, and tells after each. Where another process
     * has committed a batch of this stream since, it throws {@link OtherWriterException} instead.
     */
    void commit(BatchFiles batch, Consumer<BatchFiles.Target> afterCommit) {
        long number = lastBatch + 1;
        for (BatchFiles.Target target : BatchFiles.Target.values()) {
            if (batch.rows(target) > 0) {
                commit(target, batch, number);
            }
            if (target == SILVER) {
                seen.committed();
            }
            afterCommit.accept(target);
        }
        lastBatch = number;
    }

    private void commit(BatchFiles.Target target, BatchFiles batch, long number) {
        Table table = tables.get(target);
        Offsets after = batch.offsetsAfter(written.get(target));
        AppendFiles append = table.newAppend();
        batch.files(target).forEach(append::appendFile);
        append.set(SnapshotProperties.STREAM, contract.stream())
                .set(SnapshotProperties.BATCH_ID, Long.toString(number))
                .set(SnapshotProperties.OFFSETS, after.toString());
        reading.ifPresent(topicId -> append.set(SnapshotProperties.TOPIC_ID, topicId));
        fences.get(target).commit(append);
        written.put(target, after);
    }

    /** Where reading goes on: everything before is in all four tables. */
    Offsets position() {
        return written.get(BRONZE);
    }

    Map<BatchFiles.Target, Offsets> written() {
        return written;
    }

    Table table(BatchFiles.Target target) {
        return tables.get(target);
    }

    SeenEvents seen() {
        return seen;
    }

    /** What tasks need. */
    StreamParts parts() {
        return parts;
    }

    long lastBatch() {
        return lastBatch;
    }

    private void readSilverDay(int day, SeenEvents.Sink sink) {
        String from = java.time.LocalDate.ofEpochDay(day)
                .atStartOfDay()
                .atOffset(ZoneOffset.UTC)
                .toString();
        String to = java.time.LocalDate.ofEpochDay(day)
                .plus(1, ChronoUnit.DAYS)
                .atStartOfDay()
                .atOffset(ZoneOffset.UTC)
                .toString();
        Table silver = tables.get(SILVER);
        if (silver.currentSnapshot() == null) {
            return;
        }
        try (CloseableIterable<Record> rows = IcebergGenerics.read(silver)
                .select("_source", "_id", "_content_hash", "_kafka_partition", "_kafka_offset", "_event_time")
                .where(Expressions.and(
                        Expressions.greaterThanOrEqual("_event_time", from), Expressions.lessThan("_event_time", to)))
                .build()) {
            for (Record row : rows) {
                sink.add(
                        (String) row.getField("_source"),
                        (String) row.getField("_id"),
                        (Long) row.getField("_content_hash"),
                        (Integer) row.getField("_kafka_partition"),
                        (Long) row.getField("_kafka_offset"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the seen events of day " + day + " from silver", e);
        }
    }
}
