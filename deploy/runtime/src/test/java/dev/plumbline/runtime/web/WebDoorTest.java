package dev.plumbline.runtime.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.runtime.Health;
import dev.plumbline.runtime.PortUnavailableException;
import io.javalin.Javalin;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WebDoorTest {

    private Optional<String> problem = Optional.empty();
    private final Health health = new Health().check("disk", () -> problem);
    private final Javalin server = Javalin.create(config -> {
        WebDoor.quiet(config);
        config.jetty.modifyServer(jetty -> jetty.setErrorHandler(UnreadableRequest.answeredWith(
                "application/problem+json", request -> request.toString().getBytes(StandardCharsets.UTF_8))));
        WebDoor.healthAndMetrics(config.routes, health, () -> "figures 1\n");
    });

    @AfterEach
    void stop() {
        server.stop();
    }

    @Test
    void saysWhetherTheProcessWouldWorkNowAndWhyNot() throws IOException {
        WebDoor.listen(server, "127.0.0.1", 0);

        assertThat(get("/health/live")).startsWith("HTTP/1.1 200").contains("application/json", "\"live\"");
        assertThat(get("/health/ready")).startsWith("HTTP/1.1 200").contains("application/json", "\"ready\"");
        problem = Optional.of("no space left");
        assertThat(get("/health/ready")).startsWith("HTTP/1.1 503").contains("\"disk\":\"no space left\"");
        assertThat(get("/health/live")).startsWith("HTTP/1.1 200");
        assertThat(get("/metrics")).contains("text/plain; version=0.0.4", "figures 1");
    }

    @Test
    void aRequestThatIsNoHttpIsAnsweredInTheFormOfTheRoutesAndNamesWhatIsWrong() throws IOException {
        WebDoor.listen(server, "127.0.0.1", 0);

        String twoHosts = send("GET /health/live HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n");
        String garbage = send("nonsense\r\n\r\n");

        assertThat(twoHosts)
                .startsWith("HTTP/1.1 400")
                .contains("application/problem+json", "Connection: close", "cannot be read as HTTP: ")
                .doesNotContain("Jetty");
        assertThat(garbage).startsWith("HTTP/1.1 400").contains("path=]").doesNotContain("badMessage");
    }

    @Test
    void aPortThatIsTakenIsNamedWithWhatToDoNext() {
        WebDoor.listen(server, "127.0.0.1", 0);

        assertThatThrownBy(() -> WebDoor.listen(Javalin.create(WebDoor::quiet), "127.0.0.1", server.port()))
                .isInstanceOf(PortUnavailableException.class)
                .hasMessageContaining("port " + server.port() + " cannot be had at 127.0.0.1")
                .hasMessageContaining("./plumbline doctor");
    }

    private String get(String path) throws IOException {
        return send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    }

    private String send(String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", server.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
