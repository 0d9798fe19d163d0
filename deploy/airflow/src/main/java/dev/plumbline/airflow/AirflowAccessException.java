package dev.plumbline.airflow;

/** Airflow does not know the user, or does not let him. */
public final class AirflowAccessException extends AirflowException {

    private static final long serialVersionUID = 1L;

    AirflowAccessException(String message, String next, Throwable cause) {
        super(message, next, cause);
    }
}
