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
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.PlanExpression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
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
            new SparkSqlParser().parsePlan("SELECT * FROM (" + model.sql() + "\n)");
            // Rows of an RDD, as Spark would answer a question about rows it knows on the spot.
            Dataset<Row> unasked = ask(spark.createDataFrame(
                    JavaSparkContext.fromSparkContext(spark.sparkContext()).<Row>emptyRDD(),
                    SparkSchemaUtil.convert(silver)));
            requireOnlySilver(unasked.queryExecution().analyzed());
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
        if (plan instanceof NamedRelation other) {
            throw new InvalidModelException(model.origin() + ": the SELECT reads " + other.name()
                    + ", expected only silver, the stream's own rows");
        }
        CollectionConverters.asJava(plan.children()).forEach(this::requireOnlySilver);
        CollectionConverters.asJava(plan.expressions()).forEach(this::requireOnlySilver);
    }

    private void requireOnlySilver(Expression expression) {
        if (expression instanceof PlanExpression<?> subquery && subquery.plan() instanceof LogicalPlan plan) {
            requireOnlySilver(plan);
        }
        CollectionConverters.asJava(expression.children()).forEach(this::requireOnlySilver);
    }
}
