package dev.plumbline.processing.gold;

import static org.apache.spark.sql.functions.col;

import dev.plumbline.processing.spark.SparkSessions;
import dev.plumbline.processing.spark.SqlFault;
import org.apache.iceberg.Schema;
import org.apache.iceberg.spark.SparkSchemaUtil;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.NamedRelation;
import org.apache.spark.sql.catalyst.analysis.UnresolvedRelation;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Nondeterministic;
import org.apache.spark.sql.catalyst.expressions.PlanExpression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Offset;
import org.apache.spark.sql.catalyst.plans.logical.Sample;
import org.apache.spark.sql.catalyst.trees.TreePattern;
import org.apache.spark.sql.execution.SparkSqlParser;
import scala.jdk.javaapi.CollectionConverters;

/** A model's SELECT, asked of rows of silver. Asks in a session that must be its own, as every model calls its input {@code silver}. */
final class Question {

    private final Model model;
    private final SparkSession spark;

    Question(Model model, SparkSession spark) {
        this.model = model;
        this.spark = spark;
    }

    /** Silver's rows of a range of event time, as of a snapshot. */
    Dataset<Row> silver(long snapshotId, long fromMicros, long toMicros) {
        Column eventTime = col("_event_time");
        return spark.read()
                .format("iceberg")
                .option("versionAsOf", snapshotId)
                .load(SparkSessions.CATALOG + ".silver.`" + model.stream() + "`")
                .where(eventTime.geq(GoldState.instant(fromMicros)).and(eventTime.lt(GoldState.instant(toMicros))));
    }

    /** The answer for {@code rows} of silver. */
    Dataset<Row> ask(Dataset<Row> rows) {
        rows.createOrReplaceTempView("silver");
        return spark.sql(model.sql());
    }

    /** The SELECT over no rows, to be read and not to be asked. */
    Dataset<Row> overNothing(Schema silver) {
        try {
            // Spark carries out a command as soon as it has read it. As part of another query it can only be a query.
            requireOnlySilver(new SparkSqlParser().parsePlan("SELECT * FROM (" + model.sql() + "\n)"));
            // Rows of an RDD, as Spark would answer a question about rows it knows on the spot.
            Dataset<Row> unasked = ask(spark.createDataFrame(
                    JavaSparkContext.fromSparkContext(spark.sparkContext()).<Row>emptyRDD(),
                    SparkSchemaUtil.convert(silver)));
            LogicalPlan read = unasked.queryExecution().analyzed();
            requireOnlySilver(read);
            requireRepeatable(read);
            return unasked;
        } catch (Exception e) {
            // Spark throws its checked AnalysisException and ParseException from here without declaring them.
            if (e instanceof AnalysisException) {
                throw new InvalidModelException(model.origin() + ": the SELECT cannot be read: " + SqlFault.of(e));
            }
            throw e;
        }
    }

    /** What a step adds is what is new in silver: of another table's changes it would never hear. */
    private void requireOnlySilver(LogicalPlan plan) {
        if (plan instanceof NamedRelation other && !isOfThisSelect(other)) {
            throw new InvalidModelException(model.origin() + ": the SELECT reads " + other.name()
                    + ", expected only silver, the stream's own rows");
        }
        CollectionConverters.asJava(plan.children()).forEach(this::requireOnlySilver);
        CollectionConverters.asJava(plan.expressions()).forEach(this::requireOnlySilver);
    }

    /** As long as Spark has only parsed it, {@code silver} and the names that a WITH gives are relations like others. */
    private static boolean isOfThisSelect(NamedRelation relation) {
        return relation instanceof UnresolvedRelation named
                && named.multipartIdentifier().size() == 1;
    }

    /** The stream and the batch ask at different times, and must hear the same. */
    private void requireRepeatable(LogicalPlan plan) {
        if (plan.containsPattern(TreePattern.CURRENT_LIKE())) {
            throw new InvalidModelException(model.origin() + ": the SELECT asks for the time of asking or for who asks,"
                    + " expected an answer that is the same at any time");
        }
        if (plan.containsPattern(TreePattern.LIMIT()) || has(Offset.class, plan)) {
            throw new InvalidModelException(
                    model.origin() + ": the SELECT has a LIMIT or OFFSET, and a step asks for some windows"
                            + " where a batch asks for all, expected all rows of each window");
        }
        if (has(Sample.class, plan)) {
            throw new InvalidModelException(model.origin() + ": the SELECT has a TABLESAMPLE, which is by chance,"
                    + " expected an answer that is the same each time");
        }
        requireNoChance(plan);
    }

    private static boolean has(Class<? extends LogicalPlan> node, LogicalPlan plan) {
        return node.isInstance(plan)
                || CollectionConverters.asJava(plan.children()).stream().anyMatch(child -> has(node, child));
    }

    private void requireNoChance(LogicalPlan plan) {
        CollectionConverters.asJava(plan.children()).forEach(this::requireNoChance);
        CollectionConverters.asJava(plan.expressions()).forEach(this::requireNoChance);
    }

    private void requireNoChance(Expression expression) {
        if (expression instanceof Nondeterministic) {
            throw new InvalidModelException(model.origin() + ": the SELECT has " + expression.sql()
                    + ", which is by chance, expected an answer that is the same each time");
        }
        if (expression instanceof PlanExpression<?> subquery && subquery.plan() instanceof LogicalPlan plan) {
            requireNoChance(plan);
        }
        CollectionConverters.asJava(expression.children()).forEach(this::requireNoChance);
    }

    private void requireOnlySilver(Expression expression) {
        if (expression instanceof PlanExpression<?> subquery && subquery.plan() instanceof LogicalPlan plan) {
            requireOnlySilver(plan);
        }
        CollectionConverters.asJava(expression.children()).forEach(this::requireOnlySilver);
    }
}
