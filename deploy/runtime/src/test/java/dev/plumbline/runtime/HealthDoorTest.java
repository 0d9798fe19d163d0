package dev.plumbline.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HealthDoorTest {

    private volatile Optional<String> problem = Optional.empty();
    private HealthDoor door;

    @BeforeEach
    void openTheDoor() throws IOException {
        door = HealthDoor.open("127.0.0.1", 0, new Health().check("part", () -> problem), new Metrics());
    }

    @AfterEach
    void closeTheDoor() {
        door.close();
    }

    @Test
    void isLiveAndReadyWhenEveryCheckIsWell() throws Exception {
        assertThat(get("/health/live").statusCode()).isEqualTo(200);
        assertThat(get("/health/ready").body()).isEqualTo("{\"status\":\"ready\",\"problems\":{}}");
    }

    @Test
    void namesTheProblemWhenItIsNotReady() throws Exception {
        problem = Optional.of("says \"no\"");

        HttpResponse<String> response = get("/health/ready");

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.body()).contains("\"part\":\"says \\\"no\\\"\"");
        assertThat(get("/health/live").statusCode()).isEqualTo(200);
    }

    @Test
    void servesTheFiguresOfTheProcess() throws Exception {
        assertThat(get("/metrics").body()).contains("jvm_memory_used_bytes").contains("process_uptime_seconds");
    }

    @Test
    void servesFurtherRoutesAndHidesTheirFailures() throws Exception {
        door.route("POST", "/v1/echo", request -> HealthDoor.Answer.json(200, request.body()));
        door.route("GET", "/v1/broken", request -> {
            throw new IllegalStateException("secret");
        });

        assertThat(send("POST", "/v1/echo", "{}").body()).isEqualTo("{}");
        assertThat(get("/v1/echo").statusCode()).isEqualTo(405);
        assertThat(get("/v1/echo/more").statusCode()).isEqualTo(404);
        assertThat(get("/v1/broken").statusCode()).isEqualTo(500);
        assertThat(get("/v1/broken").body()).doesNotContain("secret");
    }

    @Test
    void aPathMayEndInAName() throws Exception {
        door.route("GET", "/v1/things", request -> HealthDoor.Answer.json(200, "all " + request.query()));
        door.route("GET", "/v1/things/{name}", request -> HealthDoor.Answer.json(200, "one " + request.name()));
        door.route(
                "PUT",
                "/v1/things/{name}",
                request -> new HealthDoor.Answer(202, "text/plain", request.body(), Map.of("Retry-After", "3")));

        HttpResponse<String> put = send("PUT", "/v1/things/one", "{}");

        assertThat(put.statusCode()).isEqualTo(202);
        assertThat(put.body()).isEqualTo("{}");
        assertThat(put.headers().firstValue("Retry-After")).contains("3");
        assertThat(get("/v1/things?limit=2").body()).isEqualTo("all limit=2");
        assertThat(get("/v1/things/cli:a+b-1.2").body()).isEqualTo("one cli:a+b-1.2");
        assertThat(send("DELETE", "/v1/things/one", "").body()).contains("use GET, PUT");
        assertThat(get("/v1/things/one/two").statusCode()).isEqualTo(404);
        assertThat(get("/v1/thingsandmore").statusCode()).isEqualTo(404);
    }

    @Test
    void refusesABodyThatIsTooLong() throws Exception {
        door.route("POST", "/v1/echo", request -> HealthDoor.Answer.json(200, request.body()));

        assertThat(send("POST", "/v1/echo", "x".repeat(70_000)).statusCode()).isEqualTo(413);
    }

    @Test
    void refusesWhatAWebPageOfOthersSends() throws Exception {
        door.route("POST", "/v1/echo", request -> HealthDoor.Answer.json(200, request.body()));

        assertThat(send("POST", "/v1/echo", "{}", "Content-Type", "text/plain").statusCode())
                .isEqualTo(415);
        assertThat(send("POST", "/v1/echo", "{}", "Origin", "http://evil.example")
                        .statusCode())
                .isEqualTo(403);
        assertThat(send("GET", "/metrics", "", "Origin", "null").statusCode()).isEqualTo(403);
        assertThat(send("POST", "/v1/echo", "{}", "Origin", "http://127.0.0.1:" + door.port())
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void saysWhatToDoWhenThePortIsTaken() {
        assertThatThrownBy(() -> HealthDoor.open("127.0.0.1", door.port(), new Health(), new Metrics()))
                .isInstanceOf(PortUnavailableException.class)
                .hasMessageContaining("port " + door.port() + " cannot be had at 127.0.0.1 (Address already in use)")
                .hasMessageContaining("--port-offset");
    }

    private HttpResponse<String> get(String path) throws Exception {
        return send("GET", path, "");
    }

    private HttpResponse<String> send(String method, String path, String body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + door.port() + path))
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .setHeader("Content-Type", "application/json");
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
