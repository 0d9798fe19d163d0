package dev.plumbline.bench.ingest;

import dev.plumbline.buffer.kafka.EventProducer;
import dev.plumbline.local.Checkout;
import dev.plumbline.local.Failure;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * Kafka's own {@code ProducerPerformance} in a JVM of its own, with the heap and the flags that Kafka's scripts start it
 * with, the producer settings of the ingest API and the same events, unthrottled.
 */
final class KafkaLoad {

    /** What came of a run; the processor time is that of the measured half, of its own JVM and of the broker. */
    record Outcome(PerfSummary summary, long clientNanos, long brokerNanos) {}

    /** The heap of {@code kafka-producer-perf-test.sh} and the flags of {@code kafka-run-class.sh}, as Kafka ships them. */
    static final List<String> JVM = List.of(
            "-Xmx512M",
            "-server",
            "-XX:+UseG1GC",
            "-XX:MaxGCPauseMillis=20",
            "-XX:InitiatingHeapOccupancyPercent=35",
            "-XX:+ExplicitGCInvokesConcurrent",
            "-XX:MaxInlineLevel=15",
            "-Djava.awt.headless=true");

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final String bootstrap;
    private final Path payloads;
    private final Path producerSettings;
    private final Map<String, Object> settings;

    KafkaLoad(String bootstrap, OrderLines lines, Path directory) {
        this.bootstrap = bootstrap;
        this.payloads = directory.resolve("payloads.ndjson");
        this.producerSettings = directory.resolve("producer.properties");
        lines.write(payloads);
        settings = new TreeMap<>(EventProducer.properties(EventProducer.Config.of(bootstrap)));
        // The ingest API learns where the partitions are before it takes events. This program does so with its first
        // record, which the bound of half a second would lose on a slow start.
        settings.put("max.block.ms", PATIENCE.toMillis());
        write(settings, producerSettings);
    }

    /** The producer's settings, which are those of the ingest API but for {@code max.block.ms}. */
    Map<String, Object> settings() {
        return Map.copyOf(settings);
    }

    /** Sends {@code events} twice, first to warm up, then measured; {@code brokerNanos} tells the broker's processor time. */
    Outcome run(long events, LongSupplier brokerNanos) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(Checkout.java().toString()));
        command.addAll(JVM);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), WarmPerfTest.class.getName()));
        command.addAll(List.of("--bootstrap-server", bootstrap, "--topic", OrderLines.STREAM));
        command.addAll(List.of("--num-records", Long.toString(events), "--throughput", "-1"));
        command.addAll(List.of("--payload-file", payloads.toString()));
        command.addAll(List.of("--command-config", producerSettings.toString()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        List<String> output = new ArrayList<>();
        List<Long> client = new ArrayList<>();
        List<Long> broker = new ArrayList<>();
        try (BufferedReader reader = process.inputReader()) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                output.add(line);
                if (WarmPerfTest.isProcessorTime(line)) {
                    client.add(WarmPerfTest.processorNanos(line));
                    broker.add(brokerNanos.getAsLong());
                }
            }
        } finally {
            process.destroy();
        }
        int code = process.waitFor();
        return PerfSummary.last(output)
                .filter(summary -> code == 0)
                .map(summary -> new Outcome(summary, grown(client), grown(broker)))
                .orElseThrow(() -> Failure.check(
                        "ProducerPerformance ended with " + code + ": "
                                + String.join(System.lineSeparator(), last(output, 8)),
                        ""));
    }

    private static long grown(List<Long> nanos) {
        return nanos.get(nanos.size() - 1) - nanos.get(0);
    }

    private static List<String> last(List<String> lines, int count) {
        return lines.subList(Math.max(0, lines.size() - count), lines.size());
    }

    private static void write(Map<String, Object> settings, Path file) {
        try {
            Files.write(
                    file,
                    settings.entrySet().stream()
                            .map(setting -> setting.getKey() + "=" + setting.getValue())
                            .toList());
        } catch (IOException e) {
            throw new UncheckedIOException("The producer settings cannot be written to " + file, e);
        }
    }
}
