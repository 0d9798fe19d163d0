package dev.plumbline.bench.ingest;

import dev.plumbline.bench.Distribution;
import dev.plumbline.bench.Machine;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** What a run found, round by round and in the middle. {@code kafka} is {@code kafka-producer-perf-test}, {@code http} the ingest API. */
record IngestReport(
        Machine machine,
        long eventsPerRound,
        int linesPerRequest,
        int connections,
        double bytesPerEvent,
        List<Round> rounds) {

    /** One side of a round; the latency is a record's on Kafka's side and a request's on the other. */
    record Side(double eventsPerSecond, double megabytesPerSecond, double p50Millis, double p99Millis) {

        static Side of(double eventsPerSecond, double bytesPerEvent, double p50Millis, double p99Millis) {
            return new Side(eventsPerSecond, eventsPerSecond * bytesPerEvent / 1e6, p50Millis, p99Millis);
        }
    }

    /** Both sides, one right after the other. */
    record Round(Side kafka, Side http, double ratio) {

        static Round of(Side kafka, Side http) {
            return new Round(kafka, http, http.eventsPerSecond() / kafka.eventsPerSecond());
        }
    }

    /** Every figure's median over the rounds; the ratio is the median of the rounds' ratios. */
    Round median() {
        return new Round(median(Round::kafka), median(Round::http), middle(Round::ratio));
    }

    void print(PrintWriter out) {
        out.println(machine);
        out.printf(
                Locale.ROOT,
                "%,d orders per round, %.0f bytes each; HTTP: %,d lines per request, %d connections%n%n",
                eventsPerRound,
                bytesPerEvent,
                linesPerRequest,
                connections);
        out.println(
                "           kafka-producer-perf-test               NDJSON over HTTP, acknowledged         HTTP/Kafka");
        out.println("           events/s    MB/s  p50 ms  p99 ms       events/s    MB/s  p50 ms  p99 ms");
        for (int i = 0; i < rounds.size(); i++) {
            print(out, "round " + (i + 1), rounds.get(i));
        }
        print(out, "median", median());
        out.println("(latency: per record on the left, per request on the right)");
    }

    private static void print(PrintWriter out, String name, Round round) {
        out.printf(
                Locale.ROOT,
                "%-8s %s    %s    %6.1f %%%n",
                name,
                text(round.kafka()),
                text(round.http()),
                100 * round.ratio());
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
                middle(round -> side.apply(round).p99Millis()));
    }

    private double middle(ToDoubleFunction<Round> figure) {
        return Distribution.median(rounds.stream().mapToDouble(figure).toArray());
    }
}
