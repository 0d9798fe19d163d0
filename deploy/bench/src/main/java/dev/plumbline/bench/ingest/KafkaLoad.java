package dev.plumbline.bench.ingest;

import dev.plumbline.buffer.kafka.EventProducer;
import dev.plumbline.local.Checkout;
import dev.plumbline.local.Failure;
import dev.plumbline.local.supervisor.Layers;
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

/**
 * Kafka's own {@code ProducerPerformance} in a JVM of its own, with the memory of the ingest API, the producer settings of
 * the ingest API and the same events, unthrottled.
 */
final class KafkaLoad {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final String bootstrap;
    private final Path payloads;
    private final Path producerSettings;

    KafkaLoad(String bootstrap, OrderLines lines, Path directory) {
        this.bootstrap = bootstrap;
        this.payloads = directory.resolve("payloads.ndjson");
        this.producerSettings = directory.resolve("producer.properties");
        lines.write(payloads);
        Map<String, Object> settings = new TreeMap<>(EventProducer.properties(EventProducer.Config.of(bootstrap)));
        // The ingest API learns where the partitions are before it takes events. This program does so with its first
        // record, which the bound of half a second would lose on a slow start.
        settings.put("max.block.ms", PATIENCE.toMillis());
        write(settings, producerSettings);
    }

    /** Sends {@code events} twice, first to warm up, then measured. */
    PerfSummary run(long events) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(Checkout.java().toString()));
        command.addAll(Layers.jvm(Layers.INGEST));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), WarmPerfTest.class.getName()));
        command.addAll(List.of("--bootstrap-server", bootstrap, "--topic", OrderLines.STREAM));
        command.addAll(List.of("--num-records", Long.toString(events), "--throughput", "-1"));
        command.addAll(List.of("--payload-file", payloads.toString()));
        command.addAll(List.of("--command-config", producerSettings.toString()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        List<String> output = lines(process);
        int code = process.waitFor();
        return PerfSummary.last(output)
                .filter(summary -> code == 0)
                .orElseThrow(() -> Failure.check(
                        "ProducerPerformance ended with " + code + ": "
                                + String.join(System.lineSeparator(), last(output, 8)),
                        ""));
    }

    private static List<String> lines(Process process) throws IOException {
        try (BufferedReader reader = process.inputReader()) {
            return reader.lines().toList();
        } finally {
            process.destroy();
        }
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
