package dev.plumbline.processing.gold;

import dev.plumbline.processing.lake.DataFiles;
import dev.plumbline.processing.lake.Fence;
import dev.plumbline.processing.lake.Lake;
import dev.plumbline.processing.lake.TableFiles;
import dev.plumbline.storage.tables.SnapshotProperties;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.OverwriteFiles;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;

/** One model's rows of {@code ops.late_rows}: what arrived after the watermark had passed its window, and by how much. */
final class LateRows {

    private static final int ROWS_PER_FILE = 50_000;

    private final Model model;
    private final Table table;
    private final Lake lake;
    private final Fence fence;
    private Optional<Long> listedUntil = Optional.empty();

    LateRows(Model model, Table table, Lake lake) {
        this.lake = lake;
        this.model = model;
        this.table = table;
        this.fence = new Fence(
                table, snapshot -> model.name().equals(snapshot.summary().get(SnapshotProperties.MODEL)));
    }

    /** The silver snapshot up to which late rows are listed, if there are any; what is listed next must follow that. */
    Optional<Long> listedUntil() {
        listedUntil = fence.look()
                .map(snapshot -> Long.parseLong(snapshot.summary().get(SnapshotProperties.SILVER_SNAPSHOT_ID)));
        return listedUntil;
    }

    /** Lists rows of silver that are late against {@code watermarkMicros}; does nothing where that was done before. */
    void list(AddedRows added, Set<Long> windows, long silverSnapshotId, long watermarkMicros) {
        // Not looked up anew: another process that has listed meanwhile must be met by the fence.
        if (listedUntil.filter(listed -> listed == silverSnapshotId).isPresent()) {
            return;
        }
        AppendFiles append = table.newAppend();
        TableFiles files = new TableFiles(table);
        added.forEach(row -> {
            if (windows.contains(model.windowStart(AddedRows.eventMicros(row)))) {
                files.add(record(files.record(), row, watermarkMicros));
                if (files.count() == ROWS_PER_FILE) {
                    files.write().forEach(append::appendFile);
                }
            }
        });
        files.write().forEach(append::appendFile);
        append.set(SnapshotProperties.MODEL, model.name())
                .set(SnapshotProperties.SILVER_SNAPSHOT_ID, Long.toString(silverSnapshotId));
        fence.commit(append);
        listedUntil = Optional.of(silverSnapshotId);
        lake.trimHistory(table);
    }

    /** Rows in the range that no batch has counted yet. */
    long notCounted(long fromMicros, long toMicros) {
        table.refresh();
        if (table.currentSnapshot() == null) {
            return 0;
        }
        long count = 0;
        try (CloseableIterable<Record> rows = IcebergGenerics.read(table)
                .where(Expressions.and(between(fromMicros, toMicros), Expressions.equal("counted_in_batch", false)))
                .build()) {
            for (Record ignored : rows) {
                count++;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read ops.late_rows", e);
        }
        return count;
    }

    /** Marks the rows of the range as counted: a batch has taken them into their windows. */
    void count(long fromMicros, long toMicros) {
        if (notCounted(fromMicros, toMicros) == 0) {
            return;
        }
        OverwriteFiles overwrite = table.newOverwrite();
        TableFiles files = new TableFiles(table);
        for (DataFile file : filesBetween(fromMicros, toMicros)) {
            overwrite.deleteFile(file);
            DataFiles.read(table, file, table.schema(), row -> {
                long window = GoldState.micros(((OffsetDateTime) row.getField("window_start")).toInstant());
                if (window >= fromMicros && window < toMicros) {
                    row.setField("counted_in_batch", true);
                }
                files.add(row);
            });
            files.write().forEach(overwrite::addFile);
        }
        overwrite.commit();
    }

    private List<DataFile> filesBetween(long fromMicros, long toMicros) {
        List<DataFile> files = new ArrayList<>();
        try (CloseableIterable<FileScanTask> tasks =
                table.newScan().filter(between(fromMicros, toMicros)).planFiles()) {
            tasks.forEach(task -> files.add(task.file()));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot plan ops.late_rows", e);
        }
        return files;
    }

    private Expression between(long fromMicros, long toMicros) {
        return Expressions.and(
                Expressions.equal("model", model.name()),
                Expressions.greaterThanOrEqual("window_start", fromMicros),
                Expressions.lessThan("window_start", toMicros));
    }

    private Record record(Record record, Record row, long watermarkMicros) {
        long window = model.windowStart(AddedRows.eventMicros(row));
        record.setField("stream", model.stream());
        record.setField("model", model.name());
        record.setField("source", row.getField("_source"));
        record.setField("id", row.getField("_id"));
        record.setField("event_time", row.getField("_event_time"));
        record.setField("window_start", GoldState.instant(window).atOffset(ZoneOffset.UTC));
        record.setField("late_by_seconds", (watermarkMicros - window - model.windowMicros()) / 1_000_000);
        record.setField("received_at", row.getField("_received_at"));
        record.setField("partition", row.getField("_kafka_partition"));
        record.setField("offset", row.getField("_kafka_offset"));
        record.setField("counted_in_batch", false);
        return record;
    }
}
