package dev.plumbline.buffer.kafka;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Follows one topic from given offsets, without a group: it leaves no trace in the broker. For one thread at a time. */
public final class TopicTail implements AutoCloseable {

    private final KafkaConsumer<byte[], byte[]> consumer;

    TopicTail(String bootstrap, Map<TopicPartition, Long> start) {
        Map<String, Object> properties = new HashMap<>(AdminClient.clientProperties(bootstrap));
        properties.put("enable.auto.commit", false);
        properties.put("auto.offset.reset", "earliest");
        // Closing waits for the fetch that is under way, which waits this long where nothing arrives.
        properties.put("fetch.max.wait.ms", 50);
        properties.put("fetch.max.bytes", 4 << 20);
        properties.put("max.partition.fetch.bytes", 1 << 20);
        this.consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        consumer.assign(start.keySet());
        start.forEach(consumer::seek);
    }

    /** What has arrived since the last call; waits for up to {@code patience} for the first, and may return nothing. */
    public List<StoredRecord> poll(Duration patience) {
        if (consumer.assignment().isEmpty()) {
            return List.of();
        }
        List<StoredRecord> records = new ArrayList<>();
        consumer.poll(patience).forEach(found -> records.add(stored(found)));
        return records;
    }

    @Override
    public void close() {
        consumer.close();
    }

    private static StoredRecord stored(ConsumerRecord<byte[], byte[]> found) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (Header header : found.headers()) {
            headers.put(header.key(), text(header.value()));
        }
        return new StoredRecord(
                found.topic(),
                found.partition(),
                found.offset(),
                Instant.ofEpochMilli(found.timestamp()),
                text(found.key()),
                found.value() == null ? new byte[0] : found.value(),
                headers);
    }

    private static String text(byte[] bytes) {
        return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
    }
}
