package dev.plumbline.local.supervisor;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Layers of a supervisor that was killed. They stop by themselves as soon as they notice, and what they hold (ports, files)
 * is free only then.
 */
public final class Leftovers {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration TIME_TO_END = Duration.ofSeconds(5);

    private Leftovers() {}

    /** Waits for the layers of the directory's last supervisor; ends those that do not end by themselves. */
    public static void await(Path data, Consumer<String> say) {
        List<ProcessHandle> left = RunState.read(data).stream()
                .flatMap(state -> state.layers().stream())
                .flatMap(layer -> process(layer).stream())
                .toList();
        if (left.isEmpty()) {
            return;
        }
        say.accept("Waiting for " + left.size() + " layers of a supervisor that was killed to stop");
        CompletableFuture<?> gone =
                CompletableFuture.allOf(left.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new));
        if (!within(PATIENCE, gone)) {
            left.forEach(ProcessHandle::destroyForcibly);
            within(TIME_TO_END, gone);
        }
    }

    private static boolean within(Duration time, CompletableFuture<?> gone) {
        try {
            gone.get(time.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** The layer's process if it still runs; another that was given the same number since then began at another time. */
    private static Optional<ProcessHandle> process(LayerState layer) {
        return Optional.of(layer.pid())
                .filter(pid -> pid > 0)
                .flatMap(ProcessHandle::of)
                .filter(ProcessHandle::isAlive)
                .filter(process -> process.info()
                        .startInstant()
                        .filter(start -> Math.abs(start.toEpochMilli() - layer.startedAt()) < 2_000)
                        .isPresent());
    }
}
