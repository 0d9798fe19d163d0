package dev.plumbline.bench.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.bench.Machine;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class IngestReportTest {

    private static final IngestReport REPORT = new IngestReport(
            new Machine(2, "17", 0.1),
            IngestReport.Setup.of(1_000_000, 1_000, 4, 200, Map.of("acks", "all", "bootstrap.servers", "here")),
            List.of(round(1_000_000, 500_000), round(800_000, 600_000), round(900_000, 540_000)));

    @Test
    void theRatioInTheMiddleIsThatOfRoundsNotOfMedians() {
        IngestReport.Round median = REPORT.median();

        assertThat(median.ratio()).isEqualTo(0.6);
        assertThat(median.kafka().eventsPerSecond()).isEqualTo(900_000);
        assertThat(median.http().eventsPerSecond()).isEqualTo(540_000);
        assertThat(median.http().megabytesPerSecond()).isEqualTo(108);
    }

    @Test
    void printsEachRoundAndTheMedian() {
        StringWriter text = new StringWriter();

        REPORT.print(new PrintWriter(text, true));

        assertThat(text.toString())
                .contains("load average before the run 0.10", "1,000,000 orders per round")
                .contains("both producers: acks=all" + System.lineSeparator(), "perf-test runs with -Xmx512M -server")
                .containsPattern("round 1 +1,000,000 +200\\.0 .* 500,000 .* 50\\.0 %")
                .containsPattern("median +900,000 .* 60\\.0 %")
                .containsPattern("median +1\\.50 +0\\.50 +2\\.00 +0\\.25 +2\\.25 +1\\.50 +4\\.00 +50\\.0 %");
    }

    private static IngestReport.Round round(double kafka, double http) {
        return IngestReport.Round.of(
                0.5,
                IngestReport.Side.of(kafka, 200, 3, 9, new ProcessorTime(1.5, 0, 0.5)),
                IngestReport.Side.of(http, 200, 5, 12, new ProcessorTime(0.25, 2.25, 1.5)));
    }
}
