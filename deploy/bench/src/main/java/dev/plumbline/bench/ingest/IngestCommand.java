package dev.plumbline.bench.ingest;

import dev.plumbline.bench.Machine;
import dev.plumbline.local.Checkout;
import dev.plumbline.local.ExitCode;
import dev.plumbline.local.Failure;
import dev.plumbline.local.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * NDJSON over HTTP next to {@code kafka-producer-perf-test}, in turns, on a broker of its own. Fails when an event is not
 * acknowledged or the topic does not hold as many records as were sent.
 */
@Command(
        name = "ingest",
        description = {
            "Measure acknowledged NDJSON over HTTP next to kafka-producer-perf-test,",
            "with the same producer settings and bytes, on a broker that is started for it."
        })
public final class IngestCommand implements Callable<Integer> {

    /** Enough to be unlike each other, and few enough to fit the memory of all processes. */
    private static final int DIFFERENT_EVENTS = 100_000;

    @Option(
            names = "--events",
            paramLabel = "N",
            defaultValue = "6000000",
            description = "Events per round and side (default: ${DEFAULT-VALUE}).")
    long events;

    @Option(
            names = "--lines-per-request",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Events in one request (default: ${DEFAULT-VALUE}).")
    int linesPerRequest;

    @Option(
            names = "--connections",
            paramLabel = "N",
            defaultValue = "8",
            description = "HTTP connections (default: ${DEFAULT-VALUE}).")
    int connections;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "3",
            description = "Rounds after the warm-up (default: ${DEFAULT-VALUE}).")
    int rounds;

    @Option(
            names = "--results",
            description = "Ask for an answer about every event; default: counts only (Prefer: return=minimal).")
    boolean results;

    @Option(names = "--port-offset", paramLabel = "N", description = "Move every port by N (default: free ports).")
    Integer portOffset;

    @Option(names = "--json", description = "Print JSON on standard output.")
    boolean json;

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        requireAtLeastOne();
        Machine machine = Machine.now();
        Path data = Files.createTempDirectory("plumbline-bench");
        try {
            IngestReport report = measure(machine, data);
            PrintWriter out = spec.commandLine().getOut();
            if (json) {
                out.println(Json.pretty(Map.of("report", report, "median", report.median())));
            } else {
                report.print(out);
            }
            return ExitCode.OK;
        } finally {
            delete(data);
        }
    }

    private IngestReport measure(Machine machine, Path data) throws IOException, InterruptedException {
        int requests = (int) ((events + linesPerRequest - 1) / linesPerRequest);
        long sent = (long) requests * linesPerRequest;
        say("making the events");
        int bodies = Math.max(1, Math.min(requests, DIFFERENT_EVENTS / linesPerRequest));
        OrderLines lines = OrderLines.generate(bodies, linesPerRequest);
        int offset = portOffset == null ? BrokerAndIngest.freeOffset() : portOffset;
        say("starting a broker and an ingest API, ports moved by " + offset);
        try (BrokerAndIngest servers = BrokerAndIngest.start(Checkout.current(), data, offset)) {
            KafkaLoad kafka = new KafkaLoad(servers.bootstrap(), lines, data);
            HttpLoad http = new HttpLoad(servers.ingest(), lines, connections, results);
            say("warming up");
            kafka(servers, kafka, sent, lines);
            http(servers, http, requests, lines);
            List<IngestReport.Round> measured = new ArrayList<>();
            for (int i = 1; i <= rounds; i++) {
                say("round " + i + " of " + rounds);
                double load = Machine.now().loadAverage();
                measured.add(IngestReport.Round.of(
                        load, kafka(servers, kafka, sent, lines), http(servers, http, requests, lines)));
            }
            return new IngestReport(
                    machine,
                    IngestReport.Setup.of(sent, linesPerRequest, connections, lines.bytesPerEvent(), kafka.settings()),
                    measured);
        }
    }

    private IngestReport.Side kafka(BrokerAndIngest servers, KafkaLoad load, long count, OrderLines lines)
            throws IOException, InterruptedException {
        long before = servers.end(OrderLines.STREAM);
        // Its JVM is new in every round, so it sends all twice and counts the second time.
        KafkaLoad.Outcome outcome = load.run(count, servers::brokerNanos);
        PerfSummary summary = outcome.summary();
        requireEqual("kafka-producer-perf-test", 2 * count, servers.end(OrderLines.STREAM) - before);
        return IngestReport.Side.of(
                summary.recordsPerSecond(),
                lines.bytesPerEvent(),
                summary.p50Millis(),
                summary.p99Millis(),
                ProcessorTime.of(count, outcome.clientNanos(), 0, outcome.brokerNanos()));
    }

    private IngestReport.Side http(BrokerAndIngest servers, HttpLoad load, int requests, OrderLines lines)
            throws InterruptedException {
        long count = (long) requests * lines.linesPerBody();
        long before = servers.end(OrderLines.STREAM);
        long clientBefore = ProcessorTime.nanos(ProcessHandle.current());
        long ingestBefore = servers.ingestNanos();
        long brokerBefore = servers.brokerNanos();
        HttpLoad.Outcome outcome = load.run(requests);
        ProcessorTime used = ProcessorTime.of(
                count,
                ProcessorTime.nanos(ProcessHandle.current()) - clientBefore,
                servers.ingestNanos() - ingestBefore,
                servers.brokerNanos() - brokerBefore);
        requireEqual("accepted over HTTP", count, outcome.accepted());
        requireEqual("the topic after HTTP", count, servers.end(OrderLines.STREAM) - before);
        return IngestReport.Side.of(
                count / outcome.seconds(),
                lines.bytesPerEvent(),
                outcome.requests().p50Millis(),
                outcome.requests().p99Millis(),
                used);
    }

    private static void requireEqual(String what, long sent, long found) {
        if (sent != found) {
            throw Failure.check(
                    "The counts do not match (" + what + "): " + sent + " events sent, " + found + " found",
                    "a figure without all its events is worth nothing; run it again on a quiet machine");
        }
    }

    private void requireAtLeastOne() {
        if (events < 1 || linesPerRequest < 1 || connections < 1 || rounds < 1) {
            throw Failure.usage("--events, --lines-per-request, --connections and --rounds must be 1 or more", "");
        }
    }

    private void say(String what) {
        spec.commandLine().getErr().println(what);
    }

    private static void delete(Path directory) throws IOException {
        List<Path> files;
        try (Stream<Path> tree = Files.walk(directory)) {
            files = tree.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : files) {
            Files.deleteIfExists(file);
        }
    }
}
