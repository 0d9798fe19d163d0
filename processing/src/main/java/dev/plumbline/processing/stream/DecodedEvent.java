package dev.plumbline.processing.stream;

import dev.plumbline.buffer.contract.Violation;

/**
 * One Kafka record as its contract reads it. {@code values} stand in the contract's field order and are null where
 * {@code violation} says why the record is not what the contract says; times are microseconds since 1970, and
 * {@code claimedMicros} is null where the sender gave no time.
 */
record DecodedEvent(
        Object[] values,
        Violation violation,
        String source,
        String id,
        String type,
        Long claimedMicros,
        long eventMicros,
        long receivedMicros,
        long contentHash,
        String topic,
        int partition,
        long offset,
        String key,
        String payload) {}
