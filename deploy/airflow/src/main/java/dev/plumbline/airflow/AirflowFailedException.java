package dev.plumbline.airflow;

/** Airflow answers, but cannot do its work now. */
public final class AirflowFailedException extends AirflowException {

    private static final long serialVersionUID = 1L;

    AirflowFailedException(String message, String next, Throwable cause) {
        super(message, next, cause);
    }
}
