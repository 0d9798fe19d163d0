package dev.plumbline.airflow;

/** The answer was lost, and Airflow could not be asked again: it was done or it was not. */
public final class AirflowOutcomeUnknownException extends AirflowException {

    private static final long serialVersionUID = 1L;

    AirflowOutcomeUnknownException(String message, String next, Throwable cause) {
        super(message, next, cause);
    }
}
