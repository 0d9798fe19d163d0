package dev.plumbline.visualize.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.plumbline.visualize.TestApi;
import dev.plumbline.visualize.TestWarehouse;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveTest {

    private final AtomicLong accepted = new AtomicLong(1_000);
    private TestWarehouse warehouse;
    private HttpServer others;
    private TestApi api;

    @BeforeEach
    void start(@TempDir Path directory) throws Exception {
        warehouse = new TestWarehouse(directory);
        others = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        answer(
                "/metrics",
                () -> "# HELP x y\nplumbline_ingest_events_total{outcome=\"accepted\",stream=\"orders\"} "
                        + accepted.addAndGet(100)
                        + ".0\nplumbline_ingest_acknowledge_seconds{stream=\"orders\",quantile=\"0.99\"} 0.0042\n");
        answer(
                "/v1/state",
                () ->
                        "{\"streams\":[{\"stream\":\"orders\",\"maxEventTime\":\"2011-12-09T12:50:00Z\",\"recentBatches\":["
                                + "{\"at\":\"2026-01-01T00:00:00Z\",\"rows\":7,\"millis\":300,\"phases\":{\"write\":200,\"commit\":100}}]}],"
                                + "\"models\":[{\"model\":\"revenue_by_minute\",\"rowsLate\":3}]}");
        others.start();
        String url = "http://127.0.0.1:" + others.getAddress().getPort();
        api = new TestApi(
                warehouse, directory, Map.of("ingest.url", url, "processing.url", url, "visualize.live-clients", "2"));
    }

    @AfterEach
    void stop() throws Exception {
        api.close();
        others.stop(0);
        warehouse.close();
    }

    @Test
    void theStateTellsWhatEachLayerDoesAndWhichIsDown() throws Exception {
        try (BufferedReader events = listen()) {
            state(events);
            JsonNode state = state(events);

            assertThat(state.at("/layers/connect/up").asBoolean()).isTrue();
            assertThat(state.at("/layers/connect/eventsPerSecond").asDouble()).isPositive();
            assertThat(state.at("/layers/connect/acknowledgedP99Millis").asDouble())
                    .isEqualTo(4.2);
            assertThat(state.at("/layers/process/batchMillis").asInt()).isEqualTo(300);
            assertThat(state.at("/layers/process/late").asInt()).isEqualTo(3);
            assertThat(state.at("/layers/buffer/up").asBoolean()).isFalse();
            assertThat(state.at("/layers/buffer/lag").isNull()).isTrue();
            assertThat(Instant.parse(state.at("/layers/connect/lastAnswerAt").asText()))
                    .isBefore(Instant.now());
            assertThat(state.at("/layers/connect").has("waitingSeconds")).isTrue();
            assertThat(state.at("/layers/buffer/lastAnswerAt").isNull())
                    .as("never heard")
                    .isTrue();
            assertThat(state.at("/layers/store/up").asBoolean()).isTrue();
            assertThat(state.path("streams").get(0).path("stream").asText()).isEqualTo("orders");
            assertThat(state.path("streams").get(0).at("/book/closes").asBoolean())
                    .isTrue();
        }
    }

    @Test
    void metricsAreMeasuredWhenTheyAreReadAndSayWhatIsNotKnown() throws Exception {
        String first = api.get("/metrics").body();

        assertThat(first)
                .contains("plumbline_layer_up{layer=\"connect\"} 1.0")
                .contains("plumbline_layer_up{layer=\"buffer\"} 0.0")
                .contains("plumbline_layer_up{layer=\"store\"} 1.0")
                .contains("plumbline_stream_freshness_objective_seconds{stream=\"orders\"} 5.0")
                .contains("plumbline_stream_retention_seconds{stream=\"orders\"}")
                .contains("plumbline_book_difference{stream=\"orders\"} 0.0")
                .contains("disk_free_bytes")
                .doesNotContain("plumbline_stream_lag_records");

        others.stop(0);

        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() ->
                        assertThat(api.get("/metrics").body()).contains("plumbline_layer_up{layer=\"connect\"} 0.0"));
    }

    @Test
    void listenersAreLimitedAndTheirPlacesAreGivenBack() throws Exception {
        BufferedReader first = listen();
        try (BufferedReader second = listen()) {
            state(first);
            state(second);

            assertThat(api.get("/v1/live").statusCode()).isEqualTo(503);
            first.close();

            await().atMost(Duration.ofSeconds(10)).until(() -> {
                HttpResponse<InputStream> response = open();
                response.body().close();
                return response.statusCode() == 200;
            });
        }
    }

    @Test
    void whoComesWhileAllIsStoppedIsLetGoAtOnce() throws Exception {
        api.closeListeners();

        try (BufferedReader events = listen()) {
            assertThat(events.readLine()).isNull();
        }
    }

    @Test
    void aListenerThatGoesWithoutAWordIsMissed() throws Exception {
        try (Socket listener = new Socket("127.0.0.1", api.server.port())) {
            listener.getOutputStream()
                    .write("GET /v1/live HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(listener.getInputStream().read()).isEqualTo('H');
            await().atMost(Duration.ofSeconds(10)).until(() -> listeners(1));
            // Closing it resets the connection.
            listener.setSoLinger(true, 0);
        }

        await().atMost(Duration.ofSeconds(20)).until(() -> listeners(0));
        assertThat(api.get("/health/live").statusCode()).isEqualTo(200);
    }

    @Test
    void withoutABrokerThereIsNoLagButAProblem() throws Exception {
        HttpResponse<String> response = api.get("/v1/lag");

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.headers().firstValue("content-type")).contains("application/problem+json");
    }

    @Test
    void theTailOfAnUnknownStreamIsAProblem() throws Exception {
        assertThat(api.get("/v1/streams/nothing/tail").statusCode()).isEqualTo(404);
    }

    private boolean listeners(int count) throws Exception {
        return api.get("/metrics").body().contains("plumbline_visualize_listeners " + count + ".0");
    }

    private HttpResponse<InputStream> open() throws Exception {
        return HttpClient.newHttpClient()
                .send(api.request("/v1/live").build(), HttpResponse.BodyHandlers.ofInputStream());
    }

    private BufferedReader listen() throws Exception {
        HttpResponse<InputStream> response = open();
        assertThat(response.headers().firstValue("content-type").orElse("")).startsWith("text/event-stream");
        return new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    }

    private static JsonNode state(BufferedReader events) throws Exception {
        String line = events.readLine();
        while (line != null && !line.startsWith("data: ")) {
            line = events.readLine();
        }
        return new ObjectMapper().readTree(line.substring("data: ".length()));
    }

    private void answer(String path, java.util.function.Supplier<String> body) {
        others.createContext(path, exchange -> {
            byte[] bytes = body.get().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
    }
}
