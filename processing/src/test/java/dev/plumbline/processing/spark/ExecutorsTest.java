package dev.plumbline.processing.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.processing.ProcessingConfig;
import dev.plumbline.runtime.Settings;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ExecutorsTest {

    private static final Map<String, String> CLUSTER = Map.of(
            "spark.master", "spark://spark-master:7077",
            "spark.driver.host", "processing",
            "spark.executor.memory", "480m",
            "warehouse", "s3://lake/warehouse");

    private long seconds;

    private Executors executors(Map<String, String> settings) {
        return new Executors(
                ProcessingConfig.from(Settings.of(settings)).spark(), () -> TimeUnit.SECONDS.toNanos(seconds));
    }

    @Test
    void saysSoWhenTheClusterHasNoneToGive() {
        Executors executors = executors(CLUSTER);

        seconds = 59;
        assertThat(executors.problem()).isEmpty();
        seconds = 60;
        assertThat(executors.problem()).hasValueSatisfying(problem -> assertThat(problem)
                .contains("none for 60 s", "spark://spark-master:7077", "480m", "next, start a worker"));
    }

    @Test
    void isWellWhileThereIsOne() {
        Executors executors = executors(CLUSTER);
        executors.added("0");
        executors.added("1");

        executors.removed("0");
        seconds = 3_600;

        assertThat(executors.problem()).isEmpty();
    }

    @Test
    void doesNotMindAWorkerThatComesBack() {
        Executors executors = executors(CLUSTER);
        executors.added("0");
        seconds = 3_600;
        executors.removed("0");
        seconds = 3_640;
        boolean minded = executors.problem().isPresent();
        executors.added("1");
        seconds = 7_200;

        assertThat(minded).isFalse();
        assertThat(executors.problem()).isEmpty();
    }

    @Test
    void tasksInThisProcessNeedNone() {
        Executors executors = executors(Map.of());
        seconds = 3_600;

        assertThat(executors.problem()).isEmpty();
    }
}
