package dev.plumbline.processing.maintain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plumbline.buffer.contract.Contract;
import dev.plumbline.buffer.contract.Contracts;
import dev.plumbline.processing.lake.Lake;
import dev.plumbline.processing.lake.TableFiles;
import dev.plumbline.processing.lake.TestLake;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

class TableMaintenanceTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final MaintenancePolicy POLICY = new MaintenancePolicy(1 << 27, 1 << 25, 2, Duration.ofDays(3));

    @TempDir
    static Path directory;

    private static TestLake lake;

    private final AtomicInteger arrived = new AtomicInteger();

    @BeforeAll
    static void open() {
        Contract orders = Contracts.load(Optional.empty()).stream("orders").orElseThrow();
        lake = TestLake.open(directory, List.of(orders));
    }

    @AfterAll
    static void close() {
        lake.close();
    }

    @BeforeEach
    void emptyTheTable() {
        lake.spark.sql("DELETE FROM lake.bronze.orders");
    }

    @Test
    @Timeout(value = 120, threadMode = ThreadMode.SEPARATE_THREAD)
    void endsAlthoughEveryFileItWritesIsToBeRewrittenAgain() {
        Table bronze = bronze(lake.lake);
        for (int i = 0; i < 10; i++) {
            arrive(bronze);
        }
        // No file is as small as that.
        MaintenancePolicy tiny = new MaintenancePolicy(10, 2, 2, Duration.ofDays(3));

        Maintained result =
                new TableMaintenance(lake.spark, lake.lake, tiny, 4, 4).maintain(bronze(lake.lake), List.of());

        assertThat(result.problems()).isEmpty();
        assertThat(rows()).isEqualTo(10);
    }

    @Test
    @Timeout(value = 120, threadMode = ThreadMode.SEPARATE_THREAD)
    void endsAlthoughAWriterAddsAsManyFilesAsItMerges() throws Exception {
        Maintained result;
        try (Writer writer = new Writer(lake.lake, false)) {
            writer.awaitFiles(12);

            result = new TableMaintenance(lake.spark, lake.lake, POLICY, 4, 4).maintain(bronze(lake.lake), List.of());
        }

        assertThat(result.problems()).isEmpty();
        assertThat(merges()).isPositive();
        assertThat(rows()).isEqualTo(arrived.get());
    }

    @Test
    @Timeout(value = 120, threadMode = ThreadMode.SEPARATE_THREAD)
    void whereAMergeBeganIsKeptThoughABusyWriterExpiresItsHistory() throws Exception {
        Lake few = lake.keeping(2);
        for (int i = 0; i < 60; i++) {
            arrive(bronze(few));
        }
        Maintained result;
        try (Writer writer = new Writer(few, true)) {
            writer.awaitFiles(5);

            result = new TableMaintenance(lake.spark, few, POLICY).maintain(bronze(few), List.of());
        }

        assertThat(result.problems()).isEmpty();
        assertThat(lake.rows("SELECT COUNT(DISTINCT _file) FROM lake.bronze.orders WHERE offset < 60"))
                .containsExactly("1");
        assertThat(rows()).isEqualTo(arrived.get());
    }

    /** Commits one small file after the other until it is closed. */
    private final class Writer implements AutoCloseable {

        private final AtomicBoolean done = new AtomicBoolean();
        private final AtomicInteger files = new AtomicInteger();
        private final CompletableFuture<Void> work;

        Writer(Lake tables, boolean expires) {
            Table table = bronze(tables);
            work = CompletableFuture.runAsync(() -> {
                while (!done.get()) {
                    long began = System.nanoTime();
                    arrive(table);
                    files.incrementAndGet();
                    if (expires) {
                        tables.expire(table);
                    }
                    // A stream rests between its batches; one that never does may win every race of commits.
                    LockSupport.parkNanos(3 * (System.nanoTime() - began));
                }
            });
        }

        void awaitFiles(int number) {
            await().until(() -> files.get() >= number || work.isCompletedExceptionally());
        }

        @Override
        public void close() throws Exception {
            done.set(true);
            work.get();
        }
    }

    private static Table bronze(Lake tables) {
        return tables.table("bronze", "orders");
    }

    private void arrive(Table bronze) {
        TableFiles files = new TableFiles(bronze);
        Record record = files.record();
        record.setField("topic", "orders");
        record.setField("partition", 0);
        record.setField("offset", (long) arrived.getAndIncrement());
        record.setField("received_at", NOON.atOffset(ZoneOffset.UTC));
        files.add(record);
        AppendFiles append = bronze.newAppend();
        files.write().forEach(append::appendFile);
        append.commit();
    }

    private static long rows() {
        return Long.parseLong(lake.rows("SELECT COUNT(DISTINCT offset) FROM lake.bronze.orders")
                .get(0));
    }

    private static long merges() {
        return Long.parseLong(lake.rows("SELECT COUNT(*) FROM lake.bronze.orders.snapshots WHERE operation = 'replace'")
                .get(0));
    }
}
