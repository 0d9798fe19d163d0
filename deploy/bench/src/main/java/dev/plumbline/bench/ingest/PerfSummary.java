package dev.plumbline.bench.ingest;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The summary line that {@code kafka-producer-perf-test} ends with; latencies are those of single records. */
record PerfSummary(long records, double recordsPerSecond, double p50Millis, double p99Millis) {

    private static final Pattern LINE = Pattern.compile(
            "(\\d+) records sent, ([\\d.,]+) records/sec .*?" + "(\\d+) ms 50th, \\d+ ms 95th, (\\d+) ms 99th.*");

    /** The last summary in the output, that of the second run. */
    static Optional<PerfSummary> last(List<String> output) {
        return output.stream().flatMap(line -> parse(line).stream()).reduce((earlier, later) -> later);
    }

    static Optional<PerfSummary> parse(String line) {
        Matcher matcher = LINE.matcher(line);
        return matcher.find()
                ? Optional.of(new PerfSummary(
                        Long.parseLong(matcher.group(1)),
                        Double.parseDouble(matcher.group(2).replace(',', '.')),
                        Double.parseDouble(matcher.group(3)),
                        Double.parseDouble(matcher.group(4))))
                : Optional.empty();
    }
}
