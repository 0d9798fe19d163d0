package dev.plumbline.buffer.kafka;

import java.time.Instant;

/**
 * An event that its contract does not allow, kept with the reason. {@code source} and {@code id} are null where they are
 * not known; the payload is what was received, cut at the event limit.
 */
public record DeadLetter(
        byte[] payload, String reason, String rule, String pointer, Instant receivedAt, String source, String id) {}
