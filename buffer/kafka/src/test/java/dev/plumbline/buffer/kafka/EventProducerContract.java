package dev.plumbline.buffer.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** How events get into topics and are read from there, whichever broker it is. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class EventProducerContract {

    private static final Attributes ATTRIBUTES = Attributes.of("urn:shop:1", "dev.plumbline.orders");
    private static final Instant RECEIVED = Instant.parse("2026-03-01T10:00:00.123Z");

    private EventProducer producer;
    private TopicReader reader;

    /** Where a broker answers that keeps no topic yet and makes none of its own accord. */
    abstract String bootstrap();

    @BeforeEach
    void connect() {
        producer = EventProducer.connect(EventProducer.Config.of(bootstrap()));
        reader = TopicReader.connect(bootstrap());
    }

    @AfterEach
    void disconnect() {
        producer.close();
        reader.close();
    }

    @Test
    void appendsAnEventAsACloudEventInBinaryMode() throws Exception {
        topic("orders", 1);
        Outcomes outcomes = new Outcomes(1);

        producer.append("orders", event("a-1", "2026-03-01T09:00:00Z", "C7", "{\"n\":1}"), outcomes, 41);
        outcomes.await();

        assertThat(outcomes.acknowledged()).containsExactly(new Outcomes.Place(41, 0, 0));
        StoredRecord stored = reader.last("orders", 1).get(0);
        assertThat(stored.text()).isEqualTo("{\"n\":1}");
        assertThat(stored.key()).isEqualTo("C7");
        assertThat(stored.receivedAt()).isEqualTo(RECEIVED);
        assertThat(stored.headers())
                .containsExactly(
                        entry("ce_specversion", "1.0"),
                        entry("ce_id", "a-1"),
                        entry("ce_source", "urn:shop:1"),
                        entry("ce_type", "dev.plumbline.orders"),
                        entry("ce_time", "2026-03-01T09:00:00Z"),
                        entry("content-type", "application/json"));
    }

    @Test
    void keepsADeadLetterWithItsReason() throws Exception {
        topic("letters", 1);
        Outcomes outcomes = new Outcomes(1);

        producer.deadLetter(
                "letters.dead-letters",
                new DeadLetter(bytes("{oops"), "not JSON", "json", "", RECEIVED, "urn:shop:1", null),
                outcomes,
                0);
        outcomes.await();

        StoredRecord stored = reader.last("letters.dead-letters", 1).get(0);
        assertThat(stored.text()).isEqualTo("{oops");
        assertThat(stored.headers())
                .containsExactly(
                        entry("dl_reason", "not JSON"),
                        entry("dl_rule", "json"),
                        entry("dl_pointer", ""),
                        entry("dl_stage", "ingest"),
                        entry("dl_received_at", "2026-03-01T10:00:00.123Z"),
                        entry("ce_source", "urn:shop:1"));
    }

    @Test
    void keepsEventsOfOneKeyInOnePartition() throws Exception {
        topic("keyed", 4);
        Outcomes outcomes = new Outcomes(200);

        for (int i = 0; i < 200; i++) {
            producer.append("keyed", event("e-" + i, null, "K" + i % 5, "{\"n\":" + i + "}"), outcomes, i);
        }
        outcomes.await();

        for (int key = 0; key < 5; key++) {
            int remainder = key;
            assertThat(outcomes.acknowledged().stream()
                            .filter(place -> place.index() % 5 == remainder)
                            .map(Outcomes.Place::partition)
                            .distinct())
                    .hasSize(1);
        }
        assertThat(reader.ranges(List.of("keyed", "no-such-topic")).stream()
                        .mapToLong(PartitionRange::count)
                        .sum())
                .isEqualTo(200);
    }

    @Test
    void readsTheNewestRecordsOldestFirst() throws Exception {
        topic("long", 1);
        Outcomes outcomes = new Outcomes(50);
        for (int i = 0; i < 50; i++) {
            producer.append("long", event("e-" + i, null, "K", Integer.toString(i)), outcomes, i);
        }
        outcomes.await();

        assertThat(reader.last("long", 3)).extracting(StoredRecord::text).containsExactly("47", "48", "49");
        assertThat(reader.last("long", 1000)).hasSize(50);
    }

    @Test
    void tailsWhatArrives() throws Exception {
        topic("tailed", 2);
        try (TopicTail tail = reader.tail("tailed", 0)) {
            assertThat(tail.poll(Duration.ofMillis(100))).isEmpty();

            Outcomes outcomes = new Outcomes(1);
            producer.append("tailed", event("e", null, "K", "new"), outcomes, 0);
            outcomes.await();

            await().until(() -> tail.poll(Duration.ofMillis(200)).stream()
                    .anyMatch(found -> found.text().equals("new")));
        }
    }

    @Test
    void takesAnEventAtTheLimitAndRefusesOneFarBeyond() throws Exception {
        topic("large", 1);
        Outcomes outcomes = new Outcomes(2);
        String atLimit = "x".repeat(EventLimits.DEFAULT_EVENT_BYTES);

        producer.append("large", event("at", null, atLimit, atLimit), outcomes, 0);
        producer.append("large", event("beyond", null, atLimit, atLimit + atLimit), outcomes, 1);
        outcomes.await();

        assertThat(outcomes.acknowledged()).extracting(Outcomes.Place::index).containsExactly(0L);
        assertThat(outcomes.failed()).hasSize(1);
        assertThat(outcomes.failed().get(0).failure().kind()).isEqualTo(AppendFailure.Kind.REFUSED);
    }

    @Test
    void saysAtOnceThatAnEventWasNotSentWhereTheTopicIsNotKnown() throws Exception {
        Outcomes outcomes = new Outcomes(1);

        producer.append("never-made", event("e", null, "K", "{}"), outcomes, 0);
        outcomes.await();

        assertThat(outcomes.failed().get(0).failure().kind()).isEqualTo(AppendFailure.Kind.NOT_SENT);
        assertThat(producer.doubt()).as("the broker itself answers").isEmpty();
    }

    @Test
    void goesOnWithAnotherProducerAfterOneIsBrokenForGood() throws Exception {
        topic("lasting", 1);
        EventProducer.Config config = EventProducer.Config.of(bootstrap());
        Deque<Producer<byte[], byte[]>> made = new ConcurrentLinkedDeque<>();
        EventProducer lasting = new EventProducer(
                () -> {
                    made.add(new KafkaProducer<>(
                            EventProducer.properties(config), new ByteArraySerializer(), new ByteArraySerializer()));
                    return made.getLast();
                },
                new AdminClient(bootstrap(), Duration.ofSeconds(2)));
        try (lasting) {
            assertThat(lasting.prepare(List.of("lasting"))).isEmpty();
            made.getLast().close();

            Outcomes outcomes = new Outcomes(2);
            lasting.append("lasting", event("a", null, "K", "{}"), outcomes, 0);
            lasting.append("lasting", event("b", null, "K", "{}"), outcomes, 1);
            outcomes.await();
            made.getLast().close();
            Outcomes atOnceAgain = new Outcomes(1);
            lasting.append("lasting", event("c", null, "K", "{}"), atOnceAgain, 0);
            atOnceAgain.await();

            assertThat(outcomes.acknowledged()).hasSize(2);
            assertThat(atOnceAgain.failed().get(0).failure().kind()).isEqualTo(AppendFailure.Kind.NOT_SENT);
            assertThat(made).hasSize(2);
        }
    }

    static NewEvent event(String id, String time, String key, String json) {
        return new NewEvent(ATTRIBUTES, id, time, key, bytes(json), RECEIVED.toEpochMilli());
    }

    static void topic(String bootstrap, String name, int partitions) {
        try (Topics topics = Topics.connect(bootstrap, new EventLimits(EventLimits.DEFAULT_EVENT_BYTES), false)) {
            topics.ensure(RunningBroker.contract(name, partitions, Duration.ofDays(-1)));
        }
    }

    private void topic(String name, int partitions) {
        topic(bootstrap(), name, partitions);
        await().until(() ->
                producer.prepare(List.of(name, name + ".dead-letters")).isEmpty());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
