package dev.plumbline.buffer.kafka;

/** Why an event was not acknowledged. */
public record AppendFailure(Kind kind, String reason) {

    /** What the sender can conclude. */
    public enum Kind {
        /** The buffer will never take this event. */
        REFUSED,
        /** The event certainly does not stand in the log: the producer had no room, or does not know the topic. */
        NOT_SENT,
        /** The event may or may not stand in the log: send it again with the same id. */
        UNKNOWN
    }
}
