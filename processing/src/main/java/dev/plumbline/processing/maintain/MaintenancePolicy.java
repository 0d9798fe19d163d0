package dev.plumbline.processing.maintain;

import dev.plumbline.runtime.Settings;
import java.time.Duration;

/**
 * When files are rewritten and removed: files below {@code smallBytes} are merged where a partition has {@code fewestFiles}
 * of them, into files of about {@code targetBytes}; files that no snapshot knows go when they are older than {@code orphanAge}.
 */
public record MaintenancePolicy(long targetBytes, long smallBytes, int fewestFiles, Duration orphanAge) {

    /** A writer that is slow or stopped must have committed or given up by then. */
    private static final Duration SAFE_AGE = Duration.ofDays(3);

    public static MaintenancePolicy from(Settings settings) {
        long target = settings.number("maintain.target-file-mb", 128, 1, 2_048) << 20;
        return new MaintenancePolicy(
                target,
                target / 4,
                (int) settings.number("maintain.min-files", 5, 2, 1_000),
                settings.parsed(given -> age(settings.duration("maintain.orphan-age", SAFE_AGE))));
    }

    private static Duration age(Duration age) {
        if (age.compareTo(SAFE_AGE) < 0) {
            throw new IllegalArgumentException("maintain.orphan-age is " + age
                    + ", expected 3 days or more: a file that" + " is being written is not known to the table yet");
        }
        return age;
    }
}
