package dev.plumbline.runtime;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Orderly stop: closes a process's parts in the reverse order of their start, on SIGTERM, on Ctrl-C, or when the process
 * that started it is gone.
 */
public final class Shutdown {

    private static final Logger LOG = LoggerFactory.getLogger(Shutdown.class);

    private record Part(String name, AutoCloseable closeable) {}

    private final Deque<Part> parts = new ArrayDeque<>();

    private Shutdown() {}

    /**
     * Installs the stop. With the setting {@code lifeline=stdin} the process also stops when its standard input ends, so
     * that a layer never outlives the supervisor that holds the other end, even one that was killed.
     */
    public static Shutdown install(Settings settings) {
        return install(settings, stop -> Runtime.getRuntime().addShutdownHook(new Thread(stop, "shutdown")));
    }

    /** The same where a library has hooks of its own: {@code hooks} is told what to run when the process ends. */
    public static Shutdown install(Settings settings, Consumer<Runnable> hooks) {
        Shutdown shutdown = new Shutdown();
        hooks.accept(shutdown::stop);
        if (settings.text("lifeline", "none").equals("stdin")) {
            Thread watcher = new Thread(Shutdown::exitWhenStandardInputEnds, "lifeline");
            watcher.setDaemon(true);
            watcher.start();
        }
        return shutdown;
    }

    /** Registers a part; the last one registered is closed first. Returns it, for use in the parts list of a main. */
    public synchronized <T extends AutoCloseable> T stops(String name, T part) {
        parts.push(new Part(name, part));
        return part;
    }

    private synchronized void stop() {
        while (!parts.isEmpty()) {
            Part part = parts.pop();
            try {
                part.closeable().close();
            } catch (Exception e) {
                LOG.warn("part did not stop cleanly part={}", part.name(), e);
            }
        }
    }

    private static void exitWhenStandardInputEnds() {
        try {
            while (System.in.read() >= 0) {
                // Whatever is written here carries no meaning; only its end does.
            }
        } catch (IOException e) {
            LOG.debug("standard input is gone", e);
        }
        System.exit(0);
    }
}
