package dev.plumbline.buffer.kafka;

import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.testcontainers.kafka.KafkaContainer;

@Testcontainers(disabledWithoutDocker = true)
class TopicsIT extends TopicsContract {

    @Container
    static final KafkaContainer KAFKA = RunningBroker.container();

    @Override
    String bootstrap() {
        return KAFKA.getBootstrapServers();
    }
}
