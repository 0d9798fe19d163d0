package dev.plumbline.buffer.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.buffer.contract.Contracts;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What topics are made of contracts, whichever broker it is. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class TopicsContract {

    static final EventLimits LIMITS = new EventLimits(EventLimits.DEFAULT_EVENT_BYTES);
    static final Duration WEEK = Duration.ofDays(7);

    /** Where a broker answers that keeps no topic yet. */
    abstract String bootstrap();

    @Test
    void createsTheTopicAndItsDeadLettersThatAreKeptForEver() throws Exception {
        ensure(RunningBroker.contract("created", 3, WEEK), false);

        assertThat(partitions("created")).isEqualTo(3);
        assertThat(partitions("created.dead-letters")).isEqualTo(1);
        assertThat(setting("created", "retention.ms")).isEqualTo(Long.toString(WEEK.toMillis()));
        assertThat(setting("created.dead-letters", "retention.ms")).isEqualTo("-1");
    }

    @Test
    void takesWhatTheEventLimitLetsIn() throws Exception {
        ensure(RunningBroker.contract("sized", 1, WEEK), false);

        int request = (int)
                EventProducer.properties(EventProducer.Config.of(bootstrap())).get("max.request.size");
        assertThat(request).isGreaterThan(2 * LIMITS.eventBytes());
        assertThat(Long.parseLong(setting("sized", "max.message.bytes"))).isGreaterThan(request);
    }

    @Test
    void changesNothingTheSecondTime() throws Exception {
        Contracts contracts = RunningBroker.contract("twice", 2, WEEK);
        ensure(contracts, false);

        ensure(contracts, false);

        assertThat(partitions("twice")).isEqualTo(2);
    }

    @Test
    void addsPartitionsAndLengthensRetention() throws Exception {
        ensure(RunningBroker.contract("grown", 2, WEEK), false);

        ensure(RunningBroker.contract("grown", 4, WEEK.multipliedBy(2)), false);

        assertThat(partitions("grown")).isEqualTo(4);
        assertThat(setting("grown", "retention.ms"))
                .isEqualTo(Long.toString(WEEK.multipliedBy(2).toMillis()));
    }

    @Test
    void refusesFewerPartitionsAndSaysWhatToDo() throws Exception {
        ensure(RunningBroker.contract("shrunk", 4, WEEK), false);

        assertThatThrownBy(() -> ensure(RunningBroker.contract("shrunk", 2, WEEK.multipliedBy(2)), true))
                .isInstanceOf(TopicChangeRefusedException.class)
                .hasMessageContaining("Topic shrunk has 4 partitions and shrunk.yaml asks for 2")
                .hasMessageContaining("Set partitions back to 4");

        assertThat(partitions("shrunk")).isEqualTo(4);
        assertThat(setting("shrunk", "retention.ms"))
                .as("nothing else was changed either")
                .isEqualTo(Long.toString(WEEK.toMillis()));
    }

    @Test
    void refusesAShorterRetentionUnlessItIsAllowed() throws Exception {
        ensure(RunningBroker.contract("forgetful", 1, WEEK), false);
        Contracts shorter = RunningBroker.contract("forgetful", 1, Duration.ofDays(1));

        assertThatThrownBy(() -> ensure(shorter, false))
                .isInstanceOf(TopicChangeRefusedException.class)
                .hasMessageContaining("keeps events for PT168H and forgetful.yaml asks for PT24H")
                .hasMessageContaining("--buffer-allow-shorter-retention");
        assertThat(setting("forgetful", "retention.ms")).isEqualTo(Long.toString(WEEK.toMillis()));

        ensure(shorter, true);
        assertThat(setting("forgetful", "retention.ms")).isEqualTo("86400000");
    }

    private void ensure(Contracts contracts, boolean shorterAllowed) {
        try (Topics topics = Topics.connect(bootstrap(), LIMITS, shorterAllowed)) {
            topics.ensure(contracts);
        }
    }

    private int partitions(String topic) throws Exception {
        try (Admin admin = admin()) {
            return admin.describeTopics(List.of(topic))
                    .allTopicNames()
                    .get()
                    .get(topic)
                    .partitions()
                    .size();
        }
    }

    private String setting(String topic, String name) throws Exception {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        try (Admin admin = admin()) {
            Config config = admin.describeConfigs(List.of(resource)).all().get().get(resource);
            return config.get(name).value();
        }
    }

    private Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", bootstrap()));
    }
}
