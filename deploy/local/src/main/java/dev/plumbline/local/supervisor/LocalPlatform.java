package dev.plumbline.local.supervisor;

import dev.plumbline.buffer.contract.Contracts;
import dev.plumbline.buffer.contract.InvalidContractException;
import dev.plumbline.local.Checkout;
import dev.plumbline.local.ExitCode;
import dev.plumbline.local.Failure;
import dev.plumbline.runtime.Addresses;
import dev.plumbline.runtime.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The whole platform on this machine: holds its data directory, starts the five layers as child processes, keeps them
 * running, and stops them in order. Open this class first.
 */
public final class LocalPlatform implements AutoCloseable {

    private static final Duration START_TIMEOUT = Duration.ofMinutes(3);

    private final Path data;
    private final Addresses addresses;
    private final Journal journal;
    private final DataLock lock;
    private final Layers layers;
    private final Supervisor supervisor;
    private final Consumer<List<LayerState>> watcher;
    private final Object publishing = new Object();
    private boolean unwritten;
    private RunState.Phase phase = RunState.Phase.STARTING;
    private String message = "";
    private int exitCode;
    private boolean closed;

    LocalPlatform(
            Path data,
            Addresses addresses,
            Journal journal,
            DataLock lock,
            Layers layers,
            List<LayerSpec> specs,
            Consumer<List<LayerState>> watcher) {
        this.data = data;
        this.addresses = addresses;
        this.journal = journal;
        this.lock = lock;
        this.layers = layers;
        this.watcher = watcher;
        this.supervisor = new Supervisor(specs, Layers.STOP_ORDER, Backoff.DEFAULT, journal, this::publish);
    }

    /**
     * Starts all layers and returns at once; {@link #awaitReady} waits for them. Fails before anything is started when a
     * contract is wrong, the data directory is held, or a port is taken. {@code say} hears of crashes and restarts;
     * {@code watcher} is told the state of all layers at every change.
     */
    public static LocalPlatform start(
            Checkout checkout, Settings settings, Consumer<String> say, Consumer<List<LayerState>> watcher) {
        Addresses addresses = Addresses.from(settings);
        Path data = settings.path("data.dir", checkout.defaultData().toString());
        // Asked for so that they are on record with their origin: what is on record reaches the layers.
        List.of("contracts.dir", "models.dir", "queries.dir").forEach(settings::optionalPath);
        requireContracts(settings);
        List.of("models.dir", "queries.dir").forEach(key -> requireDirectory(key, settings));
        Map<String, String> heaps = Layers.heaps(settings);
        DataLock lock = DataLock.take(data, holder(data, addresses, settings));
        try {
            Leftovers.await(data, say);
            Ports.requireFree(addresses);
            Layers layers = new Layers(checkout, data, heaps);
            prepare(checkout, data, layers);
            Path marker = Files.writeString(
                    Files.createDirectories(checkout.running())
                            .resolve(Long.toString(ProcessHandle.current().pid())),
                    data.toString());
            marker.toFile().deleteOnExit();
            LocalPlatform platform = new LocalPlatform(
                    data,
                    addresses,
                    new Journal(say, data.resolve("logs").resolve("supervisor.log")),
                    lock,
                    layers,
                    layers.specs(addresses, environment(settings, data)),
                    watcher);
            platform.begin();
            return platform;
        } catch (IOException e) {
            release(lock);
            throw Failure.environment("The platform cannot be started: " + e, "./plumbline doctor");
        } catch (RuntimeException e) {
            release(lock);
            throw e;
        }
    }

    void begin() {
        journal.note("starting pid=" + ProcessHandle.current().pid() + " data=" + data);
        supervisor.start();
    }

    /** Waits until every layer is ready; else stops all and fails with what the layer in question said last. */
    public void awaitReady() {
        switch (supervisor.awaitReady(START_TIMEOUT)) {
            case READY -> enter(RunState.Phase.RUNNING, "", ExitCode.OK);
            case CRASHING -> {
                List<Supervisor.Crashing> crashing = supervisor.crashing();
                throw failed(crashing.get(0).exitCode(), crashes(crashing));
            }
            case TIMEOUT ->
                throw failed(
                        ExitCode.TIMEOUT, "Not ready after " + START_TIMEOUT.toMinutes() + " minutes: " + unready());
            default -> throw Failure.check("Stopped before all layers were ready", "");
        }
    }

    public Addresses addresses() {
        return addresses;
    }

    public Path data() {
        return data;
    }

    public List<LayerState> layers() {
        return supervisor.states();
    }

    /** Stops all layers in order and gives the data directory back. Calling it again does nothing. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        RunState.Phase last = phase == RunState.Phase.FAILED ? phase : RunState.Phase.STOPPED;
        try {
            enter(last == RunState.Phase.FAILED ? last : RunState.Phase.STOPPING, message, exitCode);
        } finally {
            try {
                supervisor.close();
                layers.archives().forEach(ClassArchive::adopt);
                enter(last, message, exitCode);
                journal.note("stopped");
            } finally {
                release(lock);
            }
        }
    }

    private static void requireContracts(Settings settings) {
        try {
            Contracts.load(settings.optionalPath("contracts.dir"));
        } catch (InvalidContractException e) {
            throw Failure.usage(
                    "A contract cannot be used:" + System.lineSeparator() + e.getMessage(),
                    "correct the file and start again");
        }
    }

    private static void requireDirectory(String key, Settings settings) {
        settings.optionalPath(key).filter(path -> !Files.isDirectory(path)).ifPresent(path -> {
            throw Failure.usage(key + " is " + path + ", which is no directory", "correct the path and start again");
        });
    }

    private static DataLock.Holder holder(Path data, Addresses addresses, Settings settings) {
        return new DataLock.Holder(
                ProcessHandle.current().pid(),
                Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                addresses.visualizeUrl(),
                data.toString(),
                Layers.settings(settings));
    }

    private static void prepare(Checkout checkout, Path data, Layers layers) {
        try {
            Files.createDirectories(data.resolve("logs"));
            Files.createDirectories(checkout.archives());
            ClassArchive.dropAbandoned(checkout.archives());
            for (String layer : Layers.names()) {
                Path temporary = layers.temporary(layer);
                delete(temporary);
                Files.createDirectories(temporary);
            }
        } catch (IOException e) {
            throw Failure.environment("The data directory " + data + " cannot be prepared: " + e, "./plumbline doctor");
        }
    }

    /** Settings reach the layers as environment: what was given by flag here wins over what they would find themselves. */
    static Map<String, String> environment(Settings settings, Path data) {
        Map<String, String> environment = new HashMap<>();
        settings.used().stream()
                .filter(setting -> !setting.origin().equals("default"))
                .map(Settings.Setting::key)
                .forEach(key -> settings.optional(key)
                        .ifPresent(value -> environment.put(Settings.environmentName(key), value)));
        // What only a layer knows how to read reaches it by the file itself, wherever the layer looks from.
        settings.optionalPath("config").ifPresent(file -> environment.put("PLUMBLINE_CONFIG", file.toString()));
        environment.put("PLUMBLINE_DATA_DIR", data.toString());
        environment.put("PLUMBLINE_LIFELINE", "stdin");
        // Many small arenas of native memory add up over five processes.
        environment.put("MALLOC_ARENA_MAX", "2");
        return environment;
    }

    /** A state that cannot be written is noted once and must not stop anything: the layers matter more than the file. */
    private void publish(List<LayerState> states) {
        synchronized (publishing) {
            try {
                new RunState(ProcessHandle.current().pid(), phase, message, exitCode, states).write(data);
                unwritten = false;
            } catch (UncheckedIOException e) {
                if (!unwritten) {
                    journal.accept(e.getMessage() + ": " + e.getCause() + "; the layers go on without it");
                }
                unwritten = true;
            }
        }
        watcher.accept(states);
    }

    private void enter(RunState.Phase next, String text, int code) {
        synchronized (publishing) {
            phase = next;
            message = text;
            exitCode = code;
        }
        publish(supervisor.states());
    }

    private Failure failed(int code, String text) {
        enter(RunState.Phase.FAILED, text, code);
        close();
        return Failure.of(code, text, "./plumbline logs, ./plumbline doctor");
    }

    private String crashes(List<Supervisor.Crashing> crashing) {
        StringBuilder text = new StringBuilder();
        for (Supervisor.Crashing layer : crashing) {
            text.append(layer.layer()).append(" does not start; its log ");
            text.append(data.resolve("logs").resolve(layer.layer() + ".log")).append(" says last:");
            layer.lastLines()
                    .forEach(line ->
                            text.append(System.lineSeparator()).append("  | ").append(line));
        }
        return text.toString();
    }

    private String unready() {
        return String.join(
                "; ",
                layers().stream()
                        .filter(layer -> layer.phase() != LayerState.Phase.READY)
                        .map(layer -> layer.name() + " (" + layer.problem() + ")")
                        .toList());
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static void release(DataLock lock) {
        try {
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
