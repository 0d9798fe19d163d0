package dev.plumbline.processing.gold;

import dev.plumbline.processing.lake.DataFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.spark.sql.catalyst.InternalRow;

/**
 * What silver has added between two of its snapshots, read from the added files themselves: which windows it touches costs
 * a few columns of a few files, less than asking Spark. Compaction in between adds nothing.
 */
final class AddedRows {

    /** A sender whose clock runs ahead must not make everybody else late: no event time counts beyond this after its arrival. */
    static final long CLOCK_SKEW_MICROS = 600_000_000L;

    private static final List<String> TIMES = List.of("_event_time", "_received_at", "_kafka_partition");

    private final Table silver;
    private final Model model;
    private final List<DataFile> files = new ArrayList<>();
    private final Map<Long, Long> rowsByWindow = new TreeMap<>();
    private final Map<Integer, Long> latestByPartition = new TreeMap<>();

    AddedRows(Table silver, Model model, long fromSnapshotId, long toSnapshotId) {
        this.silver = silver;
        this.model = model;
        try (CloseableIterable<FileScanTask> tasks = silver.newIncrementalAppendScan()
                .fromSnapshotExclusive(fromSnapshotId)
                .toSnapshot(toSnapshotId)
                .planFiles()) {
            tasks.forEach(task -> files.add(task.file()));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot plan what " + silver.name() + " has added", e);
        }
        Schema times = silver.schema().select(TIMES);
        files.forEach(file -> DataFiles.read(silver, file, times, this::measure));
    }

    /** Rows per window start (microseconds), in order. */
    Map<Long, Long> rowsByWindow() {
        return rowsByWindow;
    }

    long rows() {
        return rowsByWindow.values().stream().mapToLong(Long::longValue).sum();
    }

    /**
     * The greatest event time (microseconds) of the Kafka partition that is furthest behind, among those that moved.
     * Partitions are read at their own pace, above all in a replay: measured by the one that is ahead, rows of the others
     * would be late by no fault of the data. A partition without news holds nobody back.
     */
    long latestEventMicros() {
        return latestByPartition.values().stream()
                .mapToLong(Long::longValue)
                .min()
                .orElse(GoldState.NO_EVENT);
    }

    /** Every added row, with all of silver's columns. */
    void forEach(Consumer<Record> row) {
        files.forEach(file -> DataFiles.read(silver, file, silver.schema(), row));
    }

    /** Every added row, as Spark's, with some of silver's columns. */
    void forEach(Schema columns, Consumer<InternalRow> row) {
        files.forEach(file -> DataFiles.readForSpark(silver, file, columns, row));
    }

    /** Where the row's event time lies, in microseconds. */
    static long eventMicros(Record row) {
        return GoldState.micros(((OffsetDateTime) row.getField("_event_time")).toInstant());
    }

    private void measure(Record row) {
        long event = eventMicros(row);
        long received = GoldState.micros(((OffsetDateTime) row.getField("_received_at")).toInstant());
        rowsByWindow.merge(model.windowStart(event), 1L, Long::sum);
        latestByPartition.merge(
                (Integer) row.getField("_kafka_partition"), Math.min(event, received + CLOCK_SKEW_MICROS), Math::max);
    }
}
