package dev.plumbline.runtime;

/** A setting that cannot be used: says which one, its value, where that came from, and what is expected. */
public final class InvalidSettingException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public InvalidSettingException(String message) {
        super(message);
    }
}
