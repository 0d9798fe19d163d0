package dev.plumbline.local.supervisor;

import dev.plumbline.local.Failure;
import dev.plumbline.runtime.Addresses;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The ports that a platform needs: which are taken, and by whom as far as the system tells. */
public final class Ports {

    /** A port that a layer needs and somebody has; {@code holder} is empty when the system does not say who. */
    public record Taken(int port, String layer, String holder) {
        @Override
        public String toString() {
            return "port " + port + " (" + layer + ") is taken" + (holder.isEmpty() ? "" : " by " + holder);
        }
    }

    private record Need(int port, String layer) {}

    private Ports() {}

    /** Fails when a port is taken, naming each with its layer and holder. */
    public static void requireFree(Addresses addresses) {
        List<Taken> taken = taken(addresses);
        if (!taken.isEmpty()) {
            throw Failure.environment(
                    "Cannot start: "
                            + String.join(
                                    "; ", taken.stream().map(Taken::toString).toList()),
                    "stop what holds it, or move all ports with ./plumbline up --port-offset 1000");
        }
    }

    public static List<Taken> taken(Addresses addresses) {
        return taken(addresses.bind(), needs(addresses));
    }

    /** As {@link #taken(Addresses)}, of ports at the loopback address that are needed by the services with these names. */
    public static List<Taken> taken(Map<Integer, String> services) {
        return taken(
                "127.0.0.1",
                services.entrySet().stream()
                        .map(port -> new Need(port.getKey(), port.getValue()))
                        .toList());
    }

    private static List<Taken> taken(String bind, List<Need> needs) {
        List<Taken> taken = new ArrayList<>();
        for (Need need : needs) {
            if (!free(bind, need.port())) {
                taken.add(
                        new Taken(need.port(), need.layer(), holder(need.port()).orElse("")));
            }
        }
        return taken;
    }

    private static List<Need> needs(Addresses addresses) {
        return List.of(
                new Need(addresses.visualizePort(), Layers.VISUALIZE),
                new Need(addresses.ingestPort(), Layers.INGEST),
                new Need(addresses.processingPort(), Layers.PROCESSING),
                new Need(addresses.sparkPagePort(), Layers.PROCESSING + ", Spark's page"),
                new Need(addresses.storagePort(), Layers.STORAGE),
                new Need(addresses.bufferPort(), Layers.BUFFER),
                new Need(addresses.bufferControllerPort(), Layers.BUFFER + ", controller"),
                new Need(addresses.bufferHealthPort(), Layers.BUFFER + ", health"));
    }

    private static boolean free(String bind, int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(bind, port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** The process that listens at {@code port}, as "command (pid N)". */
    static Optional<String> holder(int port) {
        Optional<Long> pid = Files.isDirectory(Path.of("/proc/self/fd")) ? fromProc(port) : fromLsof(port);
        return pid.map(id -> ProcessHandle.of(id)
                        .flatMap(process -> process.info().command())
                        .map(command -> Path.of(command).getFileName().toString())
                        .orElse("a process")
                + " (pid " + pid.get() + ")");
    }

    private static Optional<Long> fromProc(int port) {
        String suffix = String.format(Locale.ROOT, ":%04X", port);
        List<String> sockets = Stream.of("/proc/net/tcp", "/proc/net/tcp6")
                .flatMap(table -> lines(Path.of(table)))
                .map(line -> line.trim().split("\\s+"))
                .filter(columns -> columns.length > 9 && columns[1].endsWith(suffix) && columns[3].equals("0A"))
                .map(columns -> "socket:[" + columns[9] + "]")
                .toList();
        return ProcessHandle.allProcesses()
                .map(ProcessHandle::pid)
                .filter(pid -> holdsOne(pid, sockets))
                .findFirst();
    }

    private static boolean holdsOne(long pid, List<String> sockets) {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
            return descriptors.anyMatch(descriptor -> {
                try {
                    return sockets.contains(Files.readSymbolicLink(descriptor).toString());
                } catch (IOException closedMeanwhile) {
                    return false;
                }
            });
        } catch (IOException | UncheckedIOException notOurs) {
            return false;
        }
    }

    private static Stream<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream();
        } catch (IOException absent) {
            return Stream.empty();
        }
    }

    private static Optional<Long> fromLsof(int port) {
        try {
            Process lsof = new ProcessBuilder("lsof", "-nP", "-t", "-iTCP:" + port, "-sTCP:LISTEN").start();
            String pid = new String(lsof.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();
            lsof.waitFor(1, TimeUnit.SECONDS);
            return pid.isEmpty()
                    ? Optional.empty()
                    : Optional.of(Long.parseLong(pid.lines().findFirst().orElseThrow()));
        } catch (IOException | NumberFormatException noLsof) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
