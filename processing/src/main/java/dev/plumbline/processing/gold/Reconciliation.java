package dev.plumbline.processing.gold;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;

import dev.plumbline.processing.Progress;
import dev.plumbline.processing.lake.Lake;
import dev.plumbline.processing.spark.SparkSessions;
import dev.plumbline.storage.tables.SnapshotHistory;
import dev.plumbline.storage.tables.SnapshotProperties;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.spark.SparkSchemaUtil;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * Compares what the stream has written to gold with what the batch answers as of the same silver snapshot, row by row and
 * both ways. Where they differ, gold must be exactly the batch's answer without the late rows that are listed and not counted
 * yet; whatever else differs is unexplained. Reads only.
 */
public final class Reconciliation {

    private static final long DAY_MICROS = 86_400_000_000L;
    private static final int MOST_SAMPLES = 20;

    /** Two answers of so many days are in memory at once, row by row. */
    private static final int DAYS_AT_ONCE = 7;

    /** Sums of doubles depend on the order of their terms, and the stream adds in another order than the batch. */
    private static final double SAME_DOUBLE = 1e-9;

    private final Model model;
    private final SparkSession spark;
    private final Lake lake;
    private final GoldTable gold;
    private final Question question;
    private final StructType columns;
    private final List<String> keys;

    /** What is compared: gold as of one snapshot, silver as of the one that gold is up to, and the late rows listed by then. */
    record Position(long goldSnapshotId, long silverSnapshotId, Optional<Long> lateRowsSnapshotId) {

        /** Where the tables are; nobody may write them meanwhile. */
        static Position read(Model model, Lake lake) {
            Table gold = lake.table("gold", model.table());
            Snapshot upTo = SnapshotHistory.newestWith(
                            gold, gold.currentSnapshot(), SnapshotProperties.SILVER_SNAPSHOT_ID)
                    .orElseThrow(() -> new IllegalStateException(
                            model.target() + " has no answer yet: send events to " + model.stream() + " first"));
            return new Position(
                    gold.currentSnapshot().snapshotId(),
                    GoldState.parse(upTo.summary()).silverSnapshotId(),
                    Optional.ofNullable(lake.table("ops", "late_rows").currentSnapshot())
                            .map(Snapshot::snapshotId));
        }
    }

    /** A row that nothing explains: its key, and what each side has for it (null where it has nothing). */
    public record Sample(Map<String, Object> key, Map<String, Object> streamed, Map<String, Object> recomputed) {}

    /** What was compared and what came of it; {@code from} and {@code to} are null where there is no end. */
    public record Result(
            String model,
            Instant from,
            Instant to,
            long silverSnapshotId,
            long goldSnapshotId,
            long silverRows,
            long lateRows,
            long rows,
            long equal,
            long explainedByLate,
            long unexplained,
            List<Sample> samples) {

        public boolean closes() {
            return unexplained == 0;
        }
    }

    private static final class Counts {
        long silverRows;
        long lateRows;
        long rows;
        long equal;
        long explained;
        long unexplained;
        final List<Sample> samples = new ArrayList<>();
    }

    Reconciliation(Model model, SparkSession spark, Lake lake, GoldTable gold) {
        this.model = model;
        this.spark = spark;
        this.lake = lake;
        this.gold = gold;
        this.question = new Question(model, spark);
        Table silver = lake.table("silver", model.stream());
        StructType all =
                SparkSchemaUtil.convert(lake.table("gold", model.table()).schema());
        // A column that the model has lost stays in the table, and is nobody's answer.
        Set<String> answered =
                Set.of(question.overNothing(silver.schema()).schema().fieldNames());
        StructType both = new StructType();
        for (var field : all.fields()) {
            both = answered.contains(field.name()) ? both.add(field) : both;
        }
        this.columns = both;
        Set<String> keyColumns = new TreeSet<>(model.keys());
        keyColumns.add(model.windowColumn());
        this.keys = List.copyOf(keyColumns);
    }

    /** Compares a range of windows that fills whole partitions of gold. */
    Result compare(Position position, GoldPartitions.Range range, Progress progress) {
        Table silver = lake.table("silver", model.stream());
        Counts counts = new Counts();
        Table late = lake.table("ops", "late_rows");
        try (Lake.Hold ignoredLate = position.lateRowsSnapshotId()
                        .map(id -> lake.hold(late, id))
                        .orElse(null);
                Lake.Hold ignoredSilver = lake.hold(silver, position.silverSnapshotId());
                Lake.Hold ignoredGold = lake.hold(lake.table("gold", model.table()), position.goldSnapshotId())) {
            Set<Long> days = new TreeSet<>();
            lake.days(silver, position.silverSnapshotId()).forEach(day -> days.add(day * DAY_MICROS));
            days.addAll(daysOfGold(position));
            days.removeIf(day -> day + DAY_MICROS <= range.fromMicros() || day >= range.toMicros());
            int done = 0;
            for (List<Long> slice : gold.partitions().slices(days, DAYS_AT_ONCE)) {
                progress.at(done, days.size(), "days");
                done += slice.size();
                compare(
                        position,
                        Math.max(slice.get(0), range.fromMicros()),
                        Math.min(slice.get(slice.size() - 1) + DAY_MICROS, range.toMicros()),
                        counts);
            }
            progress.at(done, days.size(), "days");
        }
        return new Result(
                model.name(),
                range.from(),
                range.to(),
                position.silverSnapshotId(),
                position.goldSnapshotId(),
                counts.silverRows,
                counts.lateRows,
                counts.rows,
                counts.equal,
                counts.explained,
                counts.unexplained,
                counts.samples);
    }

    private void compare(Position position, long fromMicros, long toMicros, Counts counts) {
        Dataset<Row> silver = question.silver(position.silverSnapshotId(), fromMicros, toMicros);
        counts.silverRows += silver.count();
        Rows streamed = rows(streamed(position, fromMicros, toMicros));
        Rows recomputed = rows(question.ask(silver));
        Rows withoutLate = recomputed;
        Optional<Dataset<Row>> late = lateRows(position, fromMicros, toMicros);
        if (late.isPresent()) {
            // Only rows of silver as of this snapshot: of what came since, gold knows as little.
            Column same = silver.col("_source")
                    .equalTo(late.get().col("source"))
                    .and(silver.col("_id").equalTo(late.get().col("id")));
            counts.lateRows += silver.join(late.get(), same, "left_semi").count();
            withoutLate = rows(question.ask(silver.join(late.get(), same, "left_anti")));
        }
        Set<List<Object>> all = new java.util.LinkedHashSet<>(streamed.byKey.keySet());
        all.addAll(recomputed.byKey.keySet());
        for (List<Object> key : all) {
            List<List<Object>> here = streamed.of(key);
            counts.rows++;
            if (!same(here, withoutLate.of(key))) {
                counts.unexplained++;
                sample(key, here, recomputed.of(key), counts.samples);
            } else if (same(here, recomputed.of(key))) {
                counts.equal++;
            } else {
                counts.explained++;
            }
        }
    }

    private Dataset<Row> streamed(Position position, long fromMicros, long toMicros) {
        return gold(position)
                .where(windowMicros().geq(fromMicros).and(windowMicros().lt(toMicros)));
    }

    private List<Long> daysOfGold(Position position) {
        List<Long> days = new ArrayList<>();
        for (Row day : gold(position)
                .select(expr("floor(" + windowMicrosText() + " / " + DAY_MICROS + ")"))
                .distinct()
                .collectAsList()) {
            days.add(day.getLong(0) * DAY_MICROS);
        }
        return days;
    }

    private Dataset<Row> gold(Position position) {
        return spark.read()
                .format("iceberg")
                .option("versionAsOf", position.goldSnapshotId())
                .load(SparkSessions.CATALOG + ".gold.`" + model.table() + "`");
    }

    private Column windowMicros() {
        return expr(windowMicrosText());
    }

    private String windowMicrosText() {
        return "unix_micros(CAST(`" + model.windowColumn() + "` AS TIMESTAMP))";
    }

    /** The late rows of these windows that no window holds; empty where there are none. */
    private Optional<Dataset<Row>> lateRows(Position position, long fromMicros, long toMicros) {
        if (model.late() != Model.Late.LIST || position.lateRowsSnapshotId().isEmpty()) {
            return Optional.empty();
        }
        Dataset<Row> late = spark.read()
                .format("iceberg")
                .option("versionAsOf", position.lateRowsSnapshotId().get())
                .load(SparkSessions.CATALOG + ".ops.late_rows")
                .where(col("model")
                        .equalTo(model.name())
                        .and(col("counted_in_batch").equalTo(false))
                        .and(col("window_start").geq(GoldState.instant(fromMicros)))
                        .and(col("window_start").lt(GoldState.instant(toMicros))))
                .select("source", "id")
                .distinct();
        return late.isEmpty() ? Optional.empty() : Optional.of(late);
    }

    /** One side's rows, by key: more than one under a key is itself a difference. */
    private static final class Rows {
        final Map<List<Object>, List<List<Object>>> byKey = new HashMap<>();

        List<List<Object>> of(List<Object> key) {
            return byKey.getOrDefault(key, List.of());
        }
    }

    private Rows rows(Dataset<Row> answer) {
        Column[] wanted = new Column[columns.size()];
        for (int i = 0; i < wanted.length; i++) {
            wanted[i] = col("`" + columns.apply(i).name() + "`")
                    .cast(columns.apply(i).dataType());
        }
        Rows rows = new Rows();
        for (Row row : answer.select(wanted).collectAsList()) {
            List<Object> values = new ArrayList<>(wanted.length);
            for (int i = 0; i < wanted.length; i++) {
                values.add(row.get(i));
            }
            List<Object> key = new ArrayList<>(keys.size());
            keys.forEach(column -> key.add(values.get(columns.fieldIndex(column))));
            rows.byKey.computeIfAbsent(key, any -> new ArrayList<>(1)).add(values);
        }
        return rows;
    }

    private static boolean same(List<List<Object>> some, List<List<Object>> others) {
        if (some.size() != others.size()) {
            return false;
        }
        List<List<Object>> left = new ArrayList<>(others);
        for (List<Object> row : some) {
            boolean found = false;
            for (int i = 0; i < left.size() && !found; i++) {
                if (sameRow(row, left.get(i))) {
                    left.remove(i);
                    found = true;
                }
            }
            if (!found) {
                return false;
            }
        }
        return true;
    }

    private static boolean sameRow(List<Object> some, List<Object> others) {
        for (int i = 0; i < some.size(); i++) {
            if (!sameValue(some.get(i), others.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean sameValue(Object one, Object other) {
        if (Objects.equals(one, other)) {
            return true;
        }
        if (one instanceof Double || one instanceof Float) {
            if (other == null) {
                return false;
            }
            double a = ((Number) one).doubleValue();
            double b = ((Number) other).doubleValue();
            if (Double.isInfinite(a) || Double.isInfinite(b)) {
                return false;
            }
            return Math.abs(a - b) <= SAME_DOUBLE * Math.max(Math.abs(a), Math.abs(b));
        }
        return false;
    }

    private void sample(
            List<Object> key, List<List<Object>> streamed, List<List<Object>> recomputed, List<Sample> samples) {
        if (samples.size() == MOST_SAMPLES) {
            return;
        }
        Map<String, Object> named = new LinkedHashMap<>();
        for (int i = 0; i < keys.size(); i++) {
            named.put(keys.get(i), key.get(i));
        }
        int rows = Math.max(1, Math.max(streamed.size(), recomputed.size()));
        for (int i = 0; i < rows && samples.size() < MOST_SAMPLES; i++) {
            samples.add(new Sample(named, named(streamed, i), named(recomputed, i)));
        }
    }

    private Map<String, Object> named(List<List<Object>> rows, int index) {
        if (index >= rows.size()) {
            return null;
        }
        Map<String, Object> named = new LinkedHashMap<>();
        for (int i = 0; i < columns.size(); i++) {
            if (!keys.contains(columns.apply(i).name())) {
                named.put(columns.apply(i).name(), rows.get(index).get(i));
            }
        }
        return named;
    }
}
