package dev.plumbline.buffer.kafka;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;

/** A record as it stands in a topic: an event or a dead letter. {@code key} is null where it has none. */
public record StoredRecord(
        String topic,
        int partition,
        long offset,
        Instant receivedAt,
        String key,
        byte[] value,
        Map<String, String> headers) {

    public String text() {
        return new String(value, StandardCharsets.UTF_8);
    }
}
