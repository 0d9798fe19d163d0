package dev.plumbline.processing.gold;

import dev.plumbline.processing.lake.DataFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
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

    private static final long DAY = 86_400_000_000L;
    private static final int ROWS_BETWEEN_LOOKS = 4_096;

    /** No snapshot: nothing here is up to anything. */
    private static final long NONE = -1;

    private final Model model;
    private final Table silver;
    private final Aggregation aggregation;
    private final Schema columns;
    private final int eventTime;
    private final long budgetBytes;
    private final Map<Long, WindowGroups> windows = new LinkedHashMap<>(16, 0.75f, true);
    private final Set<Long> tooLarge = new HashSet<>();
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
     * from}, or reads all rows of a window of which nothing is known. Returns those that are here then: not one that is larger
     * than the budget, and none where silver has delete files, which only Spark's reader heeds.
     */
    Set<Long> follow(AddedRows added, Set<Long> touched, long from, long until) {
        if (upTo != from || rowsWereTakenAway(from, until)) {
            forget();
        }
        Set<Long> followed = new TreeSet<>(touched);
        followed.removeAll(tooLarge);
        TreeSet<Long> unknown = new TreeSet<>(followed);
        unknown.removeAll(windows.keySet());
        Set<Long> known = new HashSet<>(followed);
        known.removeAll(unknown);
        Adding adding = new Adding(followed);
        if (!known.isEmpty()) {
            added.forEach(columns, row -> adding.add(row, known));
        }
        unknown.forEach(window -> windows.put(window, aggregation.groups()));
        for (SortedSet<Long> near : runs(unknown)) {
            if (!read(near, until, row -> adding.add(row, near))) {
                forget();
                return Set.of();
            }
        }
        adding.keepToBudget();
        upTo = until;
        followed.retainAll(windows.keySet());
        return followed;
    }

    /** The model's answer for windows that were followed. */
    List<Row> answer(Collection<Long> starts) {
        List<Row> rows = new ArrayList<>();
        starts.forEach(start -> rows.addAll(windows.get(start).answer()));
        return rows;
    }

    /** To be said when silver, gold and this may have come apart. */
    void forget() {
        windows.clear();
        tooLarge.clear();
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

    /** Windows with no day of silver between them that none of them lies in, so that a file is read once and few for nothing. */
    private static List<SortedSet<Long>> runs(TreeSet<Long> starts) {
        List<SortedSet<Long>> runs = new ArrayList<>();
        long previous = 0;
        for (Long start : starts) {
            if (runs.isEmpty() || Math.floorDiv(start, DAY) - Math.floorDiv(previous, DAY) > 1) {
                runs.add(new TreeSet<>());
            }
            runs.get(runs.size() - 1).add(start);
            previous = start;
        }
        return runs;
    }

    /** Hands over rows of silver, those of the windows among them; false where some of its rows are deleted by delete files. */
    private boolean read(SortedSet<Long> starts, long snapshotId, Consumer<InternalRow> row) {
        try (CloseableIterable<FileScanTask> tasks = silver.newScan()
                .useSnapshot(snapshotId)
                .filter(Expressions.and(
                        Expressions.greaterThanOrEqual(EVENT_TIME, starts.first()),
                        Expressions.lessThan(EVENT_TIME, starts.last() + model.windowMicros())))
                .planFiles()) {
            for (FileScanTask task : tasks) {
                if (!task.deletes().isEmpty()) {
                    return false;
                }
                DataFiles.readForSpark(silver, task.file(), columns, row);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot plan " + silver.name(), e);
        }
        return true;
    }

    /** One step's rows on their way into windows; the budget is looked after on the way, as a step may bring any number. */
    private final class Adding {

        private final Set<Long> followed;
        private int untilNextLook = ROWS_BETWEEN_LOOKS;

        Adding(Set<Long> followed) {
            this.followed = followed;
        }

        void add(InternalRow row, Set<Long> wanted) {
            long start = model.windowStart(row.getLong(eventTime));
            WindowGroups window = wanted.contains(start) ? windows.get(start) : null;
            if (window == null) {
                return;
            }
            window.add(row);
            if (--untilNextLook == 0) {
                untilNextLook = ROWS_BETWEEN_LOOKS;
                keepToBudget();
            }
        }

        /** Windows that this step does not need go first, then the largest of those it does. */
        void keepToBudget() {
            long bytes = bytes();
            for (Iterator<Map.Entry<Long, WindowGroups>> eldest =
                            windows.entrySet().iterator();
                    bytes > budgetBytes && eldest.hasNext(); ) {
                Map.Entry<Long, WindowGroups> window = eldest.next();
                if (!followed.contains(window.getKey())) {
                    bytes -= window.getValue().bytes();
                    eldest.remove();
                }
            }
            while (bytes > budgetBytes) {
                Map.Entry<Long, WindowGroups> largest = windows.entrySet().stream()
                        .max(Comparator.comparingLong(
                                window -> window.getValue().bytes()))
                        .orElseThrow();
                bytes -= largest.getValue().bytes();
                windows.remove(largest.getKey());
                tooLarge.add(largest.getKey());
            }
        }
    }
}
