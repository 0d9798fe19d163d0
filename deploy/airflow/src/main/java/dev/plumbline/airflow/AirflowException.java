package dev.plumbline.airflow;

/** What was asked of Airflow has not come to pass: what, why, with the value, and the next command. */
public abstract sealed class AirflowException extends RuntimeException
        permits AirflowUnreachableException,
                AirflowAccessException,
                AirflowNotFoundException,
                AirflowConflictException,
                AirflowRequestException,
                AirflowFailedException,
                AirflowOutcomeUnknownException,
                AirflowPatienceException {

    private static final long serialVersionUID = 1L;

    private final String next;

    AirflowException(String message, String next, Throwable cause) {
        super(message, cause);
        this.next = next;
    }

    /** The next command, empty where there is none to name. */
    public String next() {
        return next;
    }
}
