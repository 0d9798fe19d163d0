package dev.plumbline.buffer.contract;

/** A line of a file that no event can be made of; the message says why. Other lines of the file are not touched by it. */
public final class UnreadableLineException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public UnreadableLineException(String message) {
        super(message);
    }
}
