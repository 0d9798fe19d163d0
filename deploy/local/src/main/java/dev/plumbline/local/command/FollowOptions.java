package dev.plumbline.local.command;

import java.time.Duration;
import picocli.CommandLine.Option;

/** Whether a command of orchestrate waits for the end of what it began, and how long. */
final class FollowOptions {

    @Option(names = "--follow", description = "Wait for its end; exit code 1 when a run fails.")
    boolean follow;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "10m",
            converter = DurationConverter.class,
            description = "How long to follow without a change (default: ${DEFAULT-VALUE}).")
    Duration patience;
}
