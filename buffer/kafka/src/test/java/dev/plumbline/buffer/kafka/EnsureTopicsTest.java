package dev.plumbline.buffer.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.runtime.Settings;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnsureTopicsTest {

    @Test
    void makesTheTopicsOnABrokerOfOthersAndFindsThemTheSecondTime(@TempDir Path directory) throws Exception {
        try (Broker broker = Broker.start(RunningBroker.config(directory));
                Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
            Settings settings = Settings.of(Map.of("kafka.bootstrap", broker.bootstrap()));

            EnsureTopics.ensure(settings);
            EnsureTopics.ensure(settings);

            assertThat(admin.listTopics().names().get())
                    .contains("orders", "orders.dead-letters", "web-logs", "vehicle-telemetry");
        }
    }

    @Test
    void saysWhichBrokerDoesNotAnswer() {
        Settings settings = Settings.of(Map.of("kafka.bootstrap", "127.0.0.1:1"));

        assertThatThrownBy(() -> EnsureTopics.ensure(settings))
                .isInstanceOf(BufferUnavailableException.class)
                .hasMessageContaining("127.0.0.1:1");
    }
}
