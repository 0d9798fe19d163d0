package dev.plumbline.bench.ingest;

import dev.plumbline.bench.Distribution;
import dev.plumbline.bench.Machine;
import dev.plumbline.local.supervisor.Layers;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** What a run found, round by round and in the middle. {@code kafka} is {@code kafka-producer-perf-test}, {@code http} the ingest API. */
record IngestReport(Machine machine, Setup setup, List<Round> rounds) {

    /** What was sent, and how both sides were set. */
    record Setup(
            long eventsPerRound,
            int linesPerRequest,
            int connections,
            double bytesPerEvent,
            String producer,
            String kafkaJvm,
            String ingestJvm,
            String brokerJvm) {

        private static final List<String> SHOWN = List.of(
                "acks",
                "enable.idempotence",
                "compression.type",
                "batch.size",
                "linger.ms",
                "buffer.memory",
                "max.in.flight.requests.per.connection");

        /** A setup with the flags that the processes are started with; {@code settings} are the producer's. */
        static Setup of(
                long eventsPerRound,
                int linesPerRequest,
                int connections,
                double bytesPerEvent,
                Map<String, Object> settings) {
            return new Setup(
                    eventsPerRound,
                    linesPerRequest,
                    connections,
                    bytesPerEvent,
                    SHOWN.stream()
                            .filter(settings::containsKey)
                            .map(name -> name + "=" + settings.get(name))
                            .collect(Collectors.joining(" ")),
                    String.join(" ", KafkaLoad.JVM),
                    String.join(" ", Layers.jvm(Layers.INGEST)),
                    String.join(" ", Layers.jvm(Layers.BUFFER)));
        }
    }

    /** One side of a round; the latency is a record's on Kafka's side and a request's on the other. */
    record Side(
            double eventsPerSecond,
            double megabytesPerSecond,
            double p50Millis,
            double p99Millis,
            ProcessorTime processorMicros) {

        static Side of(
                double eventsPerSecond,
                double bytesPerEvent,
                double p50Millis,
                double p99Millis,
                ProcessorTime processorMicros) {
            return new Side(
                    eventsPerSecond, eventsPerSecond * bytesPerEvent / 1e6, p50Millis, p99Millis, processorMicros);
        }
    }

    /** Both sides, one right after the other, and how busy the machine was before. */
    record Round(double loadAverage, Side kafka, Side http, double ratio) {

        static Round of(double loadAverage, Side kafka, Side http) {
            return new Round(loadAverage, kafka, http, http.eventsPerSecond() / kafka.eventsPerSecond());
        }
    }

    /** Every figure's median over the rounds; the ratio is the median of the rounds' ratios. */
    Round median() {
        return new Round(middle(Round::loadAverage), median(Round::kafka), median(Round::http), middle(Round::ratio));
    }

    void print(PrintWriter out) {
        out.println(machine);
        out.printf(
                Locale.ROOT,
                "%,d orders per round and side, values of %.0f bytes; HTTP: %,d lines per request, %d connections%n",
                setup.eventsPerRound(),
                setup.bytesPerEvent(),
                setup.linesPerRequest(),
                setup.connections());
        out.println("both producers: " + setup.producer());
        out.println("kafka-producer-perf-test runs with " + setup.kafkaJvm() + ", as Kafka's scripts start it;");
        out.println("  in each round twice in one JVM, and the second time counts");
        out.println("ingest API runs with " + setup.ingestJvm() + ", broker with " + setup.brokerJvm());
        out.println();
        out.println(
                "           kafka-producer-perf-test               NDJSON over HTTP, acknowledged         HTTP/Kafka  load");
        out.println("           events/s    MB/s  p50 ms  p99 ms       events/s    MB/s  p50 ms  p99 ms");
        rows().forEach(row -> print(out, row));
        out.println("(latency: per record on the left, per request on the right; load: average before the round)");
        out.println();
        out.println("processor time per event in microseconds");
        out.println(
                "         perf-test broker    all        load generator ingest API broker    all        Kafka/HTTP");
        rows().forEach(row -> printProcessorTime(out, row));
    }

    /** A line of the report and its name. */
    private record Row(String name, Round round) {}

    private List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        for (Round round : rounds) {
            rows.add(new Row("round " + (rows.size() + 1), round));
        }
        rows.add(new Row("median", median()));
        return rows;
    }

    private static void print(PrintWriter out, Row row) {
        out.printf(
                Locale.ROOT,
                "%-8s %s    %s    %6.1f %%    %5.2f%n",
                row.name(),
                text(row.round().kafka()),
                text(row.round().http()),
                100 * row.round().ratio(),
                row.round().loadAverage());
    }

    private static void printProcessorTime(PrintWriter out, Row row) {
        ProcessorTime kafka = row.round().kafka().processorMicros();
        ProcessorTime http = row.round().http().processorMicros();
        out.printf(
                Locale.ROOT,
                "%-8s %9.2f %6.2f %6.2f        %14.2f %10.2f %6.2f %6.2f        %8.1f %%%n",
                row.name(),
                kafka.client(),
                kafka.broker(),
                kafka.all(),
                http.client(),
                http.ingest(),
                http.broker(),
                http.all(),
                100 * kafka.all() / http.all());
    }

    private static String text(Side side) {
        return String.format(
                Locale.ROOT,
                "%,10.0f %7.1f %7.1f %7.1f",
                side.eventsPerSecond(),
                side.megabytesPerSecond(),
                side.p50Millis(),
                side.p99Millis());
    }

    private Side median(Function<Round, Side> side) {
        return new Side(
                middle(round -> side.apply(round).eventsPerSecond()),
                middle(round -> side.apply(round).megabytesPerSecond()),
                middle(round -> side.apply(round).p50Millis()),
                middle(round -> side.apply(round).p99Millis()),
                new ProcessorTime(
                        middle(round -> side.apply(round).processorMicros().client()),
                        middle(round -> side.apply(round).processorMicros().ingest()),
                        middle(round -> side.apply(round).processorMicros().broker())));
    }

    private double middle(ToDoubleFunction<Round> figure) {
        return Distribution.median(rounds.stream().mapToDouble(figure).toArray());
    }
}
