package dev.plumbline.local.compose;

import java.time.Duration;

/**
 * One container of the stack as Docker sees it now. {@code address} is where it answers on this machine, empty when it does
 * not; {@code up} is how long it has run, null when it does not; memory is in bytes, 0 where it does not run.
 */
public record ComposeService(
        String name,
        String container,
        State state,
        String address,
        Duration up,
        int restarts,
        long memoryBytes,
        long memoryLimitBytes,
        int exitCode) {

    /** How a container is, in one word. */
    public enum State {
        READY,
        STARTING,
        UNHEALTHY,
        /** A job that ended well. */
        DONE,
        STOPPED
    }

    /** Whether it is as it should be. */
    public boolean well() {
        return state == State.READY || state == State.DONE;
    }
}
