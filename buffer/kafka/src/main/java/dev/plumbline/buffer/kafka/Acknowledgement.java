package dev.plumbline.buffer.kafka;

/**
 * Hears what became of the events of one request; {@code index} is the number that the caller gave the event. Called from
 * the producer's thread, so it must not block; called exactly once per event.
 */
public interface Acknowledgement {

    /** The event stands in the log, at this place. */
    void acknowledged(long index, int partition, long offset);

    void failed(long index, AppendFailure failure);
}
