package dev.plumbline.airflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The DAGs' own code, against a processing that a test tells what to make of a job; Airflow itself is not needed for that. */
class ProcessingJobTest {

    private final Map<String, String> jobs = new ConcurrentHashMap<>();
    private final List<String> puts = new CopyOnWriteArrayList<>();
    private String becomes = "";
    private HttpServer processing;

    @BeforeEach
    void start() throws IOException {
        assumeThat(Python.isHere()).as("python3 is here").isTrue();
        processing = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        processing.createContext("/v1/jobs/", this::answer);
        processing.start();
    }

    @AfterEach
    void stop() {
        if (processing != null) {
            processing.stop(0);
        }
    }

    @Test
    void aJobThatProcessingGoesDownWithIsBegunOnceForEachTryOfTheTask() {
        becomes = """
                {"state": "failed", "error": {"reason": "interrupted", "detail": "processing ended while it ran"}}""";

        assertThat(poke(1)).startsWith("AirflowException: job maintenance.today.0.maintain failed (interrupted)");
        assertThat(poke(2)).startsWith("AirflowException: job maintenance.today.0.maintain.try2 failed (interrupted)");

        assertThat(puts).containsExactly("maintenance.today.0.maintain", "maintenance.today.0.maintain.try2");
    }

    @Test
    void aTaskThatIsRunAgainFindsTheJobItHasBegun() {
        becomes = """
                {"state": "running", "progress": null}""";

        assertThat(poke(1)).isEqualTo("False");
        assertThat(poke(1)).isEqualTo("False");
        assertThat(poke(2)).isEqualTo("False");

        assertThat(puts).containsExactly("maintenance.today.0.maintain");
    }

    private void answer(HttpExchange exchange) throws IOException {
        String id = exchange.getRequestURI().getPath().substring("/v1/jobs/".length());
        if (exchange.getRequestMethod().equals("PUT")) {
            puts.add(id);
            jobs.put(id, becomes);
        }
        byte[] body = jobs.getOrDefault(id, "{}").getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(jobs.containsKey(id) ? 200 : 404, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private String poke(int number) {
        String url = "http://127.0.0.1:" + processing.getAddress().getPort();
        return Python.run(Map.of("PLUMBLINE_PROCESSING_URL", url), "src/test/python/poke.py", Integer.toString(number));
    }
}
