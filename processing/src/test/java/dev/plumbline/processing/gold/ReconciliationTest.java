package dev.plumbline.processing.gold;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.processing.Progress;
import dev.plumbline.processing.gold.GoldLake.Sale;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReconciliationTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    @TempDir
    static Path directory;

    private static GoldLake lake;

    @BeforeAll
    static void open() {
        lake = new GoldLake(directory);
    }

    @AfterAll
    static void close() {
        lake.close();
    }

    @AfterEach
    void emptyTheTables() {
        lake.empty();
    }

    private static ModelRunner byMinute(Model.Late late) {
        return lake.byMinute(
                GoldLake.perMinute("COUNT(*) AS lines, AVG(quantity) AS average,"
                        + " CAST(SUM(quantity * price) AS DECIMAL(20, 4)) AS revenue"),
                late,
                lake.lake);
    }

    private static Reconciliation.Result reconcile(ModelRunner runner) {
        return runner.reconcile(Optional.empty(), Optional.empty(), Progress.UNSEEN);
    }

    /** An hour of sales that the stream has followed, and one that comes too late for its minute. */
    private static ModelRunner followed(Model.Late late) {
        ModelRunner runner = byMinute(late);
        lake.arrive(NOON.plusSeconds(3_600), List.of(Sale.of("1", NOON), Sale.of("2", NOON.plusSeconds(3_600))));
        runner.step();
        lake.arrive(NOON.plusSeconds(3_600), List.of(Sale.of("late", NOON.plusSeconds(1))));
        return runner;
    }

    @Test
    void whatTheStreamHasFollowedIsWhatTheBatchAnswers() {
        ModelRunner runner = byMinute(Model.Late.COUNT);
        List<Sale> sales = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            sales.add(Sale.of("s" + i, NOON.plusSeconds(i * 7_200L)));
        }
        lake.arrive(NOON, sales.subList(0, 60));
        runner.step();
        lake.arrive(NOON, sales.subList(60, 100));

        Reconciliation.Result result = reconcile(runner);

        assertThat(result.closes()).isTrue();
        assertThat(result.rows()).isEqualTo(100);
        assertThat(result.equal()).isEqualTo(100);
        assertThat(result.silverRows()).isEqualTo(100);
    }

    @Test
    void aListedLateRowExplainsThatItsMinuteDiffers() {
        Reconciliation.Result result = reconcile(followed(Model.Late.LIST));

        assertThat(result.closes()).isTrue();
        assertThat(result.rows()).isEqualTo(2);
        assertThat(result.equal()).isEqualTo(1);
        assertThat(result.explainedByLate()).isEqualTo(1);
        assertThat(result.lateRows()).isEqualTo(1);
    }

    @Test
    void aMinuteThatOnlyLateRowsSpeakOfIsExplainedAsWell() {
        ModelRunner runner = followed(Model.Late.LIST);
        lake.arrive(NOON.plusSeconds(3_600), List.of(Sale.of("alone", NOON.plusSeconds(120))));

        Reconciliation.Result result = reconcile(runner);

        assertThat(result.closes()).isTrue();
        assertThat(result.explainedByLate()).isEqualTo(2);
    }

    @Test
    void afterABatchNothingIsLeftToExplain() {
        ModelRunner runner = followed(Model.Late.LIST);
        runner.batch(Optional.empty(), Optional.empty(), Progress.UNSEEN);

        Reconciliation.Result result = reconcile(runner);

        assertThat(result.closes()).isTrue();
        assertThat(result.equal()).isEqualTo(2);
        assertThat(result.lateRows()).isZero();
    }

    @Test
    void aLateRowOfACountingModelExplainsNothingAsItIsCounted() {
        ModelRunner runner = followed(Model.Late.COUNT);

        assertThat(reconcile(runner).equal()).isEqualTo(2);

        lake.spark.sql("UPDATE lake.gold.by_minute SET lines = 1, revenue = 2.5 WHERE minute = '2026-03-01 12:00:00'");
        assertThat(reconcile(runner).unexplained()).isEqualTo(1);
    }

    @Test
    void aLateRowThatIsListedAndCountedAllTheSameIsFound() {
        ModelRunner runner = followed(Model.Late.LIST);
        reconcile(runner);

        lake.spark.sql("UPDATE lake.gold.by_minute SET lines = 2, revenue = 5 WHERE minute = '2026-03-01 12:00:00'");

        assertThat(reconcile(runner).unexplained()).isEqualTo(1);
    }

    @Test
    void aLateRowThatIsNotListedIsFound() {
        ModelRunner runner = followed(Model.Late.LIST);
        reconcile(runner);

        lake.spark.sql("DELETE FROM lake.ops.late_rows");

        assertThat(reconcile(runner).unexplained()).isEqualTo(1);
    }

    @Test
    void aRowOfGoldThatWasChangedIsFoundAndNamed() {
        ModelRunner runner = followed(Model.Late.LIST);
        reconcile(runner);

        lake.spark.sql("UPDATE lake.gold.by_minute SET revenue = 2.5001 WHERE minute = '2026-03-01 13:00:00'");
        Reconciliation.Result result = reconcile(runner);

        assertThat(result.closes()).isFalse();
        assertThat(result.unexplained()).isEqualTo(1);
        assertThat(result.explainedByLate()).isEqualTo(1);
        Reconciliation.Sample sample = result.samples().get(0);
        assertThat(sample.key()).isEqualTo(Map.of("minute", Instant.parse("2026-03-01T13:00:00Z")));
        assertThat(sample.streamed().get("revenue")).isEqualTo(new BigDecimal("2.5001"));
        assertThat(sample.recomputed().get("revenue")).isEqualTo(new BigDecimal("2.5000"));
    }

    @Test
    void aRowOfGoldThatIsThereTwiceOrGoneOrInventedIsFound() {
        ModelRunner runner = followed(Model.Late.COUNT);
        reconcile(runner);

        lake.spark.sql("INSERT INTO lake.gold.by_minute SELECT * FROM lake.gold.by_minute"
                + " WHERE minute = '2026-03-01 13:00:00'");
        lake.spark.sql("DELETE FROM lake.gold.by_minute WHERE minute = '2026-03-01 12:00:00'");
        lake.spark.sql("INSERT INTO lake.gold.by_minute SELECT TIMESTAMP '2025-01-01 00:00:00', 1L, 1D, 1.0");
        Reconciliation.Result result = reconcile(runner);

        assertThat(result.unexplained()).isEqualTo(3);
        assertThat(result.equal()).isZero();
        assertThat(result.samples()).extracting(Reconciliation.Sample::streamed).containsOnlyOnce((Map<String, Object>)
                null);
    }

    @Test
    void aRangeIsWidenedToWholePartitions() {
        ModelRunner runner = followed(Model.Late.COUNT);
        lake.arrive(NOON, List.of(Sale.of("next day", NOON.plusSeconds(86_400))));

        Reconciliation.Result result = runner.reconcile(
                Optional.of(NOON.plusSeconds(60)), Optional.of(NOON.plusSeconds(120)), Progress.UNSEEN);

        assertThat(result.from()).isEqualTo("2026-03-01T00:00:00Z");
        assertThat(result.to()).isEqualTo("2026-03-02T00:00:00Z");
        assertThat(result.rows()).isEqualTo(2);
    }
}
