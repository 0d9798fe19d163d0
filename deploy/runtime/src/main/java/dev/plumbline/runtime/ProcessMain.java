package dev.plumbline.runtime;

import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The main of a process: it reads the settings, and where the process cannot start it says so in one sentence and ends with the
 * code that says who must act. That is 2 for a wrong setting or file, 3 for surroundings; failures that nobody foresaw
 * are taken for those and come with their trace.
 */
public final class ProcessMain {

    /** What the process does to start; where it serves, it goes on after this has returned. */
    @FunctionalInterface
    public interface Steps {
        void run(Settings settings) throws Exception;
    }

    /** What the settings, or a file that they name, must be changed for. */
    public static final int WRONG_INPUT = 2;
    /** What is wrong around the process: a port, a database, a disk. */
    public static final int ENVIRONMENT = 3;
    /** What would do harm, and is not done. */
    public static final int REFUSED = 4;

    private static final Logger LOG = LoggerFactory.getLogger(ProcessMain.class);

    private final String task;
    private final Map<Class<? extends Exception>, Integer> exitCodes = new LinkedHashMap<>();

    private ProcessMain(String task) {
        this.task = task;
    }

    /** A main that is there to {@code task}, such as "start storage". */
    public static ProcessMain to(String task) {
        return new ProcessMain(task)
                .endsWith(WRONG_INPUT, InvalidSettingException.class)
                .endsWith(ENVIRONMENT, PortUnavailableException.class);
    }

    /** Ends with {@code exitCode} where a failure of this type comes, whose message says all that is to be said. */
    public ProcessMain endsWith(int exitCode, Class<? extends Exception> failure) {
        exitCodes.put(failure, exitCode);
        return this;
    }

    /** Runs the steps with the settings of the flags, the environment and the file; ends the process where they fail. */
    public void run(String[] args, Steps steps) {
        try {
            Settings settings = Settings.load(args, System.getenv());
            steps.run(settings);
            settings.unusedFlags().forEach(flag -> LOG.warn("this layer has no such setting flag={}", flag));
        } catch (Exception e) {
            // Threads that were started already would keep a process alive that does nothing.
            System.exit(exitCode(e));
        }
    }

    private int exitCode(Exception failure) {
        for (Map.Entry<Class<? extends Exception>, Integer> foreseen : exitCodes.entrySet()) {
            if (foreseen.getKey().isInstance(failure)) {
                LOG.error("Cannot {}: {}", task, failure.getMessage());
                return foreseen.getValue();
            }
        }
        LOG.error("Cannot {}: {}", task, failure, failure);
        return ENVIRONMENT;
    }
}
