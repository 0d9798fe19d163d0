package dev.plumbline.buffer.kafka;

/** The broker did not answer in time: nothing is known to have changed, and trying again later may work. */
public final class BufferUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public BufferUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
