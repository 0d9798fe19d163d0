package dev.plumbline.buffer.kafka;

/** A contract asks for a change of its topic that would lose data; nothing was changed. */
public final class TopicChangeRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public TopicChangeRefusedException(String message) {
        super(message);
    }
}
