package dev.plumbline.airflow;

/** Airflow takes no such request; it would not take it again. */
public final class AirflowRequestException extends AirflowException {

    private static final long serialVersionUID = 1L;

    AirflowRequestException(String message, String next, Throwable cause) {
        super(message, next, cause);
    }
}
