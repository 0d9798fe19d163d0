package dev.plumbline.local.supervisor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Consumer;

/** What the supervisor has to say: to people at once, and into its log with the time. */
final class Journal implements Consumer<String> {

    private final Consumer<String> people;
    private final Path log;

    Journal(Consumer<String> people, Path log) {
        this.people = people;
        this.log = log;
        new LayerLog(log).bound();
    }

    @Override
    public synchronized void accept(String message) {
        people.accept(message);
        note(message);
    }

    /** Into the log only. */
    synchronized void note(String message) {
        try {
            Files.writeString(
                    log,
                    Instant.now().truncatedTo(ChronoUnit.MILLIS) + " " + message + System.lineSeparator(),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            people.accept("The log " + log + " cannot be written: " + e);
        }
    }
}
