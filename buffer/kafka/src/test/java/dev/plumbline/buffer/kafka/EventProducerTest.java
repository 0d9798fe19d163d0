package dev.plumbline.buffer.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventProducerTest extends EventProducerContract {

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

    @Test
    void acknowledgesNothingWhileTheBrokerIsGoneAndGoesOnWhenItIsBack(@TempDir Path directory) throws Exception {
        Broker.Config config = RunningBroker.config(directory);
        Broker fragile = Broker.start(config);
        topic(fragile.bootstrap(), "fragile", 1);
        EventProducer impatient = EventProducer.connect(new EventProducer.Config(
                fragile.bootstrap(),
                new EventLimits(EventLimits.DEFAULT_EVENT_BYTES),
                Duration.ofSeconds(1),
                1 << 20,
                "lz4"));
        try (impatient) {
            assertThat(impatient.prepare(List.of("fragile"))).isEmpty();
            // Kafka's producer lets no event expire before it has got its producer id, which comes with the first
            // event.
            Outcomes earlier = new Outcomes(1);
            impatient.append("fragile", event("d", null, "K", "{}"), earlier, 0);
            earlier.await();
            assertThat(earlier.acknowledged()).hasSize(1);
            fragile.close();

            Outcomes outcomes = new Outcomes(1);
            impatient.append("fragile", event("e", null, "K", "{}"), outcomes, 0);
            outcomes.await();
            assertThat(outcomes.failed().get(0).failure().kind())
                    .isIn(AppendFailure.Kind.UNKNOWN, AppendFailure.Kind.NOT_SENT);
            assertThat(impatient.doubt())
                    .hasValueSatisfying(doubt -> assertThat(doubt).contains("does not answer"));

            try (Broker again = Broker.start(config)) {
                await().until(() -> impatient.doubt().isEmpty());
                Outcomes later = new Outcomes(1);
                impatient.append("fragile", event("e", null, "K", "{}"), later, 0);
                later.await();
                assertThat(later.acknowledged()).hasSize(1);
            }
        }
    }
}
