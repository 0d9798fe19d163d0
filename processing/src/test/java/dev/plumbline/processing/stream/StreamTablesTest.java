package dev.plumbline.processing.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.buffer.contract.Contract;
import dev.plumbline.buffer.contract.InvalidContractException;
import dev.plumbline.processing.lake.OtherWriterException;
import dev.plumbline.processing.lake.TestLake;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams whose tasks run in the driver's process. */
class StreamTablesTest extends StreamTablesContract {

    @Override
    TestLake open(Path empty, List<Contract> contracts) {
        return TestLake.open(empty, contracts);
    }

    @Test
    void thatABatchWasRefusedIsFoundInWhatItsQueryFailsWith() throws Exception {
        produce(0, "shop", "1", "{'sold_at':'2026-03-01T11:00:00Z','price':1.5}");
        Reader second = new Reader("refused");
        BatchFiles same = second.take(1);
        new Reader("refused").readAll(target -> {});

        StreamingQuery query = lake.spark
                .readStream()
                .format("rate")
                .load()
                .writeStream()
                .option("checkpointLocation", directory.resolve("checkpoint").toString())
                .foreachBatch((VoidFunction2<Dataset<Row>, Long>) (rows, id) -> second.commit(same, target -> {}))
                .start();

        assertThatThrownBy(query::awaitTermination).satisfies(failure -> assertThat(OtherWriterException.in(failure))
                .isPresent());
    }

    @Test
    void aRowRuleThatIsNoConditionIsRefusedAtTheStart() {
        Contract broken = contract("broken", "price +");
        Contract noCondition = contract("broken", "price + 1");

        assertThatThrownBy(() -> RowRules.read(broken, lake.spark))
                .isInstanceOf(InvalidContractException.class)
                .hasMessageContaining("quality[price_rule].implementation");
        assertThatThrownBy(() -> RowRules.read(noCondition, lake.spark))
                .isInstanceOf(InvalidContractException.class)
                .hasMessageContaining("is of type decimal");
        assertThatThrownBy(() -> RowRules.read(broken, lake.spark)).hasMessageContaining("[PARSE_SYNTAX_ERROR]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "count(*) > 0",
                "price > avg(price)",
                "price > avg(price) OVER (ORDER BY price)",
                "rand() > 0",
                "price IN (SELECT 1)"
            })
    void aRowRuleThatIsNotAboutOneEventIsRefusedAtTheStart(String expression) {
        assertThatThrownBy(() -> RowRules.read(contract("broken", expression), lake.spark))
                .isInstanceOf(InvalidContractException.class)
                .hasMessageContaining("quality[price_rule].implementation");
    }
}
