package dev.plumbline.processing.stream;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;

import dev.plumbline.buffer.contract.Contract;
import dev.plumbline.buffer.contract.InvalidContractException;
import dev.plumbline.buffer.contract.InvalidContractException.Finding;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/** The contract's row rules: adds the id of the first rule that a readable event breaks, as {@link #BROKEN_RULE}. */
final class RowRules {

    static final String BROKEN_RULE = "_broken_rule";

    private RowRules() {}

    static Dataset<Row> withBrokenRule(Dataset<Row> decoded, List<Contract.RowRule> rules) {
        Column broken = lit(null).cast(DataTypes.StringType);
        for (int i = rules.size() - 1; i >= 0; i--) {
            Contract.RowRule rule = rules.get(i);
            // A rule that is neither true nor false (a NULL in it) passes, as with a SQL CHECK.
            broken = when(not(expr(rule.expression())), lit(rule.id())).otherwise(broken);
        }
        return decoded.withColumn(
                BROKEN_RULE, when(col(DecodedEvents.VIOLATION_RULE).isNull(), broken));
    }

    /** Refuses rules that Spark cannot read over the contract's fields, or that are no yes-or-no question. */
    static void check(Contract contract, SparkSession spark) {
        Dataset<Row> nothing = spark.createDataFrame(List.of(), DecodedEvents.schema(contract));
        List<Finding> findings = new ArrayList<>();
        for (Contract.RowRule rule : contract.rowRules()) {
            try {
                DataType answer = nothing.select(expr(rule.expression()))
                        .schema()
                        .apply(0)
                        .dataType();
                if (!answer.equals(DataTypes.BooleanType)) {
                    findings.add(finding(contract, rule, "is of type " + answer.simpleString()));
                }
            } catch (Exception e) {
                // Spark throws its checked AnalysisException and ParseException from here without declaring them.
                findings.add(finding(
                        contract, rule, e.getMessage().lines().findFirst().orElse("cannot be read")));
            }
        }
        if (!findings.isEmpty()) {
            throw new InvalidContractException(findings);
        }
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
