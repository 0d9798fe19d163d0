package dev.plumbline.processing.gold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.plumbline.processing.Progress;
import dev.plumbline.processing.gold.GoldLake.Sale;
import dev.plumbline.storage.tables.LocalFileIO;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelRunnerTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private static final String BY_MINUTE = GoldLake.perMinute("COUNT(DISTINCT country) AS countries,"
            + " CAST(SUM(quantity * price) AS DECIMAL(20, 4)) AS revenue, COUNT(*) AS lines");

    private static final String BY_DAY = """
            SELECT country, CAST(sold_at AS DATE) AS day, CAST(SUM(quantity * price) AS DECIMAL(20, 4)) AS revenue
            FROM silver GROUP BY country, CAST(sold_at AS DATE)""";

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
        return lake.byMinute(BY_MINUTE, late, lake.lake);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SELECT CAST(sold_at AS DATE) AS day, COUNT( AS lines FROM silver GROUP BY 1 | [PARSE_SYNTAX_ERROR]",
                "SELECT CAST(sold_at AS DATE) AS day, SUM(pricce) AS sum FROM silver GROUP BY 1 | `pricce` cannot be resolved",
                "SELECT CAST(sold_at AS DATE) AS day, SUMM(price) AS sum FROM silver GROUP BY 1 | `SUMM`",
                "SELECT CAST(sold_at AS DATE) AS day FROM nowhere | `nowhere` cannot be found",
                "SELECT CAST(received_at AS DATE) AS day FROM lake.bronze.sales | reads lake.bronze.sales, expected only silver",
                "SELECT CAST(sold_at AS DATE) AS day FROM silver WHERE 0 < (SELECT COUNT(*) FROM lake.bronze.sales) | reads lake.bronze.sales",
                "SELECT CAST(sold_at AS DATE) AS day FROM csv.`/etc/hosts` | reads csv.`/etc/hosts`, expected only silver",
                "SELECT CAST(sold_at AS DATE) AS day, MAX(now()) AS n FROM silver GROUP BY 1 | asks for the time of asking",
                "SELECT CAST(sold_at AS DATE) AS day, COUNT(*) + rand() AS n FROM silver GROUP BY 1 | by chance",
                "SELECT CAST(sold_at AS DATE) AS day FROM silver WHERE 0 < (SELECT COUNT(*) FROM silver WHERE rand() < 1) | by chance",
                "SELECT CAST(sold_at AS DATE) AS day, COUNT(*) AS n FROM silver GROUP BY 1 ORDER BY 2 LIMIT 3 | has a LIMIT",
                "SELECT CAST(sold_at AS DATE) AS day, COUNT(*) AS n FROM silver GROUP BY 1 ORDER BY 2 OFFSET 3 | or OFFSET",
                "SELECT CAST(sold_at AS DATE) AS day, COUNT(*) AS n FROM silver TABLESAMPLE (50 PERCENT) GROUP BY 1 | by chance",
                "DROP TABLE lake.silver.sales | the SELECT cannot be read",
                "INSERT INTO silver SELECT * FROM silver | the SELECT cannot be read",
                "SELECT CAST(sold_at AS DATE) AS day FROM silver; DROP TABLE lake.silver.sales | the SELECT cannot be read",
                "SET spark.sql.ansi.enabled=false | the SELECT cannot be read",
                "SELECT CAST(sold_at AS DATE) AS date FROM silver | names the column day, but the SELECT has [date]",
                "SELECT CAST(sold_at AS DATE) AS day, 1 AS n, 2 AS N FROM silver | has the column N twice",
                "SELECT CAST(sold_at AS DATE) AS day, COUNT(*) FROM silver GROUP BY 1 | is called count(1), expected letters",
                "SELECT CAST(CAST(sold_at AS DATE) AS STRING) AS day FROM silver | the window's column day is a string",
                "SELECT CAST(sold_at AS DATE) AS day, NULL AS n FROM silver | has no type, as it is always NULL",
                "SELECT CAST(sold_at AS DATE) AS day, make_interval(1) AS n FROM silver | no table can hold this answer",
            })
    void whatIsNotOneSelectOfSilverWithColumnsOfATableIsRefusedAndNotCarriedOut(String sql, String message) {
        Model model = GoldLake.model("strange", sql, "day", Duration.ofDays(1), Model.Late.COUNT);

        assertThatThrownBy(() -> new ModelRunner(model, lake.spark, lake.lake, GoldLake.OPEN_WINDOWS))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageStartingWith("strange.sql: ")
                .hasMessageContaining(message);

        assertThat(lake.rows("SELECT COUNT(*) FROM lake.silver.sales")).containsExactly("0");
        assertThat(lake.rows("SHOW TABLES IN lake.gold")).isEmpty();
    }

    @Test
    void aSelectMayHaveParts() {
        String sql = "WITH days AS (SELECT CAST(sold_at AS DATE) AS day, price FROM silver) "
                + "SELECT day, SUM(price) AS sum FROM days GROUP BY day ORDER BY day -- as in a mart";
        ModelRunner runner = new ModelRunner(
                GoldLake.model("by_parts", sql, "day", Duration.ofDays(1), Model.Late.COUNT),
                lake.spark,
                lake.lake,
                GoldLake.OPEN_WINDOWS);

        lake.arrive(NOON, List.of(Sale.of("1", NOON), Sale.of("2", NOON)));
        runner.step();

        assertThat(lake.rows("SELECT sum FROM lake.gold.by_parts")).containsExactly("2.5000");
    }

    @Test
    void goldIsWhatTheModelSaysOfSilver() {
        ModelRunner runner = byMinute(Model.Late.COUNT);

        lake.arrive(
                NOON,
                List.of(Sale.of("1", NOON), Sale.of("2", NOON.plusSeconds(5)), Sale.of("3", NOON.plusSeconds(60))));
        runner.step();

        assertThat(lake.rows("SELECT minute, revenue, lines FROM lake.gold.by_minute"))
                .containsExactly("2026-03-01T12:00:00Z|5.0000|2", "2026-03-01T12:01:00Z|2.5000|1");
    }

    @Test
    void aStepReplacesTheWindowsThatNewRowsTouchAndKeepsTheOthers() {
        ModelRunner runner = byMinute(Model.Late.COUNT);
        lake.arrive(NOON, List.of(Sale.of("1", NOON), Sale.of("2", NOON.plusSeconds(60))));
        runner.step();

        lake.arrive(NOON, List.of(Sale.of("3", NOON.plusSeconds(61)), Sale.of("4", NOON.plusSeconds(600))));
        runner.step();

        assertThat(lake.rows("SELECT minute, lines FROM lake.gold.by_minute"))
                .containsExactly("2026-03-01T12:00:00Z|1", "2026-03-01T12:01:00Z|2", "2026-03-01T12:10:00Z|1");
        assertThat(runner.state().view().rowsCounted()).isEqualTo(4);
        assertThat(runner.state().view().upToDate()).isTrue();
    }

    @Test
    void aBatchOfARangeThatIsOpenAtOneEndLeavesWhatIsBeyondTheOther() {
        ModelRunner runner = byMinute(Model.Late.COUNT);
        for (int day = 0; day < 3; day++) {
            lake.arrive(NOON, List.of(Sale.of("day" + day, NOON.plus(Duration.ofDays(day)))));
            runner.step();
        }

        runner.batch(Optional.of(NOON.plus(Duration.ofDays(1))), Optional.empty(), Progress.UNSEEN);
        runner.batch(Optional.empty(), Optional.of(NOON.plus(Duration.ofDays(1))), Progress.UNSEEN);

        assertThat(lake.rows("SELECT minute, lines FROM lake.gold.by_minute"))
                .containsExactly("2026-03-01T12:00:00Z|1", "2026-03-02T12:00:00Z|1", "2026-03-03T12:00:00Z|1");
    }

    @Test
    void twoInstancesThatAnswerTheSameModelAtOnceWriteNoRowTwice() throws Exception {
        ModelRunner[] instances = {byMinute(Model.Late.COUNT), byMinute(Model.Late.COUNT)};
        CyclicBarrier together = new CyclicBarrier(2);
        AtomicInteger refused = new AtomicInteger();
        int rounds = 12;

        for (int round = 0; round < rounds; round++) {
            Instant hour = NOON.plusSeconds(round * 3_600L);
            lake.arrive(hour, List.of(Sale.of("now" + round, hour), Sale.of("late" + round, hour.minusSeconds(7_200))));
            List<CompletableFuture<Void>> steps = new ArrayList<>();
            for (ModelRunner instance : instances) {
                steps.add(CompletableFuture.runAsync(() -> {
                    try {
                        together.await();
                        instance.step();
                    } catch (RuntimeException e) {
                        refused.incrementAndGet();
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                }));
            }
            steps.forEach(CompletableFuture::join);
        }
        instances[0].step();

        assertThat(lake.rows("SELECT minute FROM lake.gold.by_minute GROUP BY minute HAVING COUNT(*) > 1"))
                .isEmpty();
        assertThat(lake.rows("SELECT SUM(lines) FROM lake.gold.by_minute")).containsExactly("" + 2 * rounds);
        assertThat(lake.rows("SELECT id FROM lake.ops.late_rows GROUP BY id HAVING COUNT(*) > 1"))
                .isEmpty();
        assertThat(lake.rows("SELECT COUNT(*) FROM lake.ops.late_rows")).containsExactly("" + (rounds - 1));
        assertThat(refused).hasPositiveValue();
    }

    @Test
    void aLateRowOfACountingModelUpdatesItsWindowAndIsListed() {
        ModelRunner runner = byMinute(Model.Late.COUNT);
        lake.arrive(NOON.plusSeconds(3_600), List.of(Sale.of("1", NOON), Sale.of("2", NOON.plusSeconds(3_600))));
        runner.step();

        lake.arrive(NOON.plusSeconds(3_600), List.of(Sale.of("late", NOON.plusSeconds(1))));
        runner.step();

        assertThat(lake.rows("SELECT lines FROM lake.gold.by_minute WHERE minute = '2026-03-01 12:00:00'"))
                .containsExactly("2");
        assertThat(lake.rows("SELECT id, window_start, late_by_seconds FROM lake.ops.late_rows"))
                .containsExactly("late|2026-03-01T12:00:00Z|" + (3_600 - 600 - 60));
        assertThat(runner.state().view().rowsLate()).isZero();
    }

    @Test
    void aLateRowOfAListingModelLeavesThePublishedWindowAsItIsUntilABatchCountsIt() {
        ModelRunner runner = byMinute(Model.Late.LIST);
        lake.arrive(NOON.plusSeconds(3_600), List.of(Sale.of("1", NOON), Sale.of("2", NOON.plusSeconds(3_600))));
        runner.step();
        lake.arrive(NOON.plusSeconds(3_600), List.of(Sale.of("late", NOON.plusSeconds(1))));
        runner.step();
        String window = "SELECT lines FROM lake.gold.by_minute WHERE minute = '2026-03-01 12:00:00'";
        List<String> published = lake.rows(window);
        ModelState.View streamed = runner.state().view();

        ModelRunner.BatchResult batch = runner.batch(Optional.empty(), Optional.empty(), Progress.UNSEEN);

        assertThat(published).containsExactly("1");
        assertThat(streamed.rowsCounted()).isEqualTo(2);
        assertThat(streamed.rowsLate()).isEqualTo(1);
        assertThat(lake.rows(window)).containsExactly("2");
        assertThat(batch.lateFolded()).isEqualTo(1);
        assertThat(runner.state().view().rowsCounted()).isEqualTo(3);
        assertThat(runner.state().view().rowsLate()).isZero();
        assertThat(lake.rows("SELECT counted_in_batch FROM lake.ops.late_rows")).containsExactly("true");
    }

    @Test
    void aClockThatRunsAheadDoesNotMakeTheOthersLate() {
        ModelRunner runner = byMinute(Model.Late.LIST);
        lake.arrive(NOON, List.of(Sale.of("1", NOON), Sale.of("from 2099", Instant.parse("2099-01-01T00:00:00Z"))));
        runner.step();

        lake.arrive(NOON, List.of(Sale.of("2", NOON.plusSeconds(2))));
        runner.step();

        assertThat(runner.state().view().rowsLate()).isZero();
        assertThat(runner.state().view().rowsCounted()).isEqualTo(3);
    }

    @Test
    void aBatchOverARangeOverwritesOnlyItsPartitions() {
        ModelRunner runner = byMinute(Model.Late.COUNT);
        Instant nextDay = NOON.plus(Duration.ofDays(1));
        lake.arrive(NOON, List.of(Sale.of("1", NOON), Sale.of("2", nextDay)));
        runner.step();
        Table gold = lake.lake.table("gold", "by_minute");

        ModelRunner.BatchResult batch =
                runner.batch(Optional.of(nextDay), Optional.of(nextDay.plusSeconds(60)), Progress.UNSEEN);

        assertThat(batch.from()).isEqualTo("2026-03-02T00:00:00Z");
        assertThat(batch.to()).isEqualTo("2026-03-03T00:00:00Z");
        assertThat(batch.rows()).isEqualTo(1);
        gold.refresh();
        assertThat(gold.currentSnapshot().removedDataFiles(gold.io())).hasSize(1);
        assertThat(lake.rows("SELECT minute FROM lake.gold.by_minute")).hasSize(2);
    }

    @Test
    void aStepThatWasCutOffAfterListingLateRowsListsThemOnce() {
        ModelRunner runner = byMinute(Model.Late.LIST);
        lake.arrive(NOON.plusSeconds(3_600), List.of(Sale.of("1", NOON), Sale.of("2", NOON.plusSeconds(3_600))));
        runner.step();
        Table gold = lake.lake.table("gold", "by_minute");
        long before = gold.currentSnapshot().snapshotId();
        lake.arrive(NOON.plusSeconds(3_600), List.of(Sale.of("late", NOON.plusSeconds(1))));
        runner.step();

        // What a kill between the two commits leaves: late rows listed, gold not moved on.
        gold.refresh();
        gold.manageSnapshots().rollbackTo(before).commit();
        lake.arrive(
                NOON.plusSeconds(3_600),
                List.of(Sale.of("later", NOON.plusSeconds(3_601)), Sale.of("late too", NOON.plusSeconds(2))));
        ModelRunner restarted = byMinute(Model.Late.LIST);
        restarted.step();

        assertThat(lake.rows("SELECT id FROM lake.ops.late_rows")).containsExactly("late", "late too");
        assertThat(restarted.state().view().rowsLate()).isEqualTo(2);
        assertThat(restarted.state().view().rowsCounted()).isEqualTo(3);
    }

    @Test
    void aModelWhoseQuestionChangedIsAnsweredAnew() {
        byMinute(Model.Late.COUNT);
        lake.arrive(NOON, List.of(Sale.of("1", NOON)));
        byMinute(Model.Late.COUNT).step();

        String changed = BY_MINUTE.replace("COUNT(*)", "10 * COUNT(*)");
        new ModelRunner(
                        GoldLake.model("by_minute", changed, "minute", Duration.ofMinutes(1), Model.Late.COUNT),
                        lake.spark,
                        lake.lake,
                        GoldLake.OPEN_WINDOWS)
                .step();

        assertThat(lake.rows("SELECT lines FROM lake.gold.by_minute")).containsExactly("10");
    }

    @Test
    void rowsThatSilverHasLostLeaveTheWindowWhenItIsNextTouched() {
        ModelRunner runner = byMinute(Model.Late.COUNT);
        lake.arrive(NOON, List.of(Sale.of("1", NOON)));
        runner.step();
        lake.arrive(NOON, List.of(Sale.of("2", NOON.plusSeconds(1))));
        runner.step();

        lake.spark.sql("DELETE FROM lake.silver.sales WHERE _id = '1'");
        lake.arrive(NOON, List.of(Sale.of("3", NOON.plusSeconds(2))));
        runner.step();

        assertThat(lake.rows("SELECT lines, revenue FROM lake.gold.by_minute")).containsExactly("2|5.0000");
    }

    @Test
    void aRowThatCameAndWentBetweenTwoStepsIsInNoWindow() {
        ModelRunner runner = byMinute(Model.Late.COUNT);
        lake.arrive(NOON.minusSeconds(60), List.of(Sale.of("0", NOON.minusSeconds(60))));
        runner.step();

        lake.arrive(NOON, List.of(Sale.of("1", NOON)));
        lake.spark.sql("DELETE FROM lake.silver.sales WHERE _id = '1'");
        lake.arrive(NOON, List.of(Sale.of("2", NOON.plusSeconds(1))));
        runner.step();

        assertThat(lake.rows("SELECT lines FROM lake.gold.by_minute WHERE minute = '2026-03-01 12:00:00'"))
                .containsExactly("1");
    }

    @Test
    void aBatchDropsWindowsOfItsRangeThatSilverNoLongerSpeaksOf() {
        ModelRunner days = new ModelRunner(
                GoldLake.model("by_day", BY_DAY, "day", Duration.ofDays(1), Model.Late.COUNT),
                lake.spark,
                lake.lake,
                GoldLake.OPEN_WINDOWS);
        lake.arrive(NOON, List.of(Sale.of("1", NOON), Sale.of("2", NOON.plus(Duration.ofDays(3)))));
        days.step();

        lake.spark.sql("DELETE FROM lake.silver.sales WHERE _id = '2'");
        days.batch(Optional.of(NOON), Optional.of(NOON.plusSeconds(1)), Progress.UNSEEN);

        assertThat(lake.rows("SELECT day FROM lake.gold.by_day")).containsExactly("2026-03-01");
    }

    @Test
    void aStragglerLeavesTheFilesOfTheDaysBetweenAsTheyAre() {
        ModelRunner runner = byMinute(Model.Late.COUNT);
        Table gold = lake.lake.table("gold", "by_minute");
        for (int day = 0; day < 5; day++) {
            lake.arrive(NOON, List.of(Sale.of("day-" + day, NOON.plus(Duration.ofDays(day)))));
            runner.step();
        }

        lake.arrive(
                NOON,
                List.of(Sale.of("straggler", NOON.plusSeconds(1)), Sale.of("now", NOON.plus(Duration.ofDays(4)))));
        runner.step();

        gold.refresh();
        assertThat(gold.currentSnapshot().removedDataFiles(gold.io())).hasSize(2);
        assertThat(lake.rows("SELECT lines FROM lake.gold.by_minute")).containsExactly("1", "1", "1", "2", "2");
    }

    @Test
    void aStepThatSparkEndsLeavesTheRunnerAbleToGoOn() throws Exception {
        ModelRunner runner = new ModelRunner(
                GoldLake.model("by_minute", BY_MINUTE, "minute", Duration.ofMinutes(1), Model.Late.COUNT),
                lake.spark,
                lake.lake,
                0);
        lake.arrive(NOON, List.of(Sale.of("1", NOON)));
        runner.step();
        lake.arrive(NOON, List.of(Sale.of("2", NOON.plusSeconds(1))));
        Path file = onlyFileOfTheLastCommit();
        Path elsewhere = file.resolveSibling("elsewhere");

        Files.move(file, elsewhere);
        runner.start();
        await().untilAsserted(() -> assertThat(runner.state().view().error()).isNotNull());
        Files.move(elsewhere, file);
        runner.silverChanged();

        await().untilAsserted(() ->
                assertThat(lake.rows("SELECT lines FROM lake.gold.by_minute")).containsExactly("2"));
        assertThat(runner.state().view().error()).isNull();
        runner.close();
    }

    private static Path onlyFileOfTheLastCommit() {
        Table silver = lake.lake.table("silver", "sales");
        return LocalFileIO.path(silver.currentSnapshot()
                .addedDataFiles(silver.io())
                .iterator()
                .next()
                .location());
    }

    @Test
    void anEventOfAFarYearIsCountedAndHoldsNobodyUp() {
        ModelRunner runner = byMinute(Model.Late.LIST);
        lake.arrive(NOON, List.of(Sale.of("1", NOON), Sale.of("far", Instant.parse("9999-12-31T23:59:59Z"))));
        runner.step();

        lake.arrive(NOON, List.of(Sale.of("early", Instant.parse("0001-01-01T00:00:00Z")), Sale.of("2", NOON)));
        runner.step();

        assertThat(lake.rows("SELECT lines FROM lake.gold.by_minute")).containsExactly("1", "2");
        assertThat(runner.state().view().rowsCounted()).isEqualTo(3);
        assertThat(runner.state().view().rowsLate()).isEqualTo(1);
    }

    @Test
    void aRestartedRunnerAddsToWhatItsWindowsHeldBefore() {
        lake.arrive(NOON, List.of(Sale.of("1", NOON), Sale.of("2", NOON.plusSeconds(90))));
        byMinute(Model.Late.COUNT).step();

        lake.arrive(NOON, List.of(Sale.of("3", NOON.plusSeconds(1)), Sale.of("4", NOON.plusSeconds(300))));
        byMinute(Model.Late.COUNT).step();

        assertThat(lake.rows("SELECT minute, lines FROM lake.gold.by_minute"))
                .containsExactly("2026-03-01T12:00:00Z|2", "2026-03-01T12:01:00Z|1", "2026-03-01T12:05:00Z|1");
    }

    @Test
    void aStepThatCouldNotCommitIsDoneAgainAndCountsItsRowsOnce() {
        ModelRunner runner = byMinute(Model.Late.COUNT);
        lake.arrive(NOON, List.of(Sale.of("1", NOON)));
        runner.step();
        lake.arrive(NOON, List.of(Sale.of("2", NOON.plusSeconds(1))));
        runner.step();
        Table gold = lake.lake.table("gold", "by_minute");
        long before = gold.currentSnapshot().snapshotId();
        lake.arrive(NOON, List.of(Sale.of("3", NOON.plusSeconds(2))));
        runner.step();

        // Gold as it was before the step, while the runner remembers having answered.
        gold.refresh();
        gold.manageSnapshots().rollbackTo(before).commit();
        runner.step();

        assertThat(lake.rows("SELECT lines FROM lake.gold.by_minute")).containsExactly("3");
        assertThat(runner.state().view().rowsCounted()).isEqualTo(3);
    }

    @Test
    void aPartitionOfManyFilesIsWrittenIntoOneAgain() {
        ModelRunner runner = byMinute(Model.Late.COUNT);
        Table gold = lake.lake.table("gold", "by_minute");

        for (int minute = 0; minute < 40; minute++) {
            lake.arrive(NOON, List.of(Sale.of("sale-" + minute, NOON.plusSeconds(60L * minute))));
            runner.step();
            gold.refresh();
            assertThat(gold.newScan().planFiles()).hasSizeLessThanOrEqualTo(17);
        }

        assertThat(lake.rows("SELECT lines FROM lake.gold.by_minute"))
                .hasSize(40)
                .containsOnly("1");
    }

    @Test
    void aWindowColumnThatIsNotCutFromTheEventTimeIsNamed() {
        String sql =
                "SELECT timestamp_seconds(0) AS minute, COUNT(*) AS lines FROM silver GROUP BY timestamp_seconds(0)";
        ModelRunner runner = new ModelRunner(
                GoldLake.model("by_minute", sql, "minute", Duration.ofMinutes(1), Model.Late.COUNT),
                lake.spark,
                lake.lake,
                GoldLake.OPEN_WINDOWS);
        lake.arrive(NOON, List.of(Sale.of("1", NOON)));

        assertThatThrownBy(runner::step)
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("minute = 1970-01-01T00:00Z")
                .hasMessageContaining("the start of the window of PT1M")
                .hasMessageContaining("cut the window column from the stream's event time");
    }

    @ParameterizedTest
    @ValueSource(longs = {GoldLake.OPEN_WINDOWS, 4_000, 0})
    void streamAndBatchAgreeOnRandomArrivals(long openWindowsBytes) {
        long seed = System.nanoTime();
        System.out.println("ModelRunnerTest seed " + seed);
        SplittableRandom random = new SplittableRandom(seed);
        ModelRunner minutes = new ModelRunner(
                GoldLake.model("by_minute", BY_MINUTE, "minute", Duration.ofMinutes(1), Model.Late.COUNT),
                lake.spark,
                lake.lake,
                openWindowsBytes);
        ModelRunner days = new ModelRunner(
                GoldLake.model("by_day", BY_DAY, "day", Duration.ofDays(1), Model.Late.COUNT),
                lake.spark,
                lake.lake,
                openWindowsBytes);
        int id = 0;
        for (int batch = 0; batch < 4; batch++) {
            List<Sale> sales = new ArrayList<>();
            for (int i = 0; i < 120; i++) {
                sales.add(new Sale(
                        "sale-" + id++,
                        NOON.plusSeconds(random.nextLong(0, 86_400L * 40)),
                        List.of("France", "Germany", "EIRE").get(random.nextInt(3)),
                        random.nextInt(-3, 9),
                        random.nextInt(100) + "." + random.nextInt(10)));
            }
            lake.arrive(NOON.plus(Duration.ofDays(40)), sales);
            minutes.step();
            days.step();
        }
        List<String> streamedMinutes = lake.rows("SELECT * FROM lake.gold.by_minute");
        List<String> streamedDays = lake.rows("SELECT * FROM lake.gold.by_day");

        minutes.batch(Optional.empty(), Optional.empty(), Progress.UNSEEN);
        days.batch(Optional.empty(), Optional.empty(), Progress.UNSEEN);

        assertThat(streamedMinutes).as("seed %s", seed).isEqualTo(lake.rows("SELECT * FROM lake.gold.by_minute"));
        assertThat(streamedDays).as("seed %s", seed).isEqualTo(lake.rows("SELECT * FROM lake.gold.by_day"));
    }
}
