package dev.plumbline.processing.gold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plumbline.processing.Progress;
import dev.plumbline.processing.gold.GoldLake.Sale;
import dev.plumbline.processing.lake.Lake;
import dev.plumbline.processing.maintain.Maintained;
import dev.plumbline.processing.maintain.MaintenancePolicy;
import dev.plumbline.processing.maintain.TableMaintenance;
import dev.plumbline.processing.maintain.WriterLock;
import dev.plumbline.storage.tables.LocalFileIO;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expressions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MaintenanceBesideModelsTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final MaintenancePolicy POLICY = new MaintenancePolicy(1 << 27, 1 << 25, 2, Duration.ofDays(3));

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

    private static ModelRunner byMinute(Lake tables) {
        return lake.byMinute(
                GoldLake.perMinute("COUNT(*) AS lines, CAST(SUM(quantity * price) AS DECIMAL(20, 4)) AS revenue"),
                Model.Late.LIST,
                tables);
    }

    private static Maintained maintain(Lake tables, String namespace, String name, WriterLock... locks) {
        return new TableMaintenance(lake.spark, tables, POLICY).maintain(tables.table(namespace, name), List.of(locks));
    }

    private static WriterLock all(ModelRunner runner) {
        return new WriterLock(Expressions.alwaysTrue(), runner::alone);
    }

    private static Table gold() {
        return lake.lake.table("gold", "by_minute");
    }

    private static long merges(String table) {
        return Long.parseLong(lake.rows("SELECT COUNT(*) FROM lake." + table + ".snapshots WHERE operation = 'replace'")
                .get(0));
    }

    private static boolean wasRebuiltSince(long snapshotId) {
        for (var snapshot : gold().snapshots()) {
            if (snapshot.sequenceNumber() > gold().snapshot(snapshotId).sequenceNumber()
                    && snapshot.summary().containsKey("plumbline.batch-range")) {
                return true;
            }
        }
        return false;
    }

    @Test
    void smallFilesOfSilverBecomeOneAndGoldGoesOnWithoutARebuild() {
        ModelRunner runner = byMinute(lake.lake);
        for (int i = 0; i < 6; i++) {
            lake.arrive(NOON, List.of(Sale.of("s" + i, NOON.plusSeconds(i * 60L))));
            runner.step();
        }
        long firstAnswers = gold().currentSnapshot().snapshotId();
        long silverBefore = lake.lake.table("silver", "sales").currentSnapshot().snapshotId();
        List<String> rowsBefore = lake.rows("SELECT * FROM lake.silver.sales");
        lake.arrive(NOON, List.of(Sale.of("not followed yet", NOON.plusSeconds(360))));

        Maintained silver = maintain(lake.lake, "silver", "sales");
        lake.arrive(NOON, List.of(Sale.of("after", NOON.plusSeconds(420))));
        runner.step();

        assertThat(silver.problems()).isEmpty();
        assertThat(silver.filesBefore()).isEqualTo(7);
        assertThat(silver.filesAfter()).isEqualTo(1);
        assertThat(lake.rows("SELECT COUNT(*) FROM lake.silver.sales")).containsExactly("8");
        assertThat(lake.rows("SELECT * FROM lake.silver.sales VERSION AS OF " + silverBefore))
                .isEqualTo(rowsBefore);
        assertThat(runner.state().view().rowsCounted()).isEqualTo(8);
        assertThat(wasRebuiltSince(firstAnswers)).isFalse();
        assertThat(runner.reconcile(Optional.empty(), Optional.empty(), Progress.UNSEEN)
                        .equal())
                .isEqualTo(8);
    }

    @Test
    void theStreamKeepsRunningAndTheTotalsStayExactWhileAllTablesAreMaintained() throws Exception {
        ModelRunner runner = byMinute(lake.lake);
        lake.arrive(NOON, List.of(Sale.of("first", NOON)));
        runner.step();
        long first = gold().currentSnapshot().snapshotId();
        AtomicBoolean done = new AtomicBoolean();
        AtomicInteger arrived = new AtomicInteger(1);
        CompletableFuture<Void> stream = CompletableFuture.runAsync(() -> {
            while (!done.get()) {
                int number = arrived.get();
                // Most rows touch the newest minutes, one in seven is an hour late.
                Instant at = NOON.plusSeconds(number * 30L).minusSeconds(number % 7 == 6 ? 3_600 : 0);
                lake.arrive(NOON.plusSeconds(86_400), List.of(Sale.of("a" + number, at)));
                runner.step();
                arrived.incrementAndGet();
            }
        });

        try {
            for (int i = 1; i <= 4; i++) {
                int enoughToMerge = i * 10;
                await().atMost(Duration.ofMinutes(1))
                        .until(() -> arrived.get() >= enoughToMerge || stream.isCompletedExceptionally());
                for (Maintained result : List.of(
                        maintain(lake.lake, "silver", "sales"),
                        maintain(lake.lake, "gold", "by_minute", all(runner)),
                        maintain(
                                lake.lake,
                                "ops",
                                "late_rows",
                                new WriterLock(Expressions.equal("model", "by_minute"), runner::alone)))) {
                    assertThat(result.problems()).as(result.table()).isEmpty();
                }
            }
        } finally {
            done.set(true);
        }
        stream.get();

        assertThat(merges("silver.sales")).isPositive();
        assertThat(merges("gold.by_minute")).isPositive();
        assertThat(lake.rows("SELECT COUNT(*), COUNT(DISTINCT _id) FROM lake.silver.sales"))
                .containsExactly(arrived + "|" + arrived);
        assertThat(runner.state().view().rowsCounted() + runner.state().view().rowsLate())
                .isEqualTo(arrived.get());
        assertThat(wasRebuiltSince(first)).isFalse();
        Reconciliation.Result result = runner.reconcile(Optional.empty(), Optional.empty(), Progress.UNSEEN);
        assertThat(result.closes()).as(result.samples().toString()).isTrue();
        assertThat(result.lateRows())
                .isEqualTo(runner.state().view().rowsLate())
                .isPositive();
    }

    @Test
    void snapshotsThatGoldHasNotReadYetAreKeptWhenOthersExpire() {
        Lake few = lake.keeping(3);
        ModelRunner runner = byMinute(few);
        few.keepSince(few.table("silver", "sales"), runner::readsSilverSince);
        lake.arrive(NOON, List.of(Sale.of("read", NOON)));
        runner.step();
        long needed = few.table("silver", "sales").currentSnapshot().snapshotId();
        for (int i = 0; i < 10; i++) {
            lake.arrive(NOON, List.of(Sale.of("s" + i, NOON)));
        }

        maintain(few, "silver", "sales");

        assertThat(few.table("silver", "sales").snapshot(needed)).isNotNull();
        long first = gold().currentSnapshot().snapshotId();
        runner.step();
        assertThat(wasRebuiltSince(first)).isFalse();
        assertThat(runner.state().view().rowsCounted()).isEqualTo(11);
        assertThat(maintain(few, "silver", "sales").snapshotsExpired()).isPositive();
        assertThat(few.table("silver", "sales").snapshot(needed)).isNull();
    }

    @Test
    void theSnapshotThatSaysHowFarGoldHasComeIsKeptHoweverManyOnlyRewriteFiles() {
        ModelRunner runner = byMinute(lake.lake);
        lake.arrive(NOON, List.of(Sale.of("1", NOON), Sale.of("2", NOON.plusSeconds(86_400))));
        runner.step();
        long said = gold().currentSnapshot().snapshotId();
        for (int i = 0; i < 5; i++) {
            gold().rewriteManifests().clusterBy(file -> "").commit();
        }

        maintain(lake.keeping(2), "gold", "by_minute", all(runner));

        assertThat(gold().snapshot(said)).isNotNull();
        runner.step();
        assertThat(wasRebuiltSince(said)).isFalse();
    }

    @Test
    void aBatchThatDiedBeforeItMarkedItsLateRowsIsFinishedThoughFilesWereRewrittenSince() {
        ModelRunner runner = byMinute(lake.lake);
        lake.arrive(NOON.plusSeconds(3_600), List.of(Sale.of("1", NOON), Sale.of("2", NOON.plusSeconds(3_600))));
        runner.step();
        lake.arrive(NOON.plusSeconds(3_600), List.of(Sale.of("late", NOON.plusSeconds(1))));
        runner.step();
        runner.batch(Optional.empty(), Optional.empty(), Progress.UNSEEN);
        lake.spark.sql("UPDATE lake.ops.late_rows SET counted_in_batch = false");
        gold().rewriteManifests().clusterBy(file -> "").commit();

        byMinute(lake.lake).step();

        assertThat(lake.rows("SELECT counted_in_batch FROM lake.ops.late_rows")).containsExactly("true");
    }

    @Test
    void aFileThatNoSnapshotKnowsGoesWhenItIsOldAndOthersStay() throws IOException {
        ModelRunner runner = byMinute(lake.lake);
        lake.arrive(NOON, List.of(Sale.of("1", NOON)));
        runner.step();
        Path data =
                LocalFileIO.path(lake.lake.table("silver", "sales").location()).resolve("data");
        Path old = Files.writeString(data.resolve("00000-old.parquet"), "left behind");
        Path young = Files.writeString(data.resolve("00000-young.parquet"), "being written");
        FileTime fourDaysAgo = FileTime.from(Instant.now().minus(Duration.ofDays(4)));
        try (var files = Files.walk(data.getParent())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (!file.equals(young)) {
                    // What the table knows is as old, and stays.
                    Files.setLastModifiedTime(file, fourDaysAgo);
                }
            }
        }

        Maintained silver = maintain(lake.lake, "silver", "sales");

        assertThat(silver.problems()).isEmpty();
        assertThat(silver.orphanFiles()).isPositive();
        assertThat(old).doesNotExist();
        assertThat(young).exists();
        assertThat(lake.rows("SELECT _id FROM lake.silver.sales")).containsExactly("1");
    }
}
