package dev.plumbline.processing.gold;

import dev.plumbline.processing.lake.DataFiles;
import dev.plumbline.processing.lake.Fence;
import dev.plumbline.processing.lake.Lake;
import dev.plumbline.processing.lake.RecordMapping;
import dev.plumbline.processing.lake.TableFiles;
import dev.plumbline.storage.tables.SnapshotHistory;
import dev.plumbline.storage.tables.SnapshotProperties;
import dev.plumbline.storage.tables.TableDefinition;
import dev.plumbline.storage.tables.TableDefinitions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongPredicate;
import java.util.regex.Pattern;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.OverwriteFiles;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.expressions.InclusiveMetricsEvaluator;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.spark.SparkSchemaUtil;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * A model's gold table. An answer replaces windows: the files that hold them are written anew, with the rows of other
 * windows carried over, and swapped in one commit together with the {@link GoldState}. One writer per table: callers hold
 * the model's lock, and another process is fenced off.
 */
final class GoldTable {

    private static final String BATCH_RANGE = "plumbline.batch-range";

    /** A partition of so many files is written into one: a stream leaves about one a minute. */
    private static final int MANY_FILES = 16;

    private static final long DAY_MICROS = 86_400_000_000L;

    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private final Model model;
    private final Table table;
    private final Fence fence;
    private final GoldPartitions partitions;
    private final RecordMapping mapping;
    private final Lake lake;

    private GoldTable(Model model, Table table, StructType answer, Lake lake) {
        this.model = model;
        this.table = table;
        this.fence =
                new Fence(table, snapshot -> snapshot.summary().containsKey(SnapshotProperties.SILVER_SNAPSHOT_ID));
        this.partitions = new GoldPartitions(model, table.schema());
        this.mapping = new RecordMapping(answer, table.schema());
        this.lake = lake;
    }

    /** Opens the table, creating it from the answer's columns, or adding columns that the model has gained. */
    static GoldTable open(Model model, StructType answer, Lake lake) {
        requireNames(model, answer);
        try {
            Schema schema = SparkSchemaUtil.convert(answer.asNullable());
            lake.ensure(List.of(TableDefinition.byName(
                    TableIdentifier.of(TableDefinitions.GOLD, model.table()),
                    schema,
                    GoldPartitions.spec(model, schema),
                    Map.of("comment", model.description(), "plumbline.stream", model.stream()))));
        } catch (ValidationException | IllegalArgumentException | UnsupportedOperationException e) {
            throw new InvalidModelException(
                    model.origin() + ": no table can hold this answer or be partitioned so: " + e.getMessage());
        }
        return new GoldTable(model, lake.table("gold", model.table()), answer, lake);
    }

    /** Names that every reader of the table can tell apart, those of the header among them, and a window that is a time. */
    private static void requireNames(Model model, StructType answer) {
        Map<String, StructField> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (StructField field : answer.fields()) {
            if (!NAME.matcher(field.name()).matches()) {
                throw new InvalidModelException(model.origin() + ": a column of the SELECT is called " + field.name()
                        + ", expected letters, digits and _; name it with AS");
            }
            if (field.dataType().equals(DataTypes.NullType)) {
                throw new InvalidModelException(model.origin() + ": the column " + field.name()
                        + " of the SELECT has no type, as it is always NULL; give it one with CAST");
            }
            if (fields.put(field.name(), field) != null) {
                throw new InvalidModelException(model.origin() + ": the SELECT has the column " + field.name()
                        + " twice, expected names that differ by more than upper and lower case");
            }
        }
        for (String column : columns(model)) {
            if (!List.of(answer.fieldNames()).contains(column)) {
                throw new InvalidModelException(model.origin() + ": the header names the column " + column
                        + ", but the SELECT has " + List.of(answer.fieldNames()));
            }
        }
        DataType window = fields.get(model.windowColumn()).dataType();
        if (!window.equals(DataTypes.DateType) && !window.equals(DataTypes.TimestampType)) {
            throw new InvalidModelException(model.origin() + ": the window's column " + model.windowColumn() + " is a "
                    + window.simpleString() + ", expected a date or a timestamp");
        }
    }

    /** What the newest commit of a model's answer says, if there is one; an answer that is committed next must follow it. */
    Optional<GoldState> state() {
        return fence.look().map(snapshot -> GoldState.parse(snapshot.summary()));
    }

    /** The range of the batch that made the newest answer; empty where the stream has answered since. */
    Optional<GoldPartitions.Range> rangeOfUnfollowedBatch() {
        // Not simply the newest snapshot: maintenance may have rewritten files since.
        return SnapshotHistory.newestWith(table, table.currentSnapshot(), SnapshotProperties.SILVER_SNAPSHOT_ID)
                .map(snapshot -> snapshot.summary().get(BATCH_RANGE))
                .map(text -> new GoldPartitions.Range(
                        Long.parseLong(text.substring(0, text.indexOf(','))),
                        Long.parseLong(text.substring(text.indexOf(',') + 1))));
    }

    GoldPartitions partitions() {
        return partitions;
    }

    long currentSnapshotId() {
        return table.currentSnapshot().snapshotId();
    }

    /** Collects an answer in slices and swaps it in at once. */
    final class Answer {

        private final TableFiles answered = new TableFiles(table);
        private final TableFiles carriedOver = new TableFiles(table);
        private final Map<String, DataFile> old = new TreeMap<>();
        private final List<DataFile> written = new ArrayList<>();
        private long rows;

        /**
         * Replaces {@code windows} (their starts, in order) by their new rows; two calls must not share a partition. Files
         * that may hold one of them are written anew, their rows of other windows into files of their own: the next answer
         * for the same windows leaves those alone. A partition of many files becomes one again.
         */
        void replace(List<Long> windows, List<Row> rowsOfWindows) {
            Set<Long> replaced = new HashSet<>(windows);
            long from = windows.get(0);
            long to = windows.get(windows.size() - 1) + model.windowMicros();
            add(rowsOfWindows, replaced::contains);
            Expression oneOfThem = Expressions.in(
                    model.windowColumn(),
                    windows.stream().map(partitions::literal).toList());
            InclusiveMetricsEvaluator mayHold =
                    new InclusiveMetricsEvaluator(table.schema(), Expressions.and(between(from, to), oneOfThem));
            filesByPartition(partitions.alignedDown(from), partitions.alignedUp(to))
                    .forEach((partition, files) -> {
                        for (DataFile file : files) {
                            if (files.size() >= MANY_FILES || mayHold.eval(file)) {
                                old.put(file.location(), file);
                                carryOver(file, replaced::contains);
                            }
                        }
                    });
            written.addAll(carriedOver.write());
        }

        /** Drops the files of a range of windows that fills whole partitions, whether or not silver still speaks of them. */
        void drop(GoldPartitions.Range range) {
            filesBetween(range.fromMicros(), range.toMicros()).forEach(file -> old.put(file.location(), file));
        }

        /** Adds rows of windows whose files were dropped. */
        void add(List<Row> rowsOfWindows, LongPredicate windows) {
            for (Row row : rowsOfWindows) {
                Record record = mapping.record(row);
                requireWindow(record, windows);
                answered.add(record);
            }
            rows += rowsOfWindows.size();
            written.addAll(answered.write());
        }

        /** A row of another window would stand beside the one that this window's next answer cannot find. */
        private void requireWindow(Record record, LongPredicate windows) {
            Object window = record.getField(model.windowColumn());
            if (window == null
                    || model.windowStart(windowMicros(record)) != windowMicros(record)
                    || !windows.test(windowMicros(record))) {
                throw new InvalidModelException(model.origin() + ": a row has " + model.windowColumn() + " = " + window
                        + ", which is not the start of the window of " + model.window()
                        + " that its events fall into; cut the window column from the stream's event time");
            }
        }

        private void carryOver(DataFile file, LongPredicate replaced) {
            DataFiles.read(table, file, table.schema(), record -> {
                if (!replaced.test(windowMicros(record))) {
                    carriedOver.add(record);
                }
            });
        }

        long rows() {
            return rows;
        }

        int partitions() {
            return written.size();
        }

        /** Swaps in the answer of a batch over a range of windows. */
        void commit(GoldState state, GoldPartitions.Range batch) {
            commit(state, overwrite -> overwrite.set(BATCH_RANGE, batch.fromMicros() + "," + batch.toMicros()));
        }

        /** Swaps in the stream's answer. */
        void commit(GoldState state) {
            commit(state, overwrite -> {});
        }

        private void commit(GoldState state, Consumer<OverwriteFiles> further) {
            OverwriteFiles overwrite = table.newOverwrite();
            further.accept(overwrite);
            old.values().forEach(overwrite::deleteFile);
            written.forEach(overwrite::addFile);
            if (state.maxEventMicros() != GoldState.NO_EVENT) {
                overwrite.set(
                        SnapshotProperties.MAX_EVENT_TIME,
                        GoldState.instant(state.maxEventMicros()).toString());
                overwrite.set(
                        SnapshotProperties.WATERMARK, state.watermark(model).toString());
            }
            overwrite
                    .set(SnapshotProperties.SILVER_SNAPSHOT_ID, Long.toString(state.silverSnapshotId()))
                    .set(SnapshotProperties.ROWS_COUNTED, Long.toString(state.rowsCounted()))
                    .set(SnapshotProperties.ROWS_LATE, Long.toString(state.rowsLate()))
                    .set(SnapshotProperties.MODEL_HASH, state.modelHash());
            fence.commit(overwrite);
            lake.trimHistory(table);
        }
    }

    /** Begins an answer; nothing changes before it is committed. */
    Answer answer() {
        return new Answer();
    }

    private Map<String, List<DataFile>> filesByPartition(long fromMicros, long toMicros) {
        Map<String, List<DataFile>> files = new TreeMap<>();
        filesBetween(fromMicros, toMicros).forEach(file -> files.computeIfAbsent(
                        table.spec().partitionToPath(file.partition()), partition -> new ArrayList<>())
                .add(file));
        return files;
    }

    /** The files that may hold windows of a range, with the bounds of their columns. */
    private List<DataFile> filesBetween(long fromMicros, long toMicros) {
        List<DataFile> files = new ArrayList<>();
        if (table.currentSnapshot() == null) {
            return files;
        }
        try (CloseableIterable<FileScanTask> planned = table.newScan()
                .includeColumnStats()
                .filter(between(fromMicros, toMicros))
                .planFiles()) {
            planned.forEach(task -> files.add(task.file()));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot plan " + table.name(), e);
        }
        return files;
    }

    private Expression between(long fromMicros, long toMicros) {
        // Each end for itself: a range that is open at one end is not everything.
        Expression notBefore = fromMicros == Long.MIN_VALUE
                ? Expressions.alwaysTrue()
                : Expressions.greaterThanOrEqual(model.windowColumn(), partitions.literal(fromMicros));
        Expression before = toMicros == Long.MAX_VALUE
                ? Expressions.alwaysTrue()
                : Expressions.lessThan(model.windowColumn(), partitions.literal(toMicros));
        return Expressions.and(notBefore, before);
    }

    private long windowMicros(Record record) {
        Object window = record.getField(model.windowColumn());
        if (window instanceof LocalDate day) {
            return day.toEpochDay() * DAY_MICROS;
        }
        return GoldState.micros(((OffsetDateTime) window).toInstant());
    }

    private static List<String> columns(Model model) {
        List<String> columns = new ArrayList<>(model.keys());
        columns.add(model.windowColumn());
        return columns;
    }
}
