package dev.plumbline.buffer.kafka;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TopicsTest extends TopicsContract {

    private Broker broker;

    @BeforeAll
    void startBroker(@TempDir Path directory) {
        broker = Broker.start(RunningBroker.config(directory));
    }

    @AfterAll
    void stopBroker() {
        broker.close();
    }

    @Override
    String bootstrap() {
        return broker.bootstrap();
    }

    /** Here only: the wait for further brokers, which is long, is ours and the same at every broker. */
    @Test
    void refusesMoreReplicasThanThereAreBrokers() {
        try (Topics topics = Topics.connect(bootstrap(), LIMITS, 3, false)) {
            assertThatThrownBy(() -> topics.ensure(RunningBroker.contract("copied", 1, WEEK)))
                    .isInstanceOf(TopicChangeRefusedException.class)
                    .hasMessageContaining("kafka.replication-factor is 3, and the brokers that answer are [1]");
        }
    }
}
