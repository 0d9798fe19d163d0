package dev.plumbline.visualize.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.plumbline.visualize.web.ProblemException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can be told of Trino where there is none, or one that has only begun. */
class TrinoEngineTest {

    private static final String STATS = """
            "stats":{"state":"%s","queued":false,"scheduled":true,"nodes":0,"totalSplits":0,"queuedSplits":0,"runningSplits":0,\
            "completedSplits":0,"cpuTimeMillis":0,"wallTimeMillis":0,"queuedTimeMillis":0,"elapsedTimeMillis":0,\
            "processedRows":0,"processedBytes":0,"physicalInputBytes":0,"peakMemoryBytes":0,"spilledBytes":0}""";

    private static final String NO_NODE = "{\"id\":\"first\",\"infoUri\":\"http://127.0.0.1/first\","
            + String.format(STATS, "FAILED")
            + ",\"error\":{\"message\":\"No nodes available to run query\",\"errorCode\":65540,"
            + "\"errorName\":\"NO_NODES_AVAILABLE\",\"errorType\":\"INTERNAL_ERROR\"}}";

    private static final String ONE = "{\"id\":\"second\",\"infoUri\":\"http://127.0.0.1/second\","
            + String.format(STATS, "FINISHED")
            + ",\"columns\":[{\"name\":\"one\",\"type\":\"integer\",\"typeSignature\":{\"rawType\":\"integer\","
            + "\"arguments\":[]}}],\"data\":[[1]]}";

    @Test
    void aTrinoThatIsAwayIsNamedAndItsPlaceGivenBack(@TempDir Path directory) throws Exception {
        EngineLimits limits = new EngineLimits("64MB", 1, 1, Duration.ofMillis(500), directory.resolve("spill"));
        TrinoConfig nowhere =
                new TrinoConfig(URI.create("http://127.0.0.1:1"), "plumbline", "tester", Optional.empty());
        try (DuckDb parser = DuckDb.parser(limits);
                TrinoEngine engine = new TrinoEngine(nowhere, limits)) {
            ParsedSelect select = ParsedSelect.parse(parser, "SELECT 1 AS one");

            assertThatThrownBy(() -> engine.query(select, Map.of(), List.of(), Rows::next))
                    .isInstanceOfSatisfying(ProblemException.class, problem -> assertThat(problem.status())
                            .isEqualTo(503))
                    .hasMessageStartingWith("Trino at http://127.0.0.1:1 d")
                    .hasMessageContaining("answer");
            assertThat(engine.running()).isZero();
        }
    }

    @Test
    void aTrinoThatHasJustStartedIsAskedAgainUntilItHasANode(@TempDir Path directory) throws Exception {
        AtomicInteger asked = new AtomicInteger();
        HttpServer trino = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        trino.createContext("/v1/statement", exchange -> {
            String sql = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            boolean starting = sql.contains("SELECT") && !sql.startsWith("PREPARE") && asked.incrementAndGet() == 1;
            byte[] answer = (starting ? NO_NODE : ONE).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        trino.start();
        EngineLimits limits = new EngineLimits("64MB", 1, 1, Duration.ofSeconds(20), directory.resolve("spill"));
        URI url = URI.create("http://127.0.0.1:" + trino.getAddress().getPort());
        try (DuckDb parser = DuckDb.parser(limits);
                TrinoEngine engine =
                        new TrinoEngine(new TrinoConfig(url, "plumbline", "tester", Optional.empty()), limits)) {
            ParsedSelect select = ParsedSelect.parse(parser, "SELECT 1 AS one");

            assertThat(engine.query(select, Map.of(), List.of(), Rows::next)).isTrue();
        } finally {
            trino.stop(0);
        }
        assertThat(asked).hasValue(2);
    }
}
