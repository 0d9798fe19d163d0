package dev.plumbline.ingest;

import dev.plumbline.ingest.format.CloudEvent;
import dev.plumbline.ingest.format.Sources;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.UUID;

/**
 * The identity of events that come without an envelope: the request's {@code source}, and an id per event, counted from
 * {@code firstId} where the sender gives one, else generated (a random number per request, and the event's place in it).
 */
final class PlainIdentity {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final long COUNTED_FROM_FIRST_ID = 0;

    private final String source;
    private final boolean given;
    private final long high;
    private final long low;

    private PlainIdentity(String source, boolean given, long high, long low) {
        this.source = source;
        this.given = given;
        this.high = high;
        this.low = low;
    }

    static PlainIdentity of(String stream, String source, String firstId) {
        if (source != null && (!Sources.isReference(source) || tooLong(source))) {
            throw Problem.badRequest("source is " + source + ", expected a URI reference, such as urn:shop:till-7")
                    .refusal();
        }
        if (firstId == null) {
            UUID random = randomId();
            return new PlainIdentity(
                    source == null ? "urn:plumbline:http:" + stream : source,
                    false,
                    random.getMostSignificantBits(),
                    random.getLeastSignificantBits());
        }
        if (source == null) {
            // Two senders that both count from 1 would otherwise pass for one, and lose events as duplicates.
            throw Problem.badRequest("firstId is given without source; ids are unique within a source only")
                    .refusal();
        }
        return new PlainIdentity(source, true, COUNTED_FROM_FIRST_ID, number(firstId));
    }

    String source() {
        return source;
    }

    /** The id of the event with this index. */
    String id(long index) {
        return given ? Long.toString(low + index) : new UUID(high, low + index).toString();
    }

    private static UUID randomId() {
        byte[] bytes = new byte[16];
        RANDOM.nextBytes(bytes);
        java.nio.ByteBuffer longs = java.nio.ByteBuffer.wrap(bytes);
        long version4 = longs.getLong() & ~0xF000L | 0x4000L;
        // One bit below the variant is left clear, so that counting up never runs into it.
        long variant = longs.getLong() & 0x1FFF_FFFF_FFFF_FFFFL | 0x8000_0000_0000_0000L;
        return new UUID(version4, variant);
    }

    private static boolean tooLong(String source) {
        return source.getBytes(StandardCharsets.UTF_8).length > CloudEvent.MAX_ATTRIBUTE_BYTES;
    }

    private static long number(String firstId) {
        try {
            long number = Long.parseLong(firstId);
            if (number >= 0 && number <= Long.MAX_VALUE / 2) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below, as for a number out of range.
        }
        throw Problem.badRequest("firstId is " + firstId + ", expected a whole number from 0 to " + Long.MAX_VALUE / 2)
                .refusal();
    }
}
