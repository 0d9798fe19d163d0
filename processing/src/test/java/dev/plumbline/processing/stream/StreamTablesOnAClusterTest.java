package dev.plumbline.processing.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.buffer.contract.Contract;
import dev.plumbline.processing.lake.TestLake;
import dev.plumbline.processing.spark.StandaloneCluster;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Streams whose tasks run on the executors of a standalone cluster: the same answers, whatever executor is killed. */
class StreamTablesOnAClusterTest extends StreamTablesContract {

    private StandaloneCluster cluster;

    @Override
    TestLake open(Path empty, List<Contract> contracts) throws Exception {
        cluster = StandaloneCluster.start(Files.createDirectories(empty.resolve("cluster")), 2);
        Map<String, String> settings = new HashMap<>(cluster.settings());
        settings.put("warehouse", "file:" + empty.resolve("warehouse"));
        return TestLake.open(empty, contracts, settings);
    }

    @AfterAll
    void stopTheCluster() {
        cluster.close();
    }

    @Test
    void anExecutorThatIsKilledWithinABatchChangesNoAnswer() throws Exception {
        Reader reader = new Reader("executors");
        AtomicInteger killed = new AtomicInteger();
        int produced = 0;

        for (int round = 0; round < 6; round++) {
            for (int i = 0; i < 4_000; i++) {
                produce(
                        i % PARTITIONS,
                        "shop",
                        Integer.toString(produced % 5_000),
                        "{'sold_at':'2026-03-01T11:00:00Z','price':1.5}");
                produced++;
            }
            Thread killer = new Thread(() -> {
                if (cluster.killAnExecutor()) {
                    killed.incrementAndGet();
                }
            });
            killer.start();
            reader.readAll(target -> {});
            killer.join();
        }

        assertThat(killed).hasValueGreaterThan(2);
        assertThat(count("bronze.executors", "true")).isEqualTo(produced);
        assertThat(count("silver.executors", "true")).isEqualTo(5_000);
        assertThat(count("(SELECT DISTINCT _id FROM lake.silver.executors)", "true"))
                .isEqualTo(5_000);
        assertThat(count("ops.duplicates", "stream = 'executors'")).isEqualTo(produced - 5_000);
    }

    @Test
    void tasksRunOnTheExecutors() {
        assertThat(lake.spark.sparkContext().isLocal()).isFalse();
        assertThat(cluster.runningExecutors()).isPositive();
    }
}
