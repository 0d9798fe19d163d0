package dev.plumbline.processing.gold;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.CatalystTypeConverters$;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.analysis.EliminateSubqueryAliases$;
import org.apache.spark.sql.catalyst.analysis.EliminateView$;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeReference;
import org.apache.spark.sql.catalyst.expressions.BasePredicate;
import org.apache.spark.sql.catalyst.expressions.CurrentDate;
import org.apache.spark.sql.catalyst.expressions.CurrentTimestampLike;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression$;
import org.apache.spark.sql.catalyst.expressions.PlanExpression;
import org.apache.spark.sql.catalyst.expressions.Predicate$;
import org.apache.spark.sql.catalyst.expressions.Unevaluable;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection$;
import org.apache.spark.sql.catalyst.expressions.aggregate.AggregateExpression;
import org.apache.spark.sql.catalyst.expressions.aggregate.AggregateFunction;
import org.apache.spark.sql.catalyst.optimizer.ReplaceExpressions$;
import org.apache.spark.sql.catalyst.planning.PhysicalAggregation$;
import org.apache.spark.sql.catalyst.plans.logical.Aggregate;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.LeafNode;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.util.UnsafeRowUtils;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;
import scala.Function1;
import scala.Option;
import scala.Tuple4;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * A model's SELECT as Spark's own aggregate functions, read once: a row of silver at a time can be added to a group, and a
 * group answers what Spark would answer for its rows. That is what makes a step of the stream cost what has arrived, and
 * not what its windows hold. Only a single {@code GROUP BY} over filtered and projected rows can be read this way; for any
 * other SELECT {@link #read} is empty. Not thread-safe.
 */
final class Aggregation {

    private final List<String> columns;
    private final List<UnaryOperator<InternalRow>> steps;
    private final List<UnsafeProjection> distinctValues;
    private final GroupFunctions functions;
    private final List<Integer> texts;
    private final Function1<Object, Object> toRow;

    private Aggregation(
            List<String> columns,
            List<UnaryOperator<InternalRow>> steps,
            List<UnsafeProjection> distinctValues,
            GroupFunctions functions,
            List<Integer> texts,
            StructType answer) {
        this.columns = columns;
        this.steps = steps;
        this.distinctValues = distinctValues;
        this.functions = functions;
        this.texts = texts;
        this.toRow = CatalystTypeConverters$.MODULE$.createToScalaConverter(answer);
    }

    /**
     * Reads {@code question}, a SELECT over rows of silver whose event time is in the column {@code eventTime}. Empty where
     * it is no single aggregation, depends on chance or the moment, or asks in a way that needs Spark's planner.
     */
    static Optional<Aggregation> read(Dataset<Row> question, String eventTime) {
        // Expressions take the time zone and the types of times from the session that is active in this thread.
        SparkSession.setActiveSession(question.sparkSession());
        LogicalPlan plan = evaluable(question.queryExecution().analyzed());
        if (!(plan instanceof Aggregate) || !isPlain(plan)) {
            return Optional.empty();
        }
        Option<Tuple4<Seq<NamedExpression>, Seq<AggregateExpression>, Seq<NamedExpression>, LogicalPlan>> parts =
                PhysicalAggregation$.MODULE$.unapply(plan);
        if (parts.isEmpty()) {
            return Optional.empty();
        }
        Seq<NamedExpression> grouping = parts.get()._1();
        List<AggregateExpression> aggregates =
                List.copyOf(CollectionConverters.asJava(parts.get()._2()));
        boolean comparesOtherThanBytes = Stream.concat(
                        CollectionConverters.asJava(grouping).stream().map(Expression.class::cast),
                        aggregates.stream()
                                .filter(AggregateExpression::isDistinct)
                                .flatMap(aggregate ->
                                        CollectionConverters.asJava(
                                                aggregate.aggregateFunction().children())
                                                .stream()))
                .anyMatch(compared -> comparesOtherThanBytes(compared.dataType()));
        boolean filteredDistinct = aggregates.stream()
                .anyMatch(aggregate ->
                        aggregate.isDistinct() && aggregate.filter().isDefined());
        if (grouping.isEmpty() || comparesOtherThanBytes || filteredDistinct) {
            return Optional.empty();
        }
        List<LogicalPlan> chain = new ArrayList<>();
        LogicalPlan at = parts.get()._4();
        while (at instanceof Filter || at instanceof Project) {
            chain.add(0, at);
            at = at.children().head();
        }
        if (!(at instanceof LeafNode)) {
            return Optional.empty();
        }
        List<Attribute> read = columnsOf(plan, at, eventTime);
        List<UnaryOperator<InternalRow>> steps = new ArrayList<>();
        Seq<Attribute> inputs = seq(read);
        for (LogicalPlan step : chain) {
            steps.add(step(step, inputs));
            inputs = step instanceof Project ? step.output() : inputs;
        }
        List<UnsafeProjection> distinctValues = new ArrayList<>();
        GroupFunctions functions = functions(grouping, aggregates, parts.get()._3(), inputs, distinctValues);
        return Optional.of(new Aggregation(
                read.stream().map(Attribute::name).toList(),
                steps,
                distinctValues,
                functions,
                texts(inputs),
                question.schema()));
    }

    /** DISTINCT becomes a condition: the value is new to its group, which {@link WindowGroups} says in a further column. */
    private static GroupFunctions functions(
            Seq<NamedExpression> grouping,
            List<AggregateExpression> aggregates,
            Seq<NamedExpression> results,
            Seq<Attribute> inputs,
            List<UnsafeProjection> distinctValues) {
        List<Attribute> columns = new ArrayList<>(CollectionConverters.asJava(inputs));
        List<AggregateExpression> conditional = new ArrayList<>();
        for (AggregateExpression aggregate : aggregates) {
            if (!aggregate.isDistinct()) {
                conditional.add(aggregate);
                continue;
            }
            Attribute isNew = attribute("is_new_" + distinctValues.size());
            columns.add(isNew);
            distinctValues.add(UnsafeProjection$.MODULE$.create(
                    aggregate.aggregateFunction().children(), inputs));
            conditional.add(aggregate.copy(
                    aggregate.aggregateFunction(), aggregate.mode(), false, Option.apply(isNew), aggregate.resultId()));
        }
        return new GroupFunctions(grouping, seq(columns), seq(conditional), results);
    }

    /** The columns of silver that rows must have, in this order; the event time is one of them. */
    List<String> columns() {
        return columns;
    }

    /** The groups of one window, without any row yet. */
    WindowGroups groups() {
        return new WindowGroups(this);
    }

    /** The row as the groups take it, or null where a WHERE leaves it out; valid until the next call. */
    InternalRow prepared(InternalRow silverRow) {
        InternalRow row = silverRow;
        for (UnaryOperator<InternalRow> step : steps) {
            row = step.apply(row);
            if (row == null) {
                return null;
            }
        }
        return row;
    }

    GroupFunctions functions() {
        return functions;
    }

    /** For each DISTINCT of the SELECT, what must be new to its group. */
    List<UnsafeProjection> distinctValues() {
        return distinctValues;
    }

    /** How many bytes of text a prepared row has. */
    long textBytes(InternalRow prepared) {
        long bytes = 0;
        for (int text : texts) {
            bytes += prepared.isNullAt(text) ? 0 : prepared.getUTF8String(text).numBytes();
        }
        return bytes;
    }

    Row row(InternalRow answer) {
        return (Row) toRow.apply(answer);
    }

    /** What Spark's optimizer does to every plan so that its expressions can be evaluated, and nothing further. */
    private static LogicalPlan evaluable(LogicalPlan analyzed) {
        LogicalPlan plan = EliminateSubqueryAliases$.MODULE$.apply(EliminateView$.MODULE$.apply(analyzed));
        return ReplaceExpressions$.MODULE$.apply(plan);
    }

    private static boolean isPlain(LogicalPlan plan) {
        for (LogicalPlan node = plan; ; node = node.children().head()) {
            for (Expression expression : CollectionConverters.asJava(node.expressions())) {
                if (!expression.deterministic() || expression.exists(Aggregation::needsPlanner)) {
                    return false;
                }
            }
            if (node.children().size() != 1) {
                return node.children().isEmpty();
            }
        }
    }

    /** Subqueries, the time of day, and whatever else the planner rewrites; columns and aggregates are bound here. */
    private static boolean needsPlanner(Expression part) {
        boolean boundHere =
                part instanceof Attribute || part instanceof AggregateExpression || part instanceof AggregateFunction;
        boolean asksForNow = part instanceof CurrentTimestampLike || part instanceof CurrentDate;
        return part instanceof PlanExpression || asksForNow || part instanceof Unevaluable && !boundHere;
    }

    /** Whether Spark's planner takes values for equal whose bytes are not, such as 0.0 and -0.0: here bytes are compared. */
    private static boolean comparesOtherThanBytes(DataType type) {
        return !UnsafeRowUtils.isBinaryStable(type)
                || type.existsRecursively(
                        part -> part instanceof DoubleType || part instanceof FloatType || part instanceof MapType);
    }

    private static List<Integer> texts(Seq<Attribute> inputs) {
        List<Integer> texts = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
            if (inputs.apply(i).dataType() instanceof StringType) {
                texts.add(i);
            }
        }
        return texts;
    }

    private static List<Attribute> columnsOf(LogicalPlan plan, LogicalPlan silver, String eventTime) {
        Set<Object> asked = new HashSet<>();
        for (LogicalPlan node = plan; node != silver; node = node.children().head()) {
            CollectionConverters.asJava(node.references().toSeq())
                    .forEach(attribute -> asked.add(attribute.exprId().id()));
        }
        return CollectionConverters.asJava(silver.output()).stream()
                .filter(attribute -> asked.contains(attribute.exprId().id())
                        || attribute.name().equals(eventTime))
                .toList();
    }

    private static UnaryOperator<InternalRow> step(LogicalPlan node, Seq<Attribute> inputs) {
        if (node instanceof Filter filter) {
            BasePredicate condition = Predicate$.MODULE$.create(filter.condition(), inputs);
            condition.initialize(0);
            return row -> condition.eval(row) ? row : null;
        }
        List<Expression> columns = List.copyOf(CollectionConverters.asJava(((Project) node).projectList()).stream()
                .map(Expression.class::cast)
                .toList());
        UnsafeProjection projection = UnsafeProjection$.MODULE$.create(seq(columns), inputs);
        return projection::apply;
    }

    private static Attribute attribute(String name) {
        return new AttributeReference(
                name,
                DataTypes.BooleanType,
                false,
                Metadata.empty(),
                NamedExpression$.MODULE$.newExprId(),
                seq(List.of()));
    }

    private static <T> Seq<T> seq(List<T> list) {
        return CollectionConverters.asScala(list).toSeq();
    }
}
