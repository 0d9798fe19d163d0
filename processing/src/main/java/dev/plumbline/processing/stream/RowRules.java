package dev.plumbline.processing.stream;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;

import dev.plumbline.buffer.contract.Contract;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
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
}
