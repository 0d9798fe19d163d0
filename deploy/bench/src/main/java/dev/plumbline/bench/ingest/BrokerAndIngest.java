package dev.plumbline.bench.ingest;

import dev.plumbline.buffer.kafka.PartitionRange;
import dev.plumbline.buffer.kafka.TopicReader;
import dev.plumbline.local.Checkout;
import dev.plumbline.local.Failure;
import dev.plumbline.local.platform.PlatformClient;
import dev.plumbline.local.supervisor.Layers;
import dev.plumbline.runtime.Addresses;
import dev.plumbline.runtime.Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A broker and an ingest API as child processes, started as local mode starts them; they end with this process. */
final class BrokerAndIngest implements AutoCloseable {

    private static final Duration START_TIMEOUT = Duration.ofMinutes(2);

    private final Path data;
    private final Addresses addresses;
    private final List<Process> processes = new ArrayList<>();
    private TopicReader topics;

    private BrokerAndIngest(Path data, Addresses addresses) {
        this.data = data;
        this.addresses = addresses;
    }

    static BrokerAndIngest start(Checkout checkout, Path data, int portOffset) throws IOException {
        Addresses addresses = Addresses.from(Settings.of(Map.of("port.offset", Integer.toString(portOffset))));
        BrokerAndIngest started = new BrokerAndIngest(data, addresses);
        try {
            started.launch(
                    "buffer", checkout.jar("buffer/kafka", "plumbline-buffer"), Layers.jvm(Layers.BUFFER), portOffset);
            started.awaitReady("buffer", addresses.bufferUrl());
            started.launch(
                    "ingest-api",
                    checkout.jar("ingest-api", "plumbline-ingest-api"),
                    Layers.jvm(Layers.INGEST),
                    portOffset);
            started.awaitReady("ingest-api", addresses.ingestUrl());
            started.topics = TopicReader.connect(addresses.kafkaBootstrap());
            return started;
        } catch (IOException | RuntimeException e) {
            started.close();
            throw e;
        }
    }

    /** An offset with which every port needed here is free now. */
    static int freeOffset() {
        for (int attempt = 0; attempt < 50; attempt++) {
            int offset = ThreadLocalRandom.current().nextInt(12_000, 22_000);
            Addresses moved = Addresses.from(Settings.of(Map.of("port.offset", Integer.toString(offset))));
            if (List.of(moved.ingestPort(), moved.bufferPort(), moved.bufferControllerPort(), moved.bufferHealthPort())
                    .stream()
                    .allMatch(BrokerAndIngest::isFree)) {
                return offset;
            }
        }
        throw Failure.environment("No free ports were found", "choose them with --port-offset N");
    }

    URI ingest() {
        return URI.create(addresses.ingestUrl());
    }

    String bootstrap() {
        return addresses.kafkaBootstrap();
    }

    /** The end offsets of a topic, added up: how many records it has ever taken. */
    long end(String topic) {
        return topics.ranges(List.of(topic)).stream()
                .mapToLong(PartitionRange::end)
                .sum();
    }

    /** The processor time that the broker has used so far. */
    long brokerNanos() {
        return ProcessorTime.nanos(processes.get(0).toHandle());
    }

    /** The processor time that the ingest API has used so far. */
    long ingestNanos() {
        return ProcessorTime.nanos(processes.get(1).toHandle());
    }

    @Override
    public void close() {
        if (topics != null) {
            topics.close();
        }
        for (int i = processes.size() - 1; i >= 0; i--) {
            stop(processes.get(i));
        }
    }

    private void launch(String layer, Path jar, List<String> memory, int portOffset) throws IOException {
        List<String> command = new ArrayList<>(List.of(Checkout.java().toString()));
        command.addAll(memory);
        command.addAll(List.of("-XX:-UsePerfData", "-XX:+ExitOnOutOfMemoryError", "-jar", jar.toString()));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log(layer).toFile());
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("PLUMBLINE_"));
        environment.put(Settings.environmentName("data.dir"), data.toString());
        environment.put(Settings.environmentName("port.offset"), Integer.toString(portOffset));
        environment.put(Settings.environmentName("lifeline"), "stdin");
        environment.put("MALLOC_ARENA_MAX", "2");
        processes.add(builder.start());
    }

    private void awaitReady(String layer, String url) throws IOException {
        Process process = processes.get(processes.size() - 1);
        long end = System.nanoTime() + START_TIMEOUT.toNanos();
        while (!PlatformClient.ready(URI.create(url + "/health/ready"))) {
            if (!process.isAlive() || System.nanoTime() > end) {
                throw Failure.environment(
                        layer + " did not start: " + Files.readString(log(layer)),
                        "see what it says, or ./plumbline doctor");
            }
            LockSupport.parkNanos(100_000_000);
        }
    }

    private Path log(String layer) {
        return data.resolve(layer + ".log");
    }

    private static void stop(Process process) {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"))) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }
}
