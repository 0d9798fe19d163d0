package dev.plumbline.processing.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.plumbline.buffer.contract.Contract;
import dev.plumbline.buffer.contract.InvalidContractException;
import dev.plumbline.processing.lake.TestLake;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
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
    void aStreamWhoseCommitsAreRefusedAgainStopsAndSaysWhatToDo() throws Exception {
        produce(0, "shop", "1", "{'sold_at':'2026-03-01T11:00:00Z','price':1.5}");
        Reader second = new Reader("refused");
        BatchFiles same = second.take(1);
        new Reader("refused").readAll(target -> {});
        StreamState state = new StreamState("refused");
        AtomicInteger starts = new AtomicInteger();

        AtomicReference<QueryLoop> loop = new AtomicReference<>();
        loop.set(new QueryLoop("refused", state, () -> {
            if (starts.incrementAndGet() > 2) {
                loop.get().close();
            }
            return query(() -> second.commit(same, target -> {}));
        }));

        loop.get().run();

        assertThat(starts).hasValue(2);
        assertThat(state.view().running()).isFalse();
        assertThat(state.view().error())
                .contains("silver.refused has a commit that this processing instance does not know")
                .contains("Stop one of the two");
    }

    @Test
    void aStreamWhoseCommitIsRefusedOnceGoesOn() throws Exception {
        produce(0, "shop", "1", "{'sold_at':'2026-03-01T11:00:00Z','price':1.5}");
        Reader second = new Reader("late");
        BatchFiles same = second.take(1);
        new Reader("late").readAll(target -> {});
        StreamState state = new StreamState("late");
        AtomicInteger starts = new AtomicInteger();
        QueryLoop loop = new QueryLoop(
                "late",
                state,
                () -> starts.incrementAndGet() == 1 ? query(() -> second.commit(same, target -> {})) : query(() -> {}));
        Thread thread = new Thread(loop);

        thread.start();

        await().until(() -> starts.get() == 2 && state.view().running());
        loop.close();
        thread.join();
        assertThat(state.view().error()).contains("silver.late has a commit");
    }

    /** A query that does the same in each batch; what fails in it comes out as Spark wraps it. */
    private StreamingQuery query(Runnable batch) throws Exception {
        return lake.spark
                .readStream()
                .format("rate")
                .load()
                .writeStream()
                .option(
                        "checkpointLocation",
                        Files.createTempDirectory(directory, "checkpoint").toString())
                .foreachBatch((VoidFunction2<Dataset<Row>, Long>) (rows, id) -> batch.run())
                .start();
    }

    @Test
    void aRowRuleThatIsNoConditionIsRefusedAtTheStart() {
        Contract broken = contract("broken", "price +");
        Contract noCondition = contract("broken", "price + 1");

        assertThatThrownBy(() -> RowRules.read(List.of(broken), lake.spark))
                .isInstanceOf(InvalidContractException.class)
                .hasMessageContaining("quality[price_rule].implementation");
        assertThatThrownBy(() -> RowRules.read(List.of(noCondition), lake.spark))
                .isInstanceOf(InvalidContractException.class)
                .hasMessageContaining("is of type decimal");
        assertThatThrownBy(() -> RowRules.read(List.of(broken), lake.spark))
                .hasMessageContaining("[PARSE_SYNTAX_ERROR]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "count(*) > 0",
                "price > avg(price)",
                "price > avg(price) OVER (ORDER BY price)",
                "rand() > 0",
                "sold_at <= now()",
                "price IN (SELECT 1)"
            })
    void aRowRuleThatIsNotAboutOneEventIsRefusedAtTheStart(String expression) {
        assertThatThrownBy(() -> RowRules.read(List.of(contract("broken", expression)), lake.spark))
                .isInstanceOf(InvalidContractException.class)
                .hasMessageContaining("quality[price_rule].implementation");
    }
}
