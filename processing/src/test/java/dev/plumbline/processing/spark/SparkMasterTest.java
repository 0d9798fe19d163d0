package dev.plumbline.processing.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.processing.ProcessingConfig;
import dev.plumbline.runtime.InvalidSettingException;
import dev.plumbline.runtime.Settings;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SparkMasterTest {

    private static final Map<String, String> CLUSTER = Map.of(
            "spark.master", "spark://spark-master:7077",
            "spark.driver.host", "processing",
            "spark.executor.memory", "464m",
            "spark.cores-max", "2",
            "spark.secret", "known to all",
            "warehouse", "s3://lake/warehouse");

    @Test
    void worksInThisProcessByDefault() {
        SparkMaster master = master(Map.of());

        assertThat(master.local()).isTrue();
        assertThat(master.properties()).isEqualTo(Map.of("spark.master", "local[2]", "spark.driver.host", "127.0.0.1"));
    }

    @Test
    void tellsAClusterAllItNeeds() {
        SparkMaster master = master(CLUSTER);

        assertThat(master.local()).isFalse();
        assertThat(master.properties())
                .containsEntry("spark.master", "spark://spark-master:7077")
                .containsEntry("spark.driver.host", "processing")
                .containsEntry("spark.executor.memory", "464m")
                .containsEntry("spark.cores.max", "2")
                .containsEntry("spark.authenticate", "true")
                .containsEntry("spark.authenticate.secret", "known to all")
                .containsEntry("spark.network.crypto.enabled", "true");
        assertThat(master.toString()).doesNotContain("known to all");
    }

    @Test
    void refusesADriverThatExecutorsElsewhereCannotFind() {
        assertThatThrownBy(() -> with("spark.driver.host", "127.0.0.1"))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("spark.driver.host is 127.0.0.1")
                .hasMessageContaining("executors of spark://spark-master:7077");
    }

    @Test
    void refusesAWarehouseThatExecutorsElsewhereDoNotSee() {
        assertThatThrownBy(() -> with("warehouse", "/data/warehouse"))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("warehouse is file:/data/warehouse, which executors of");
    }

    @Test
    void refusesAMasterWithoutAPort() {
        assertThatThrownBy(() -> with("spark.master", "spark://spark-master"))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("spark.master is spark://spark-master, expected local[N] or spark://host:7077");
    }

    private static SparkMaster with(String key, String value) {
        Map<String, String> settings = new HashMap<>(CLUSTER);
        settings.put(key, value);
        return master(settings);
    }

    private static SparkMaster master(Map<String, String> settings) {
        return ProcessingConfig.from(Settings.of(settings)).spark();
    }
}
