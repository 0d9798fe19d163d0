package dev.plumbline.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.runtime.InvalidSettingException;
import dev.plumbline.runtime.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class IngestConfigTest {

    @Test
    void worksOnALaptopByDefault() {
        IngestConfig config = IngestConfig.from(Settings.of(Map.of()));

        assertThat(config.bind()).isEqualTo("127.0.0.1");
        assertThat(config.port()).isEqualTo(8081);
        assertThat(config.contracts()).isEmpty();
        assertThat(config.producer().bootstrap()).isEqualTo("127.0.0.1:9092");
        assertThat(config.producer().deliveryTimeout()).isEqualTo(Duration.ofSeconds(8));
        assertThat(config.producer().bufferBytes()).isEqualTo(32L << 20);
        assertThat(config.limits())
                .isEqualTo(new IngestConfig.Limits(
                        1_000_000, 10_000_000, 200, 64_000_000, Duration.ofSeconds(30), 100, Duration.ofSeconds(13)));
    }

    @Test
    void takesEverySetting() {
        IngestConfig config = IngestConfig.from(Settings.of(Map.ofEntries(
                Map.entry("bind", "0.0.0.0"),
                Map.entry("ingest.port", "1"),
                Map.entry("contracts.dir", "/contracts"),
                Map.entry("kafka.bootstrap", "kafka:9092"),
                Map.entry("ingest.delivery-timeout", "9s"),
                Map.entry("ingest.producer-buffer-bytes", "2000000"),
                Map.entry("ingest.compression", "none"),
                Map.entry("ingest.max-event-bytes", "2"),
                Map.entry("ingest.max-body-bytes", "3"),
                Map.entry("ingest.max-requests", "4"),
                Map.entry("ingest.max-buffered-bytes", "5"),
                Map.entry("ingest.idle-timeout", "6s"),
                Map.entry("ingest.min-bytes-per-second", "7"))));

        assertThat(config.bind()).isEqualTo("0.0.0.0");
        assertThat(config.port()).isEqualTo(1);
        assertThat(config.contracts()).contains(Path.of("/contracts"));
        assertThat(config.producer().bootstrap()).isEqualTo("kafka:9092");
        assertThat(config.producer().limits().eventBytes()).isEqualTo(2);
        assertThat(config.producer().bufferBytes()).isEqualTo(2_000_000);
        assertThat(config.producer().compression()).isEqualTo("none");
        assertThat(config.limits())
                .isEqualTo(new IngestConfig.Limits(2, 3, 4, 5, Duration.ofSeconds(6), 7, Duration.ofSeconds(14)));
    }

    @Test
    void takesNoEventsThatTheTopicsOrTheProducerHaveNoRoomFor() {
        assertThatThrownBy(() -> IngestConfig.from(Settings.of(Map.of("ingest.max-event-bytes", "2000000"))))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("ingest.max-event-bytes is 2000000")
                .hasMessageContaining("event.max-bytes, which is 1000000");
        assertThatThrownBy(() -> IngestConfig.from(Settings.of(Map.of("event.max-bytes", "20000000"))))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("ingest.producer-buffer-bytes is 33554432, expected at least 40262144");
    }

    @Test
    void refusesATimeThatTheProducerOrTheServerCannotKeep() {
        assertThatThrownBy(() -> IngestConfig.from(Settings.of(Map.of("ingest.delivery-timeout", "P30D"))))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("ingest.delivery-timeout is P30D")
                .hasMessageContaining("from PT1S to PT10M");
        assertThatThrownBy(() -> IngestConfig.from(Settings.of(Map.of("ingest.idle-timeout", "0s"))))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("ingest.idle-timeout is 0s");
    }

    @Test
    void refusesACompressionThatThereIsNot() {
        assertThatThrownBy(() -> IngestConfig.from(Settings.of(Map.of("ingest.compression", "rar"))))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage("ingest.compression is rar, expected one of none, lz4, zstd, snappy, gzip");
    }
}
