package dev.plumbline.processing.stream;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * By what a record is recognised: 128 bits of the SHA-256 of its {@code source} and {@code id}, the day of its event time
 * (days since 1970-01-01), the hash of its content, and its place in Kafka ({@code owner}).
 */
record Identity(long high, long low, int day, long contentHash, long owner) {

    private static final int PARTITION_SHIFT = 48;
    private static final ThreadLocal<MessageDigest> DIGEST = ThreadLocal.withInitial(Identity::sha256);

    static Identity of(DecodedEvent event) {
        return of(
                event.source(),
                event.id(),
                (int) Math.floorDiv(event.eventMicros(), 86_400_000_000L),
                event.contentHash(),
                event.partition(),
                event.offset());
    }

    static Identity of(String source, String id, int day, long contentHash, int partition, long offset) {
        MessageDigest digest = DIGEST.get();
        digest.update(source.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
        ByteBuffer hash = ByteBuffer.wrap(digest.digest(id.getBytes(StandardCharsets.UTF_8)));
        return new Identity(hash.getLong(), hash.getLong(), day, contentHash, owner(partition, offset));
    }

    /** The place in Kafka as one number. */
    static long owner(int partition, long offset) {
        return ((long) partition << PARTITION_SHIFT) | offset;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
