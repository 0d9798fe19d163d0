package dev.plumbline.airflow;

/** There is no such DAG, run, task or backfill. */
public final class AirflowNotFoundException extends AirflowException {

    private static final long serialVersionUID = 1L;

    AirflowNotFoundException(String message, String next, Throwable cause) {
        super(message, next, cause);
    }
}
