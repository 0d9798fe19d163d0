package dev.plumbline.buffer.kafka;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
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
}
