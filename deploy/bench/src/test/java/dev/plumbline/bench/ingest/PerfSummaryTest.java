package dev.plumbline.bench.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PerfSummaryTest {

    private static final String COLD =
            "200000 records sent, 129701.686122 records/sec (23.58 MB/sec), 71.43 ms avg latency, "
                    + "498.00 ms max latency, 32 ms 50th, 382 ms 95th, 489 ms 99th, 497 ms 99.9th.";
    private static final String WARM = "200000 records sent, 178571.428571 records/sec (32.46 MB/sec), "
            + "33.10 ms avg latency, 71.00 ms max latency, 31 ms 50th, 60 ms 95th, 63 ms 99th, 70 ms 99.9th.";

    @Test
    void readsRateAndLatency() {
        assertThat(PerfSummary.parse(COLD)).hasValue(new PerfSummary(200_000, 129_701.686122, 32, 489));
    }

    @Test
    void takesTheSecondOfTwoRuns() {
        List<String> output = List.of("WARN a word of a library", COLD, WARM);

        assertThat(PerfSummary.last(output)).hasValue(new PerfSummary(200_000, 178_571.428571, 31, 63));
    }

    @Test
    void progressOnTheWayIsNoSummary() {
        String progress =
                "71043 records sent, 14208.6 records/sec (2.58 MB/sec), 12.1 ms avg latency, 300.0 ms max latency.";

        assertThat(PerfSummary.last(List.of(progress))).isEmpty();
    }
}
