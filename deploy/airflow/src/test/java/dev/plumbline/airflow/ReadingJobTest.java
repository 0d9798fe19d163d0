package dev.plumbline.airflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When the DAGs' own code submits a job, against a Spark master that a test tells who is on its cluster. */
class ReadingJobTest {

    private static final String STREAMS = """
            {"name": "plumbline-processing", "cores": 1}""";
    private static final String JOB = """
            {"id": "driver-1", "state": "RUNNING"}""";

    private final AtomicInteger submitted = new AtomicInteger();
    private HttpServer master;
    private String page;

    @BeforeEach
    void start() throws IOException {
        assumeThat(Python.isHere()).as("python3 is here").isTrue();
        master = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        master.createContext("/json/", exchange -> answer(exchange, page));
        master.createContext("/v1/submissions/create", exchange -> {
            submitted.incrementAndGet();
            answer(exchange, """
                    {"success": true, "submissionId": "driver-2"}""");
        });
        master.createContext("/v1/submissions/status/", exchange -> answer(exchange, """
                        {"success": true, "driverState": "SUBMITTED"}"""));
        master.start();
    }

    @AfterEach
    void stop() {
        if (master != null) {
            master.stop(0);
        }
    }

    @Test
    void aJobIsSubmittedWhereAWorkerHasRoomForIt() {
        page = cluster(STREAMS, "", worker("ALIVE", 0, 32), worker("ALIVE", 1, 512));

        String said = look(Map.of());

        assertThat(said).contains("as driver-2");
        assertThat(submitted).hasValue(1);
    }

    @Test
    void aTaskWaitsWhereAnotherJobRuns() {
        page = cluster(STREAMS, JOB, worker("ALIVE", 1, 512), worker("ALIVE", 1, 512));

        String said = look(Map.of());

        assertThat(said).contains("is not submitted yet", "until driver-1 has ended, which is RUNNING");
        assertThat(submitted).hasValue(0);
    }

    @Test
    void aTaskWaitsWhereTheStreamsHaveLostTheirExecutor() {
        page = cluster(
                STREAMS.replace("\"cores\": 1", "\"cores\": 0"), "", worker("DEAD", 1, 512), worker("ALIVE", 1, 512));

        String said = look(Map.of());

        assertThat(said).contains("is not submitted yet", "until plumbline-processing has an executor");
        assertThat(submitted).hasValue(0);
    }

    @Test
    void aTaskWaitsWhereNoWorkerHasRoom() {
        page = cluster(STREAMS, "", worker("DEAD", 1, 512), worker("ALIVE", 0, 32), worker("ALIVE", 1, 479));

        String said = look(Map.of());

        assertThat(said).contains("is not submitted yet", "until a worker has a core and 480m to spare");
        assertThat(submitted).hasValue(0);
    }

    @Test
    void aTaskThatIsRunAgainAsksForTheJobItHasSubmitted() {
        page = cluster(STREAMS, JOB, worker("ALIVE", 0, 32));

        String said = look(Map.of("SUBMITTED_BEFORE", "driver-1"));

        assertThat(said).contains("is queued").doesNotContain("not submitted");
        assertThat(submitted).hasValue(0);
    }

    private static String cluster(String applications, String drivers, String... workers) {
        return """
                {"workers": [%s], "activeapps": [%s], "activedrivers": [%s]}""".formatted(String.join(",", workers), applications, drivers);
    }

    private static String worker(String state, int cores, int megabytes) {
        return """
                {"state": "%s", "coresfree": %d, "memoryfree": %d}""".formatted(state, cores, megabytes);
    }

    private String look(Map<String, String> environment) {
        String port = Integer.toString(master.getAddress().getPort());
        Map<String, String> all = new HashMap<>(environment);
        all.put("PLUMBLINE_SPARK_REST_URL", "http://127.0.0.1:" + port);
        all.put("PLUMBLINE_SPARK_REST_SECRET", "c2VjcmV0");
        return Python.run(all, "src/test/python/read.py", port);
    }

    private static void answer(HttpExchange exchange, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
