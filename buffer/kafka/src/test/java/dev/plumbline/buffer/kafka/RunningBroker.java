package dev.plumbline.buffer.kafka;

import dev.plumbline.buffer.contract.Contract;
import dev.plumbline.buffer.contract.Contracts;
import dev.plumbline.buffer.contract.Field;
import dev.plumbline.buffer.contract.FieldType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.testcontainers.kafka.KafkaContainer;

/** Real brokers for tests: ours on free ports, and the one of Kafka's own image. */
final class RunningBroker {

    private RunningBroker() {}

    static Broker.Config config(Path directory) {
        return new Broker.Config(
                directory, "127.0.0.1", freePort(), freePort(), "127.0.0.1", Broker.Config.FLUSH_LEFT_TO_THE_SYSTEM);
    }

    /** The broker of Kafka's own image, which keeps to the contracts alone as ours does: no topic but those made of them. */
    static KafkaContainer container() {
        return new KafkaContainer("apache/kafka:4.3.1").withEnv("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false");
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Contracts contract(String stream, int partitions, Duration retention) {
        return Contracts.of(List.of(new Contract(
                stream,
                "1.0.0",
                stream,
                "a stream for tests",
                List.of(new Field(
                        "n",
                        "n",
                        FieldType.of(FieldType.Kind.LONG),
                        true,
                        "a number",
                        Optional.empty(),
                        Field.Constraints.NONE)),
                Optional.empty(),
                Optional.of("n"),
                new Contract.Topic(stream, partitions, retention),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                stream + ".yaml",
                "")));
    }
}
