package dev.plumbline.buffer.kafka;

/**
 * A valid event on its way into the buffer: {@code value} is its JSON as sent; {@code time} and {@code key} are null
 * where it has none. The value is not copied: it must not change until the event is acknowledged.
 */
public record NewEvent(
        Attributes attributes, String id, String time, String key, byte[] value, long receivedAtMillis) {}
