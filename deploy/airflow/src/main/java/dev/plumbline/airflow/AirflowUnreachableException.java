package dev.plumbline.airflow;

/** Nothing answers, or not in time. What was sent may have been taken. */
public final class AirflowUnreachableException extends AirflowException {

    private static final long serialVersionUID = 1L;

    AirflowUnreachableException(String message, String next, Throwable cause) {
        super(message, next, cause);
    }
}
