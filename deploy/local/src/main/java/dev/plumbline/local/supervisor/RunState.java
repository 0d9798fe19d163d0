package dev.plumbline.local.supervisor;

import dev.plumbline.local.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;

/** What a supervisor tells other processes about its layers, in {@code supervisor.json} of the data directory. */
public record RunState(long pid, Phase phase, String message, int exitCode, List<LayerState> layers) {

    /** Where the whole platform is in its life. */
    public enum Phase {
        STARTING,
        RUNNING,
        FAILED,
        STOPPING,
        STOPPED
    }

    private static final String NAME = "supervisor.json";

    /** The state as last written; empty where there is none, or only what a power cut left of it. */
    public static Optional<RunState> read(Path data) {
        try {
            return Optional.ofNullable(Json.read(Files.readString(data.resolve(NAME)), RunState.class))
                    .filter(state -> state.phase() != null && state.layers() != null);
        } catch (IOException absentOrBroken) {
            return Optional.empty();
        }
    }

    /** Replaces the file in one step, so that a reader sees the state before or this one. */
    void write(Path data) {
        try {
            Path draft = PrivateFile.prepare(data.resolve(NAME + ".new"));
            Files.writeString(draft, Json.pretty(this));
            Files.move(draft, data.resolve(NAME), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("The state of the platform cannot be written to " + data, e);
        }
    }
}
