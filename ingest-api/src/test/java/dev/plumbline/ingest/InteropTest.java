package dev.plumbline.ingest;

import static dev.plumbline.ingest.RunningIngest.order;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cloudevents.CloudEvent;
import io.cloudevents.kafka.CloudEventDeserializer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;

class InteropTest {

    private final RunningIngest ingest = RunningIngest.shared();

    @Test
    void writesWhatTheCloudEventsSdkReads() {
        String source = "urn:interop:" + UUID.randomUUID();
        ingest.post(
                "",
                "application/cloudevents+json",
                "{\"specversion\":\"1.0\",\"id\":\"x-1\",\"source\":\"" + source
                        + "\",\"type\":\"shop.line\",\"time\":\"2026-03-01T10:00:00Z\",\"data\":" + order("1") + "}");
        ingest.post("?source=" + source + "&firstId=2", "application/json", order("2"));

        List<CloudEvent> events = read(source, 2);

        assertThat(events).extracting(CloudEvent::getId).containsExactlyInAnyOrder("x-1", "2");
        CloudEvent first = events.stream()
                .filter(event -> event.getId().equals("x-1"))
                .findFirst()
                .orElseThrow();
        assertThat(first.getSource()).isEqualTo(URI.create(source));
        assertThat(first.getType()).isEqualTo("shop.line");
        assertThat(first.getTime()).isEqualTo(OffsetDateTime.parse("2026-03-01T10:00:00Z"));
        assertThat(first.getDataContentType()).isEqualTo("application/json");
        assertThat(new String(first.getData().toBytes(), StandardCharsets.UTF_8))
                .isEqualTo(order("1"));
    }

    private List<CloudEvent> read(String source, int count) {
        List<CloudEvent> events = new ArrayList<>();
        try (KafkaConsumer<String, CloudEvent> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", ingest.bootstrap()),
                new StringDeserializer(),
                new CloudEventDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor("orders").stream()
                    .map(partition -> new TopicPartition("orders", partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            await().until(() -> {
                consumer.poll(Duration.ofMillis(200)).forEach(found -> {
                    if (found.value().getSource().toString().equals(source)) {
                        events.add(found.value());
                    }
                });
                return events.size() >= count;
            });
        }
        return events;
    }
}
