package dev.plumbline.visualize.query;

/** A file of a named query that cannot be used; the message names the file and the reason. */
public final class InvalidQueryException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    InvalidQueryException(String message, Throwable cause) {
        super(message, cause);
    }
}
