package dev.plumbline.processing.gold;

import dev.plumbline.processing.lake.TableFiles;
import dev.plumbline.storage.tables.SnapshotHistory;
import dev.plumbline.storage.tables.SnapshotProperties;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.OverwriteFiles;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetReaders;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.parquet.Parquet;
import org.apache.spark.sql.Row;

/** One model's rows of {@code ops.late_rows}: what arrived after the watermark had passed its window, and by how much. */
final class LateRows {

    private static final String MODEL_PROPERTY = "plumbline.model";
    private static final int ROWS_PER_FILE = 50_000;

    private final Model model;
    private final Table table;

    LateRows(Model model, Table table) {
        this.model = model;
        this.table = table;
    }

    /** The silver snapshot up to which late rows are listed, if there are any. */
    Optional<Long> listedUntil() {
        table.refresh();
        return SnapshotHistory.newestWith(table, table.currentSnapshot(), MODEL_PROPERTY, model.name())
                .map(snapshot -> Long.parseLong(snapshot.summary().get(SnapshotProperties.SILVER_SNAPSHOT_ID)));
    }

    /** Lists rows of silver that are late against {@code watermarkMicros}; does nothing where that was done before. */
    void list(Iterator<Row> rows, long silverSnapshotId, long watermarkMicros) {
        if (listedUntil().filter(listed -> listed == silverSnapshotId).isPresent()) {
            return;
        }
        AppendFiles append = table.newAppend();
        TableFiles files = new TableFiles(table);
        while (rows.hasNext()) {
            files.add(record(files.record(), rows.next(), watermarkMicros));
            if (files.count() == ROWS_PER_FILE) {
                files.write().forEach(append::appendFile);
            }
        }
        files.write().forEach(append::appendFile);
        append.set(MODEL_PROPERTY, model.name())
                .set(SnapshotProperties.SILVER_SNAPSHOT_ID, Long.toString(silverSnapshotId))
                .commit();
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
            try (CloseableIterable<Record> rows = Parquet.read(table.io().newInputFile(file.location()))
                    .project(table.schema())
                    .createReaderFunc(fileSchema -> GenericParquetReaders.buildReader(table.schema(), fileSchema))
                    .build()) {
                for (Record row : rows) {
                    long window = GoldState.micros(((OffsetDateTime) row.getField("window_start")).toInstant());
                    if (window >= fromMicros && window < toMicros) {
                        row.setField("counted_in_batch", true);
                    }
                    files.add(row);
                }
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot read " + file.location(), e);
            }
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

    private Record record(Record record, Row row, long watermarkMicros) {
        Instant eventTime = row.getAs("_event_time");
        Instant receivedAt = row.getAs("_received_at");
        long window = model.windowStart(GoldState.micros(eventTime));
        record.setField("stream", model.stream());
        record.setField("model", model.name());
        record.setField("source", row.getAs("_source"));
        record.setField("id", row.getAs("_id"));
        record.setField("event_time", eventTime.atOffset(ZoneOffset.UTC));
        record.setField("window_start", GoldState.instant(window).atOffset(ZoneOffset.UTC));
        record.setField("late_by_seconds", (watermarkMicros - window - model.windowMicros()) / 1_000_000);
        record.setField("received_at", receivedAt.atOffset(ZoneOffset.UTC));
        record.setField("partition", row.getAs("_kafka_partition"));
        record.setField("offset", row.getAs("_kafka_offset"));
        record.setField("counted_in_batch", false);
        return record;
    }
}
