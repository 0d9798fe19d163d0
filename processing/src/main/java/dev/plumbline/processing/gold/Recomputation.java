package dev.plumbline.processing.gold;

import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;

import dev.plumbline.processing.Progress;
import dev.plumbline.processing.lake.Lake;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The batch's way to an answer: all windows of a range anew, from all of their rows as of one silver snapshot, slice by slice,
 * and swapped in at once. The caller holds the model's lock.
 */
final class Recomputation {

    private static final long DAY_MICROS = 86_400_000_000L;

    private final Model model;
    private final Question question;
    private final Table silver;
    private final GoldTable gold;
    private final LateRows lateRows;
    private final Lake lake;

    /** What was committed: the answer and its state, rows of silver read, and how many listed late rows now count. */
    record Result(GoldTable.Answer answer, GoldState state, long sourceRows, long lateFolded) {}

    Recomputation(Model model, Question question, Table silver, GoldTable gold, LateRows lateRows, Lake lake) {
        this.model = model;
        this.question = question;
        this.silver = silver;
        this.gold = gold;
        this.lateRows = lateRows;
        this.lake = lake;
    }

    /** Answers a range of windows that fills whole partitions of gold. */
    Result over(GoldPartitions.Range range, Snapshot asOf, Progress progress) {
        GoldState before = gold.state()
                .filter(known -> known.modelHash().equals(model.hash()))
                .orElse(new GoldState(asOf.snapshotId(), GoldState.NO_EVENT, 0, 0, model.hash()));
        GoldTable.Answer answer = gold.answer();
        // Windows that silver no longer speaks of go too.
        answer.drop(range);
        Source source = new Source();
        Set<Long> days = days(range, asOf);
        int done = 0;
        for (var slice : gold.partitions().slices(days)) {
            progress.at(done, days.size(), "days");
            done += slice.size();
            long first = Math.max(slice.get(0), range.fromMicros());
            long end = Math.min(slice.get(slice.size() - 1) + DAY_MICROS, range.toMicros());
            Dataset<Row> rows = question.silver(asOf.snapshotId(), first, end);
            source.add(rows);
            answer.add(question.ask(rows).collectAsList(), window -> window >= first && window < end);
        }
        progress.at(done, days.size(), "days");
        long folded = lateRows.notCounted(range.fromMicros(), range.toMicros());
        GoldState after = after(before, range, asOf, source, folded);
        answer.commit(after, range);
        return new Result(answer, after, source.rows, folded);
    }

    /** The starts of the days of silver that a range touches. */
    private Set<Long> days(GoldPartitions.Range range, Snapshot asOf) {
        Set<Long> days = new TreeSet<>();
        for (long day : lake.days(silver, asOf.snapshotId())) {
            long start = day * DAY_MICROS;
            if (start + DAY_MICROS > range.fromMicros() && start < range.toMicros()) {
                days.add(start);
            }
        }
        return days;
    }

    private GoldState after(GoldState before, GoldPartitions.Range range, Snapshot asOf, Source source, long folded) {
        boolean everything = range.equals(GoldPartitions.Range.EVERYTHING);
        long nowCounted = model.late() == Model.Late.LIST ? folded : 0;
        return new GoldState(
                asOf.snapshotId(),
                Math.max(before.maxEventMicros(), source.maxEventMicros()),
                everything ? source.rows : before.rowsCounted() + nowCounted,
                everything ? 0 : before.rowsLate() - nowCounted,
                model.hash());
    }

    /** What was read of silver: how much, and up to which event time. */
    private static final class Source {

        private final Map<Integer, Long> latestByPartition = new TreeMap<>();
        private long rows;

        void add(Dataset<Row> read) {
            for (Row partition : read.groupBy("_kafka_partition")
                    .agg(count(lit(1)), max(boundedEventMicros()))
                    .collectAsList()) {
                rows += partition.getLong(1);
                latestByPartition.merge(partition.getInt(0), partition.getLong(2), Math::max);
            }
        }

        /** That of the partition which is furthest behind. */
        long maxEventMicros() {
            return latestByPartition.values().stream()
                    .mapToLong(Long::longValue)
                    .min()
                    .orElse(GoldState.NO_EVENT);
        }
    }

    /** Event times as far as they may move the watermark; see {@link AddedRows#CLOCK_SKEW_MICROS}. */
    private static Column boundedEventMicros() {
        return expr(
                "least(unix_micros(_event_time), unix_micros(_received_at) + " + AddedRows.CLOCK_SKEW_MICROS + "L)");
    }
}
