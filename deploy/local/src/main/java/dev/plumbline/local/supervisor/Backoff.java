package dev.plumbline.local.supervisor;

import java.time.Duration;

/** How long to wait before a crashed layer is started again: doubling from first to longest, forgotten after it ran well. */
public record Backoff(Duration first, Duration longest, Duration forgottenAfter) {

    public static final Backoff DEFAULT =
            new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30), Duration.ofMinutes(1));

    /** The wait after the {@code crash}-th crash in a row, counted from 1. */
    public Duration after(int crash) {
        Duration wait = first;
        for (int i = 1; i < crash && wait.compareTo(longest) < 0; i++) {
            wait = wait.multipliedBy(2);
        }
        return wait.compareTo(longest) < 0 ? wait : longest;
    }
}
