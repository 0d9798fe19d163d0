package dev.plumbline.processing.stream;

import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.not;

import dev.plumbline.buffer.contract.Contract;
import dev.plumbline.buffer.contract.Field;
import dev.plumbline.buffer.contract.InvalidContractException;
import dev.plumbline.buffer.contract.InvalidContractException.Finding;
import dev.plumbline.processing.spark.SparkSessions;
import dev.plumbline.processing.spark.SqlFault;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.CatalystTypeConverters$;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.BasePredicate;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.PlanExpression;
import org.apache.spark.sql.catalyst.expressions.Predicate$;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.trees.TreePattern;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import scala.Function1;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The contract's row rules, read by Spark's SQL once at the start and asked per event. A rule that is neither true nor false
 * for a row (a NULL in it, an overflow, a division by zero) passes, as with a SQL CHECK.
 */
public final class RowRules implements Serializable {

    private static final long serialVersionUID = 1L;

    /** A rule that Spark has read: {@code broken} is true exactly where the rule is false. */
    private record Rule(String id, Expression broken, Seq<Attribute> inputs, List<Input> fields)
            implements Serializable {}

    /** A field that a rule asks for: where it stands in the contract, and how its value becomes Spark's. */
    private record Input(int position, Function1<Object, Object> toSpark) implements Serializable {}

    private final List<Rule> rules;

    private RowRules(List<Rule> rules) {
        this.rules = rules;
    }

    /**
     * Reads the rules of all contracts, by stream; refuses those that Spark cannot read over the contract's fields, or that are
     * no yes-or-no question. Needs no table.
     */
    public static Map<String, RowRules> read(Collection<Contract> contracts, SparkSession spark) {
        // One strange event must not stop its stream.
        SparkSession session = SparkSessions.withoutAnsi(spark);
        List<Finding> findings = new ArrayList<>();
        Map<String, RowRules> rules = new HashMap<>();
        for (Contract contract : contracts) {
            rules.put(contract.stream(), read(contract, session, findings));
        }
        if (!findings.isEmpty()) {
            throw new InvalidContractException(findings);
        }
        return rules;
    }

    private static RowRules read(Contract contract, SparkSession spark, List<Finding> findings) {
        // Rows of an RDD, as Spark would answer a question about rows it knows on the spot.
        Dataset<Row> events = spark.createDataFrame(
                JavaSparkContext.fromSparkContext(spark.sparkContext()).<Row>emptyRDD(), SparkTypes.of(contract));
        List<Rule> rules = new ArrayList<>();
        for (Contract.RowRule rule : contract.rowRules()) {
            try {
                Column condition = expr(rule.expression());
                DataType answer = events.select(condition).schema().apply(0).dataType();
                if (!answer.equals(DataTypes.BooleanType)) {
                    findings.add(finding(contract, rule, "is of type " + answer.simpleString()));
                    continue;
                }
                Dataset<Row> question = events.select(not(condition).as("broken"));
                if (!isOfOneEvent(question.queryExecution().analyzed())) {
                    findings.add(finding(
                            contract, rule, "asks for more than the event: for others, for chance or for the time"));
                } else {
                    rules.add(rule(contract, rule.id(), question));
                }
            } catch (Exception e) {
                // Spark throws its checked AnalysisException and ParseException from here without declaring them.
                findings.add(finding(contract, rule, SqlFault.of(e)));
            }
        }
        return new RowRules(rules);
    }

    /**
     * Whether the answer follows from an event's own fields: no aggregate or window over others, no subquery, no chance, and no
     * clock, which would stand still at the time of the start.
     */
    private static boolean isOfOneEvent(LogicalPlan plan) {
        return plan instanceof Project
                && !plan.containsPattern(TreePattern.CURRENT_LIKE())
                && plan.children().head().children().isEmpty()
                && CollectionConverters.asJava(plan.expressions()).stream()
                        .allMatch(part -> part.deterministic() && !part.exists(PlanExpression.class::isInstance));
    }

    /** A rule's place among the rules; -1 for none. */
    int number(String id) {
        for (int i = 0; i < rules.size(); i++) {
            if (rules.get(i).id().equals(id)) {
                return i;
            }
        }
        return -1;
    }

    String id(int number) {
        return rules.get(number).id();
    }

    /** The rules for one task; not thread-safe, as Spark's compiled conditions are not. */
    Asked ask() {
        return new Asked();
    }

    /** Asks the rules about one event after another. */
    final class Asked {

        private final List<BasePredicate> conditions = new ArrayList<>();

        private Asked() {
            for (Rule rule : rules) {
                BasePredicate condition = Predicate$.MODULE$.create(rule.broken(), rule.inputs());
                condition.initialize(0);
                conditions.add(condition);
            }
        }

        /** The first rule that the values (in the contract's field order) break, or null. */
        String brokenBy(Object[] values) {
            for (int i = 0; i < rules.size(); i++) {
                if (conditions.get(i).eval(inputs(rules.get(i).fields(), values))) {
                    return rules.get(i).id();
                }
            }
            return null;
        }

        private InternalRow inputs(List<Input> fields, Object[] values) {
            Object[] inputs = new Object[fields.size()];
            for (int i = 0; i < inputs.length; i++) {
                Input field = fields.get(i);
                inputs[i] = field.toSpark().apply(SparkTypes.external(values[field.position()]));
            }
            return new GenericInternalRow(inputs);
        }
    }

    private static Rule rule(Contract contract, String id, Dataset<Row> question) {
        LogicalPlan plan = question.queryExecution().optimizedPlan();
        Expression broken = plan.expressions().head();
        Seq<Attribute> inputs = plan.children().head().output().toSeq();
        List<String> names = contract.fields().stream().map(Field::name).toList();
        List<Input> fields = new ArrayList<>();
        for (Attribute input : CollectionConverters.asJava(inputs)) {
            fields.add(new Input(
                    names.indexOf(input.name()),
                    CatalystTypeConverters$.MODULE$.createToCatalystConverter(input.dataType())));
        }
        return new Rule(
                id, broken.children().isEmpty() ? broken : broken.children().head(), inputs, fields);
    }

    private static Finding finding(Contract contract, Contract.RowRule rule, String problem) {
        return new Finding(
                contract.origin(),
                0,
                "quality[" + rule.id() + "].implementation",
                "\"" + rule.expression() + "\": " + problem,
                "a SQL condition over the contract's fields");
    }
}
