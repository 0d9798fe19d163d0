package dev.plumbline.buffer.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.runtime.InvalidSettingException;
import dev.plumbline.runtime.Settings;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BufferConfigTest {

    @Test
    void worksOnALaptopByDefault() {
        BufferConfig config = BufferConfig.from(Settings.of(Map.of()));

        assertThat(config.broker())
                .isEqualTo(new Broker.Config(
                        Path.of("data/buffer").toAbsolutePath(),
                        "127.0.0.1",
                        9092,
                        9093,
                        "127.0.0.1",
                        Broker.Config.FLUSH_LEFT_TO_THE_SYSTEM));
        assertThat(config.limits()).isEqualTo(new EventLimits(1_000_000));
        assertThat(config.replicas()).isEqualTo(1);
        assertThat(config.shorterRetentionAllowed()).isFalse();
    }

    @Test
    void takesEverySetting() {
        BufferConfig config = BufferConfig.from(Settings.of(Map.of(
                "data.dir", "/kept",
                "bind", "0.0.0.0",
                "buffer.port", "1",
                "buffer.controller-port", "2",
                "buffer.advertised-host", "buffer",
                "buffer.flush-messages", "1",
                "event.max-bytes", "3",
                "kafka.replication-factor", "3",
                "buffer.allow-shorter-retention", "true")));

        assertThat(config.broker()).isEqualTo(new Broker.Config(Path.of("/kept/buffer"), "0.0.0.0", 1, 2, "buffer", 1));
        assertThat(config.limits().eventBytes()).isEqualTo(3);
        assertThat(config.replicas()).isEqualTo(3);
        assertThat(config.shorterRetentionAllowed()).isTrue();
    }

    @Test
    void namesALoopbackAddressWhereItListensOnAll() {
        assertThat(BufferConfig.from(Settings.of(Map.of("bind", "0.0.0.0")))
                        .broker()
                        .advertisedHost())
                .isEqualTo("127.0.0.1");
    }

    @Test
    void refusesANegativeFlush() {
        assertThatThrownBy(() -> BufferConfig.from(Settings.of(Map.of("buffer.flush-messages", "-1"))))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("buffer.flush-messages is -1");
    }
}
