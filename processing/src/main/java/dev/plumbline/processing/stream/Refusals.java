package dev.plumbline.processing.stream;

import java.time.Duration;

/**
 * How often a stream's commits were refused because somebody else had committed. Once means little: a commit of one's own that
 * was given up as lost, or the last one of a process that has just been killed, may reach the catalog late, when its store had
 * hung. It cannot happen again soon. Another instance that lives goes on committing, so it is met again.
 */
final class Refusals {

    /** Longer than any request to the catalog waits, and than two instances need to meet twice. */
    static final Duration MEMORY = Duration.ofMinutes(10);

    private Long latestNanos;

    /** Counts one refusal at {@code nowNanos}, a time of {@link System#nanoTime()}; true where one has come shortly before. */
    boolean comeFromOneThatLives(long nowNanos) {
        boolean again = latestNanos != null && nowNanos - latestNanos < MEMORY.toNanos();
        latestNanos = nowNanos;
        return again;
    }
}
