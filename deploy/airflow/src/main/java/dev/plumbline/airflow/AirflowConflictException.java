package dev.plumbline.airflow;

/** There is something else in the place of what was asked for. */
public final class AirflowConflictException extends AirflowException {

    private static final long serialVersionUID = 1L;

    AirflowConflictException(String message, String next, Throwable cause) {
        super(message, next, cause);
    }
}
