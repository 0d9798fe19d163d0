package dev.plumbline.runtime;

/** An address that a process is to listen on cannot be had; the message says which, why, and what to do. */
public final class PortUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public PortUnavailableException(String bind, int port, Throwable failure) {
        super("port " + port + " cannot be had at " + bind + " (" + innermost(failure)
                + "). Next: ./plumbline doctor says who holds it; or choose other ports with --port-offset N");
    }

    /** Web servers wrap what the system said in guesses of their own. */
    private static String innermost(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }
}
