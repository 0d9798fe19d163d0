package dev.plumbline.buffer.contract;

/**
 * Checks and reads one event's JSON against its contract in a single streaming pass, without a tree. Compiled once per
 * contract; immutable and safe for many threads. The same pass serves ingest ({@link #check}) and processing
 * ({@link #read}), so that both mean the same by "valid".
 */
public final class EventReader {

    /** What a pass found. {@code violation} is null for a valid event; then {@code eventTimeMicros} and {@code key} are set. */
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

    private EventReader() {}

    public static EventReader compile(Contract contract) {
        throw new UnsupportedOperationException("being written");
    }

    public Checked check(byte[] json, int offset, int length) {
        throw new UnsupportedOperationException("being written");
    }

    public Read read(byte[] json, int offset, int length) {
        throw new UnsupportedOperationException("being written");
    }
}
