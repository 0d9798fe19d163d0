package dev.plumbline.local;

/** What a call of the command line ends with; scripts rely on these numbers. */
public final class ExitCode {

    public static final int OK = 0;
    public static final int CHECK_FAILED = 1;
    public static final int USAGE = 2;
    public static final int ENVIRONMENT = 3;
    public static final int REFUSED = 4;
    public static final int TIMEOUT = 5;

    private ExitCode() {}
}
