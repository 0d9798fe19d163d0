package dev.plumbline.local.supervisor;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What it takes to run one layer: the command and environment of its process, where people find it, where it says that it
 * is ready, which layers must be ready before it starts, its log, and how long it may take to stop.
 */
public record LayerSpec(
        String name,
        List<String> command,
        Map<String, String> environment,
        String address,
        URI ready,
        List<String> after,
        Path log,
        Duration stopTimeout) {

    public LayerSpec {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(ready, "ready");
        Objects.requireNonNull(log, "log");
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
        after = List.copyOf(after);
    }
}
