package dev.plumbline.buffer.kafka;

/**
 * How long an event may be, and what follows from it: what the event limit lets in, the producer must be able to send
 * (the key can be as long as the event itself, and headers come on top) and the topic must be able to take.
 */
public record EventLimits(int eventBytes) {

    /** The limit unless a setting says otherwise. */
    public static final int DEFAULT_EVENT_BYTES = 1_000_000;

    private static final int HEADER_BYTES = 256 * 1024;

    public EventLimits {
        if (eventBytes < 1 || eventBytes > 100_000_000) {
            throw new IllegalArgumentException("event limit is " + eventBytes + " bytes, expected 1 to 100000000");
        }
    }

    /** The longest request of a producer of such events; its buffer must have room for one. */
    public int requestBytes() {
        return 2 * eventBytes + HEADER_BYTES;
    }

    long topicBytes() {
        return requestBytes() + 64L * 1024;
    }
}
