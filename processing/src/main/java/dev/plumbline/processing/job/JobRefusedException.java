package dev.plumbline.processing.job;

/** A request that is not taken, with the HTTP status that says whose move it is. */
public final class JobRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;

    public JobRefusedException(int status, String message) {
        super(message);
        this.status = status;
    }

    int status() {
        return status;
    }
}
