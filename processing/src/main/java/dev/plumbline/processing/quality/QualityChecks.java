package dev.plumbline.processing.quality;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.length;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import dev.plumbline.buffer.contract.Contract;
import dev.plumbline.buffer.contract.QualityCheck;
import dev.plumbline.buffer.contract.QualityCheck.Metric;
import dev.plumbline.buffer.contract.QualityCheck.NotMeasured;
import dev.plumbline.buffer.contract.QualityCheck.Query;
import dev.plumbline.processing.Progress;
import dev.plumbline.processing.lake.Lake;
import dev.plumbline.processing.quality.QualityReport.Rule;
import dev.plumbline.processing.quality.QualityReport.Verdict;
import dev.plumbline.processing.spark.SparkSessions;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.Table;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Measures a contract's checks over silver as of one snapshot, its rules on rows again (a rule may be younger than the rows),
 * and that an identity is there once over all days. Reads only; a check that cannot be measured is broken, not passed.
 */
public final class QualityChecks {

    /** The rule that holds for every stream, whatever its contract says. */
    public static final String IDENTITY = "one_row_per_source_and_id";

    private static final int MOST_SAMPLES = 20;
    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

    private final Contract contract;
    private final SparkSession spark;
    private final Lake lake;

    public QualityChecks(Contract contract, SparkSession spark, Lake lake) {
        this.contract = contract;
        // A session of its own: checks see the stream under the names they know, and rules on rows are not in ANSI
        // mode.
        this.spark = spark.newSession();
        this.spark.conf().set("spark.sql.ansi.enabled", false);
        // All rows take part: in few partitions, their identities would not fit a laptop's memory.
        this.spark.conf().set("spark.sql.shuffle.partitions", 16);
        this.lake = lake;
    }

    public QualityReport measure(Progress progress) {
        Table silver = lake.table("silver", contract.stream());
        if (silver.currentSnapshot() == null) {
            return measure(null, progress);
        }
        long snapshotId = silver.currentSnapshot().snapshotId();
        try (Lake.Hold ignored = lake.hold(silver, snapshotId)) {
            return measure(snapshotId, progress);
        }
    }

    private QualityReport measure(Long snapshotId, Progress progress) {
        Dataset<Row> rows = silver(snapshotId);
        for (String name : List.of("silver", relation())) {
            rows.createOrReplaceTempView("`" + name + "`");
        }
        int of = contract.qualityChecks().size() + contract.rowRules().size() + 1;
        List<Rule> rules = new ArrayList<>();
        long all = rows.count();
        for (QualityCheck check : contract.qualityChecks()) {
            progress.at(rules.size(), of, "rules");
            rules.add(check(check, rows, all));
        }
        for (Contract.RowRule rule : contract.rowRules()) {
            progress.at(rules.size(), of, "rules");
            rules.add(rowRule(rule, rows));
        }
        progress.at(rules.size(), of, "rules");
        rules.add(identity(rows));
        progress.at(of, of, "rules");
        return new QualityReport(contract.stream(), snapshotId, all, rules);
    }

    private Dataset<Row> silver(Long snapshotId) {
        String table = SparkSessions.CATALOG + ".silver.`" + contract.stream() + "`";
        return snapshotId == null
                ? spark.table(table)
                : spark.read()
                        .format("iceberg")
                        .option("versionAsOf", snapshotId)
                        .load(table);
    }

    /** What a query may call the stream: a name with a dash would need quotes in SQL. */
    private String relation() {
        return contract.stream().replace('-', '_');
    }

    private Rule check(QualityCheck check, Dataset<Row> rows, long all) {
        String measure = words(check.measure());
        String bound = check.bound().map(QualityCheck.Bound::toString).orElse("");
        if (check.measure() instanceof NotMeasured notMeasured) {
            return new Rule(
                    check.id(),
                    check.description(),
                    measure,
                    bound,
                    null,
                    Verdict.NOT_MEASURED,
                    notMeasured.why(),
                    List.of());
        }
        try {
            BigDecimal measured = check.measure() instanceof Metric metric
                    ? metric(metric, rows, all)
                    : query((Query) check.measure());
            boolean holds = check.bound().orElseThrow().holds(measured);
            return new Rule(
                    check.id(),
                    check.description(),
                    measure,
                    bound,
                    measured,
                    holds ? Verdict.KEPT : Verdict.BROKEN,
                    null,
                    List.of());
        } catch (Exception e) {
            // Spark throws its checked AnalysisException and ParseException from here without declaring them.
            return new Rule(
                    check.id(), check.description(), measure, bound, null, Verdict.BROKEN, firstLine(e), List.of());
        }
    }

    private BigDecimal metric(Metric metric, Dataset<Row> rows, long all) {
        long found =
                switch (metric.library()) {
                    case ROW_COUNT -> all;
                    case NULL_VALUES -> rowsThat(rows, column(metric).isNull());
                    case MISSING_VALUES -> rowsThat(rows, missing(metric));
                    case INVALID_VALUES -> rowsThat(rows, invalid(metric));
                    case DUPLICATE_VALUES -> duplicates(rows, metric.properties());
                };
        if (!metric.percent()) {
            return BigDecimal.valueOf(found);
        }
        return all == 0
                ? BigDecimal.ZERO
                : BigDecimal.valueOf(found).multiply(HUNDRED).divide(BigDecimal.valueOf(all), 4, RoundingMode.HALF_UP);
    }

    private static Column column(Metric metric) {
        return path(metric.properties().get(0));
    }

    private static Column path(String path) {
        return col("`" + path.replace(".", "`.`") + "`");
    }

    private static Column missing(Metric metric) {
        Column text = column(metric).cast("string");
        return column(metric).isNull().or(text.isin(metric.values().missing().toArray()));
    }

    /** NULL is missing, not invalid. */
    private static Column invalid(Metric metric) {
        Column text = column(metric).cast("string");
        QualityCheck.Values values = metric.values();
        List<Column> valid = new ArrayList<>();
        values.valid().ifPresent(list -> valid.add(text.isin(list.toArray())));
        values.pattern().ifPresent(pattern -> valid.add(text.rlike(pattern)));
        values.minLength().ifPresent(least -> valid.add(length(text).geq(least)));
        values.maxLength().ifPresent(most -> valid.add(length(text).leq(most)));
        return column(metric)
                .isNotNull()
                .and(not(valid.stream().reduce(Column::and).orElseThrow()));
    }

    private static long rowsThat(Dataset<Row> rows, Column condition) {
        return rows.agg(count(when(condition, lit(1)))).head().getLong(0);
    }

    /** The rows beyond the first of each value; rows with a NULL among the fields are nobody's duplicate. */
    private static long duplicates(Dataset<Row> rows, List<String> properties) {
        Column[] columns = properties.stream().map(QualityChecks::path).toArray(Column[]::new);
        Column known = Arrays.stream(columns)
                .map(Column::isNotNull)
                .reduce(Column::and)
                .orElseThrow();
        Row beyond = rows.where(known)
                .groupBy(columns)
                .agg(count(lit(1)).as("_rows"))
                .agg(sum(col("_rows").minus(1)))
                .head();
        return beyond.isNullAt(0) ? 0 : beyond.getLong(0);
    }

    private BigDecimal query(Query query) {
        String sql = query.sql();
        for (String name : List.of("${object}", "{object}", "${table}", "${schema}")) {
            sql = sql.replace(name, "silver");
        }
        for (String name : List.of("${property}", "{property}", "${column}")) {
            sql = sql.replace(
                    name,
                    query.property()
                            .map(path -> "`" + path.replace(".", "`.`") + "`")
                            .orElse(name));
        }
        // As part of another query it can only be a query: nothing that changes a table is read here.
        Dataset<Row> answer = spark.sql("SELECT * FROM (" + sql.replaceFirst(";\\s*$", "") + "\n)");
        if (answer.columns().length != 1) {
            throw new IllegalStateException(
                    "the query gives " + answer.columns().length + " columns, expected one number");
        }
        List<Row> rows = answer.limit(2).collectAsList();
        if (rows.size() != 1 || rows.get(0).isNullAt(0)) {
            throw new IllegalStateException("the query gives "
                    + (rows.isEmpty() ? "no row" : rows.size() > 1 ? "more than one row" : "NULL")
                    + ", expected one number");
        }
        Object value = rows.get(0).get(0);
        if (!(value instanceof Number)) {
            throw new IllegalStateException("the query gives " + value + ", expected a number");
        }
        return new BigDecimal(value.toString());
    }

    /** A rule is asked of events as they come; rows that are older than the rule were never asked. */
    private Rule rowRule(Contract.RowRule rule, Dataset<Row> rows) {
        String measure = "rows for which not: " + rule.expression();
        try {
            Column broken = not(expr(rule.expression()));
            long found = rowsThat(rows, broken);
            return new Rule(
                    rule.id(),
                    rule.description(),
                    measure,
                    "= 0",
                    BigDecimal.valueOf(found),
                    found == 0 ? Verdict.KEPT : Verdict.BROKEN,
                    null,
                    found == 0 ? List.of() : identities(rows.where(broken).limit(MOST_SAMPLES)));
        } catch (Exception e) {
            return new Rule(
                    rule.id(), rule.description(), measure, "= 0", null, Verdict.BROKEN, firstLine(e), List.of());
        }
    }

    private static Rule identity(Dataset<Row> rows) {
        Dataset<Row> repeated = rows.groupBy("_source", "_id")
                .agg(count(lit(1)).as("_rows"))
                .where(col("_rows").gt(1));
        Row beyond = repeated.agg(sum(col("_rows").minus(1))).head();
        long found = beyond.isNullAt(0) ? 0 : beyond.getLong(0);
        return new Rule(
                IDENTITY,
                "An event is in silver once, over all days",
                "duplicateValues(_source, _id)",
                "= 0",
                BigDecimal.valueOf(found),
                found == 0 ? Verdict.KEPT : Verdict.BROKEN,
                null,
                found == 0 ? List.of() : identities(repeated.limit(MOST_SAMPLES)));
    }

    private static List<String> identities(Dataset<Row> rows) {
        return rows.select("_source", "_id").collectAsList().stream()
                .map(row -> row.getString(0) + " " + row.getString(1))
                .toList();
    }

    private static String words(QualityCheck.Measure measure) {
        if (measure instanceof Metric metric) {
            return metric.library().odcs()
                    + (metric.properties().isEmpty() ? "" : "(" + String.join(", ", metric.properties()) + ")")
                    + (metric.percent() ? " in percent" : "");
        }
        return measure instanceof Query query ? query.sql() : "";
    }

    private static String firstLine(Exception e) {
        return Optional.ofNullable(e.getMessage())
                .flatMap(message -> message.lines().findFirst())
                .orElse(e.toString());
    }
}
