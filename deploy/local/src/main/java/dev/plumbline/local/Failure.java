package dev.plumbline.local;

import dev.plumbline.runtime.InvalidSettingException;
import java.io.PrintWriter;

/** Ends a command with an exit code: what failed and why, and the command or step that comes next. */
public final class Failure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int exitCode;
    private final String next;

    private Failure(int exitCode, String message, String next) {
        super(message);
        this.exitCode = exitCode;
        this.next = next;
    }

    /** For a code that another process ended with. */
    public static Failure of(int exitCode, String message, String next) {
        return new Failure(exitCode, message, next);
    }

    public static Failure check(String message, String next) {
        return new Failure(ExitCode.CHECK_FAILED, message, next);
    }

    public static Failure usage(String message, String next) {
        return new Failure(ExitCode.USAGE, message, next);
    }

    public static Failure environment(String message, String next) {
        return new Failure(ExitCode.ENVIRONMENT, message, next);
    }

    public static Failure refused(String message, String next) {
        return new Failure(ExitCode.REFUSED, message, next);
    }

    public static Failure timeout(String message, String next) {
        return new Failure(ExitCode.TIMEOUT, message, next);
    }

    /** Nothing answers where the platform should be. */
    public static Failure notRunning(String where) {
        return environment("The platform is not running (" + where + ")", "./plumbline up");
    }

    /** Says what ended a command, and returns its exit code; what nobody foresaw is said with its trace. */
    public static int explain(Exception exception, PrintWriter err) {
        if (exception instanceof Failure failure) {
            err.println(failure.getMessage());
            if (!failure.next().isEmpty()) {
                err.println("Next: " + failure.next());
            }
            return failure.exitCode();
        }
        if (exception instanceof InvalidSettingException) {
            err.println(exception.getMessage());
            return ExitCode.USAGE;
        }
        err.println("Failed unexpectedly: " + exception);
        exception.printStackTrace(err);
        return ExitCode.CHECK_FAILED;
    }

    public int exitCode() {
        return exitCode;
    }

    /** The next step, empty where there is none to name. */
    public String next() {
        return next;
    }
}
