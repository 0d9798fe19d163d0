package dev.plumbline.processing.gold;

/** A model file that cannot be used: says which file, which entry, its value, and what is allowed. */
public final class InvalidModelException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public InvalidModelException(String message) {
        super(message);
    }
}
