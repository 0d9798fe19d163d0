package dev.plumbline.buffer.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokerTest {

    @Test
    void keepsItsTopicsAndEventsOverARestart(@TempDir Path directory) throws Exception {
        Broker.Config config = RunningBroker.config(directory);
        try (Broker broker = Broker.start(config)) {
            ensureTopic(broker);
            append(broker, "kept");
        }

        try (Broker again = Broker.start(config);
                TopicReader reader = TopicReader.connect(again.bootstrap())) {
            assertThat(reader.last("lasting", 10))
                    .extracting(StoredRecord::text)
                    .containsExactly("kept");
        }
    }

    @Test
    void saysWhoseTurnItIsWhenThePortIsTaken(@TempDir Path directory) throws Exception {
        Broker.Config free = RunningBroker.config(directory);
        try (ServerSocket taken = new ServerSocket(free.port(), 1, InetAddress.getByName("127.0.0.1"))) {
            assertThat(taken.isBound()).isTrue();

            assertThatThrownBy(() -> Broker.start(free))
                    .isInstanceOf(BrokerStartException.class)
                    .hasMessageContaining("127.0.0.1:" + free.port() + " cannot be bound")
                    .hasMessageContaining("--port-offset");
        }
    }

    @Test
    void refusesADirectoryThatAnotherBrokerHolds(@TempDir Path directory) {
        try (Broker holder = Broker.start(RunningBroker.config(directory))) {
            assertThat(holder.bootstrap()).startsWith("127.0.0.1:");

            assertThatThrownBy(() -> Broker.start(RunningBroker.config(directory)))
                    .isInstanceOf(BrokerStartException.class)
                    .hasMessageContaining(directory.toString())
                    .hasMessageContaining("another broker holds the directory");
        }
    }

    private static void ensureTopic(Broker broker) {
        try (Topics topics =
                Topics.connect(broker.bootstrap(), new EventLimits(EventLimits.DEFAULT_EVENT_BYTES), false)) {
            topics.ensure(RunningBroker.contract("lasting", 1, Duration.ofDays(1)));
        }
    }

    private static void append(Broker broker, String value) throws Exception {
        Outcomes outcomes = new Outcomes(1);
        try (EventProducer producer = EventProducer.connect(EventProducer.Config.of(broker.bootstrap()))) {
            assertThat(producer.prepare(List.of("lasting"))).isEmpty();
            producer.append(
                    "lasting",
                    new NewEvent(
                            Attributes.of("urn:test", "test"),
                            "1",
                            null,
                            null,
                            value.getBytes(StandardCharsets.UTF_8),
                            1L),
                    outcomes,
                    0);
            outcomes.await();
        }
        assertThat(outcomes.acknowledged()).hasSize(1);
    }
}
