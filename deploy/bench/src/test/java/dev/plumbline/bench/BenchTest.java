package dev.plumbline.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void freshnessNeedsARunningPlatform(@TempDir Path nothingRunsHere) {
        int exitCode = run("freshness", "--data", nothingRunsHere.toString());

        assertThat(exitCode).isEqualTo(3);
        assertThat(err.toString()).contains("The platform is not running", "./plumbline up");
    }

    @Test
    void refusesADurationThatIsNone() {
        int exitCode = run("freshness", "--for", "soon");

        assertThat(exitCode).isEqualTo(2);
        assertThat(err.toString()).contains("'soon' is no duration; expected such as 20ms, 30s, 5m");
    }

    @Test
    void refusesRoundsWithoutEvents() {
        int exitCode = run("ingest", "--events", "0");

        assertThat(exitCode).isEqualTo(2);
        assertThat(err.toString()).contains("must be 1 or more");
    }

    private int run(String... args) {
        return Bench.run(args, new PrintWriter(out, true), new PrintWriter(err, true));
    }
}
