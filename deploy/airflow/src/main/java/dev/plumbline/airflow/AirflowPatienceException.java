package dev.plumbline.airflow;

/** Nothing has moved for as long as the caller was ready to wait. */
public final class AirflowPatienceException extends AirflowException {

    private static final long serialVersionUID = 1L;

    AirflowPatienceException(String message, String next, Throwable cause) {
        super(message, next, cause);
    }
}
