package dev.plumbline.processing.gold;

import dev.plumbline.processing.lake.DataFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.apache.iceberg.DataOperations;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.util.SnapshotUtil;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;

/**
 * The windows of one model that rows arrive in, each with all of silver's rows added up to one snapshot, in memory. A memory
 * only: what is not here is read back from silver, and whoever doubts it says {@link #forget}. Not thread-safe.
 */
final class OpenWindows {

    static final String EVENT_TIME = "_event_time";

    /** No snapshot: nothing here is up to anything. */
    private static final long NONE = -1;

    private final Model model;
    private final Table silver;
    private final Aggregation aggregation;
    private final Schema columns;
    private final int eventTime;
    private final long budgetBytes;
    private final Map<Long, WindowGroups> windows = new LinkedHashMap<>(16, 0.75f, true);
    private long upTo = NONE;

    /** Keeps windows in about {@code budgetBytes}, least recently touched out first. */
    OpenWindows(Model model, Table silver, Aggregation aggregation, long budgetBytes) {
        this.model = model;
        this.silver = silver;
        this.aggregation = aggregation;
        this.budgetBytes = budgetBytes;
        this.columns = new Schema(aggregation.columns().stream()
                .map(column -> silver.schema().findField(column))
                .toList());
        this.eventTime = aggregation.columns().indexOf(EVENT_TIME);
    }

    /**
     * Brings the {@code touched} windows up to the silver snapshot {@code until}: adds the rows that have come since {@code
     * from}, or reads a window anew of which nothing is known but that was {@code answered} before. False where silver has
     * deleted rows, which only Spark's reader leaves out; nothing is known then.
     */
    boolean follow(AddedRows added, Set<Long> touched, UnaryOperator<Set<Long>> answered, long from, long until) {
        if (upTo != from || rowsWereTakenAway(from, until)) {
            forget();
        }
        Set<Long> unknown = new TreeSet<>(touched);
        unknown.removeAll(windows.keySet());
        Set<Long> readAnew = new HashSet<>(answered.apply(unknown));
        for (Long window : unknown) {
            windows.put(window, aggregation.groups());
        }
        if (!read(readAnew, until)) {
            forget();
            return false;
        }
        added.forEach(columns, row -> {
            long window = window(row);
            if (touched.contains(window) && !readAnew.contains(window)) {
                windows.get(window).add(row);
            }
        });
        upTo = until;
        return true;
    }

    /** The model's answer for windows that were followed. */
    List<Row> answer(List<Long> starts) {
        List<Row> rows = new ArrayList<>();
        starts.forEach(start -> rows.addAll(windows.get(start).answer()));
        return rows;
    }

    /** Drops what is beyond the budget. */
    void settle() {
        long bytes = bytes();
        for (Iterator<WindowGroups> eldest = windows.values().iterator(); bytes > budgetBytes && eldest.hasNext(); ) {
            bytes -= eldest.next().bytes();
            eldest.remove();
        }
    }

    /** To be said when silver, gold and this may have come apart. */
    void forget() {
        windows.clear();
        upTo = NONE;
    }

    long bytes() {
        return windows.values().stream().mapToLong(WindowGroups::bytes).sum();
    }

    private boolean rowsWereTakenAway(long from, long until) {
        for (Snapshot snapshot : SnapshotUtil.ancestorsBetween(silver, until, from)) {
            if (!Set.of(DataOperations.APPEND, DataOperations.REPLACE).contains(snapshot.operation())) {
                return true;
            }
        }
        return false;
    }

    private boolean read(Set<Long> starts, long snapshotId) {
        if (starts.isEmpty()) {
            return true;
        }
        TreeSet<Long> ordered = new TreeSet<>(starts);
        Consumer<InternalRow> add = row -> {
            long window = window(row);
            if (starts.contains(window)) {
                windows.get(window).add(row);
            }
        };
        try (CloseableIterable<FileScanTask> tasks = silver.newScan()
                .useSnapshot(snapshotId)
                .filter(Expressions.and(
                        Expressions.greaterThanOrEqual(EVENT_TIME, ordered.first()),
                        Expressions.lessThan(EVENT_TIME, ordered.last() + model.windowMicros())))
                .planFiles()) {
            for (FileScanTask task : tasks) {
                if (!task.deletes().isEmpty()) {
                    return false;
                }
                DataFiles.readForSpark(silver, task.file(), columns, add);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot plan " + silver.name(), e);
        }
        return true;
    }

    private long window(InternalRow row) {
        return model.windowStart(row.getLong(eventTime));
    }
}
