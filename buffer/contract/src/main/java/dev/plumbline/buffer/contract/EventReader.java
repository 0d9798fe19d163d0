package dev.plumbline.buffer.contract;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;

/**
 * Checks and reads one event's JSON against its contract in a single streaming pass, without a tree. Compiled once per
 * contract; immutable and safe for many threads. The same pass serves ingest ({@link #check}) and processing
 * ({@link #read}), so that both mean the same by "valid". Any bytes give a value or a {@link Violation}, the first found;
 * nothing is thrown.
 */
public final class EventReader {

    /**
     * What a pass found. {@code violation} is null for a valid event; then {@code eventTimeMicros} (microseconds since the
     * epoch, or {@link #NO_EVENT_TIME}) and {@code key} (null where the contract or the event has none) are set.
     */
    public record Checked(Violation violation, long eventTimeMicros, String key) {
        public boolean valid() {
            return violation == null;
        }
    }

    /**
     * A valid event's values in the contract's field order (String, Integer, Long, BigDecimal at the field's scale, Double,
     * Boolean, java.time.LocalDate, java.time.Instant, Object[] for structs, java.util.List for lists; null where absent), with a 64-bit hash of its
     * content that does not depend on field order or white space.
     */
    public record Read(Violation violation, Object[] values, long eventTimeMicros, long contentHash) {
        public boolean valid() {
            return violation == null;
        }
    }

    /** {@code eventTimeMicros} of a stream or event that has no event time of its own. */
    public static final long NO_EVENT_TIME = Long.MIN_VALUE;

    /** How deep an event may nest; also what keeps the walk's recursion short. */
    public static final int MAXIMUM_DEPTH = 64;

    /** Lengths are bounded by the event limit of whoever hands the bytes in, so the parser's own limits are out of the way. */
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAXIMUM_DEPTH)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .build())
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    private static final int SHOWN_DETAIL = 200;

    private final StructPlan event;
    private final Field[] fields;
    private final long[] fieldHashes;

    private EventReader(Contract contract) {
        event = new StructPlan(contract.fields(), contract.eventTimeField(), contract.keyField());
        fields = contract.fields().toArray(Field[]::new);
        fieldHashes = contract.fields().stream()
                .mapToLong(field -> ContentHash.ofId(field.id()))
                .toArray();
    }

    public static EventReader compile(Contract contract) {
        return new EventReader(contract);
    }

    /** Whether the bytes are a valid event of the contract, its event time and its key. Builds nothing else. */
    public Checked check(byte[] json, int offset, int length) {
        int features = Utf8.scan(json, offset, length);
        String notText = whyNotText(json, offset, length, features);
        if (notText == null && (features & Utf8.ESCAPES) == 0) {
            PlainScan scan = new PlainScan(json, offset, length);
            if (event.accept(scan) && scan.atEnd()) {
                return new Checked(null, scan.eventTimeMicros, scan.key);
            }
        }
        Pass pass = notText == null ? walk(json, offset, length, features, false) : refused(notText);
        return pass.violation == null
                ? new Checked(null, pass.eventTimeMicros, pass.key)
                : new Checked(pass.violation, NO_EVENT_TIME, null);
    }

    /** The same, with the event's values. */
    public Read read(byte[] json, int offset, int length) {
        int features = Utf8.scan(json, offset, length);
        String notText = whyNotText(json, offset, length, features);
        Pass pass = notText == null ? walk(json, offset, length, features, true) : refused(notText);
        if (pass.violation != null) {
            return new Read(pass.violation, null, NO_EVENT_TIME, 0);
        }
        Object[] values = (Object[]) pass.value;
        return new Read(null, values, pass.eventTimeMicros, ContentHash.ofEvent(fieldHashes, fields, values));
    }

    private Pass walk(byte[] json, int offset, int length, int features, boolean building) {
        try (JsonParser parser = JSON.createParser(json, offset, length)) {
            Pass pass = new Pass(parser, (features & Utf8.ESCAPES) != 0);
            try {
                walk(pass, building);
            } catch (JsonProcessingException malformed) {
                pass.refuse(Violation.JSON, "", "the event is not valid JSON: " + detail(malformed));
            }
            return pass;
        } catch (IOException | RuntimeException unexpected) {
            // Nothing is known to come here; an event that the parser trips over is the sender's to see, not a reason
            // to stop.
            return refused("the event cannot be read as JSON: " + unexpected);
        }
    }

    private void walk(Pass pass, boolean building) throws IOException {
        JsonToken first = pass.parser.nextToken();
        if (first == null) {
            pass.refuse(Violation.JSON, "", "the event is empty, expected a JSON object");
        } else if (first != JsonToken.START_OBJECT) {
            pass.refuse(Violation.JSON, "a JSON object");
        } else if (event.accept(pass, first, building)) {
            Object values = pass.value;
            if (pass.parser.nextToken() != null) {
                pass.refuse(Violation.JSON, "", "the event's JSON object is followed by more, expected one object");
            }
            pass.value = values;
        }
    }

    private static String whyNotText(byte[] json, int offset, int length, int features) {
        for (int index = offset; index < offset + Math.min(length, 4); index++) {
            if (json[index] == 0) {
                return "the event is not valid JSON: a zero byte at byte " + (index - offset) + ", expected UTF-8";
            }
        }
        if ((features & Utf8.NOT_ASCII) == 0) {
            return null;
        }
        int invalid = Utf8.firstInvalid(json, offset, length);
        if (invalid >= 0) {
            return String.format(
                    "the event is not valid JSON: byte %d is 0x%02X, which is not UTF-8",
                    invalid, json[offset + invalid] & 0xFF);
        }
        return startsWithByteOrderMark(json, offset, length)
                ? "the event is not valid JSON: it starts with a byte order mark, expected a JSON object"
                : null;
    }

    private static boolean startsWithByteOrderMark(byte[] json, int offset, int length) {
        return length >= 3
                && json[offset] == (byte) 0xEF
                && json[offset + 1] == (byte) 0xBB
                && json[offset + 2] == (byte) 0xBF;
    }

    private static Pass refused(String reason) {
        Pass pass = new Pass(null, false);
        pass.refuse(Violation.JSON, "", reason);
        return pass;
    }

    private static String detail(JsonProcessingException malformed) {
        String message = JsonFault.of(malformed).replaceAll("\\p{Cntrl}", " ");
        String detail = message.length() <= SHOWN_DETAIL ? message : message.substring(0, SHOWN_DETAIL) + "…";
        return malformed.getLocation() == null
                ? detail
                : detail + " (at byte " + malformed.getLocation().getByteOffset() + ")";
    }
}
