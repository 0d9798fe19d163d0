package dev.plumbline.ingest;

import static dev.plumbline.ingest.RunningIngest.json;
import static dev.plumbline.ingest.RunningIngest.order;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.buffer.kafka.StoredRecord;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RefusalsTest {

    private final RunningIngest ingest = RunningIngest.shared();
    private final String source = "urn:test:" + UUID.randomUUID();

    @Test
    void rejectsAnEventThatIsNotWhatTheContractSaysWithPointerAndRule() {
        HttpResponse<String> response =
                ingest.post("?source=" + source, "application/json", order("1").replace("6,", "\"six\","));

        JsonNode problem = problem(response, 422);
        assertThat(problem.path("type").asText()).isEqualTo("urn:plumbline:problem:events-rejected");
        assertThat(problem.path("instance").asText()).isEqualTo("/v1/streams/orders/events");
        assertThat(problem.path("rejected").asLong()).isEqualTo(1);
        JsonNode error = problem.path("errors").path(0);
        assertThat(error.path("index").asLong()).isZero();
        assertThat(error.path("pointer").asText()).isEqualTo("/quantity");
        assertThat(error.path("rule").asText()).isEqualTo("type");
        assertThat(error.path("reason").asText()).contains("six");
        assertThat(ingest.deadLetters(source)).hasSize(1);
        assertThat(ingest.events(source)).isEmpty();
    }

    @Test
    void refusesWhatAWebPageOfOthersSends() {
        HttpResponse<String> response =
                ingest.post("?source=" + source, "application/json", order("1"), "Origin", "http://evil.example");

        JsonNode problem = problem(response, 403);
        assertThat(problem.path("detail").asText()).contains("http://evil.example", "http.allowed-origins");
        assertThat(ingest.events(source)).isEmpty();
        String own = "http://127.0.0.1:" + ingest.port();
        assertThat(ingest.post("?source=" + source, "application/json", order("1"), "Origin", own)
                        .statusCode())
                .isEqualTo(202);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "[", "[{]", "[1 2]", "[,]", "[{},]x", "nope", "\"text\"", "[\"open]", "{}{}"})
    void keepsABodyThatIsNoJsonAsADeadLetter(String body) {
        HttpResponse<String> response = ingest.post("?source=" + source, "application/json", body);

        assertThat(problem(response, 422).path("accepted").asLong()).isZero();
        assertThat(ingest.events(source)).isEmpty();
        assertThat(ingest.deadLetters(source)).isNotEmpty();
    }

    @Test
    void rejectsTextInAnotherEncoding() {
        HttpResponse<String> utf16 =
                ingest.post("?source=" + source, "application/json", order("1").getBytes(StandardCharsets.UTF_16LE));
        HttpResponse<String> latin1 =
                ingest.post("?source=" + source, "application/json", order("é").getBytes(StandardCharsets.ISO_8859_1));
        HttpResponse<String> declared =
                ingest.post("?source=" + source, "application/json; charset=iso-8859-1", order("1"));

        assertThat(utf16.statusCode()).isEqualTo(422);
        assertThat(latin1.statusCode()).isEqualTo(422);
        assertThat(problem(declared, 415).path("detail").asText()).contains("send UTF-8");
        assertThat(ingest.events(source)).isEmpty();
    }

    @Test
    void namesTheStreamsThereAreWhereOneIsUnknown() {
        HttpResponse<String> response = ingest.send(ingest.request("/v1/streams/unheard-of/events")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{}")));

        assertThat(problem(response, 404).path("detail").asText())
                .contains("unheard-of")
                .contains("orders")
                .contains("web-logs");
    }

    @ParameterizedTest
    @CsvSource({"text/plain,415", "application/xml,415", "application/json+x,415", ";,415"})
    void refusesOtherMediaTypes(String contentType, int status) {
        HttpResponse<String> response = ingest.post("", contentType, order("1"));

        assertThat(problem(response, status).path("detail").asText()).contains("application/x-ndjson");
        assertThat(response.headers().firstValue("Accept")).isPresent();
    }

    @Test
    void refusesAnEncodingThatItCannotRead() {
        HttpResponse<String> response = ingest.post("", "application/json", order("1"), "Content-Encoding", "br");

        assertThat(problem(response, 415).path("detail").asText()).contains("br");
    }

    @ParameterizedTest
    @CsvSource({
        "?firstId=1,without source",
        "?source=urn:x&firstID=0,'The query has firstID, expected source and firstId'",
        "?source=urn:x&source=urn:y,The query has source twice",
        "?sourc,The query has sourc",
        "?source=urn:x&,a parameter without a name",
        "?source=%e9,URI reference",
        "?source=urn:x&firstId=-1,whole number",
        "?source=urn:x&firstId=one,whole number",
        "?source=not%20a%20uri,URI reference"
    })
    void refusesAnIdentityThatIsNone(String query, String expected) {
        assertThat(problem(ingest.post(query, "application/json", order("1")), 400)
                        .path("detail")
                        .asText())
                .contains(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "Content-Type: application/x-ndjson, 'Content-Type is there with 2 values (application/json and application/x-ndjson)'",
        "Content-Encoding: gzip, 'Content-Encoding is there with 2 values (identity and gzip)'",
        "ce-id: 2, ce-id is there with 2 values"
    })
    void refusesToChooseBetweenTwoValuesOfAHeader(String second, String expected) throws IOException {
        String answer = raw(
                "Content-Type: application/json\r\nContent-Encoding: identity\r\n"
                        + "ce-specversion: 1.0\r\nce-id: 1\r\nce-type: t\r\nce-source: " + source + "\r\n" + second,
                order("1"));

        assertThat(answer).startsWith("HTTP/1.1 400").contains("application/problem+json", expected);
        assertThat(ingest.events(source)).isEmpty();
    }

    @Test
    void aHeaderThatIsThereTwiceAlikeIsNoDoubt() throws IOException {
        assertThat(raw("Content-Type: application/json\r\nContent-Type: application/json", order("1")))
                .startsWith("HTTP/1.1 202");
    }

    @ParameterizedTest
    @ValueSource(strings = {"?%zz", "?firstId%zz=1", "?source=urn:x%z"})
    void refusesAQueryThatIsNotPercentEncoded(String query) throws IOException {
        assertThat(raw(query, "Content-Type: application/json", order("1")))
                .startsWith("HTTP/1.1 400")
                .contains("application/problem+json", "which is not percent-encoded");
    }

    @Test
    void refusesACharsetThatNoCharsetCanBeCalled() throws IOException {
        assertThat(raw("Content-Type: application/json; charset=é", order("1")))
                .startsWith("HTTP/1.1 415")
                .contains("send UTF-8");
    }

    @Test
    void refusesTheEnvelopeOfOneEventAroundLines() {
        HttpResponse<String> response = ingest.post(
                "",
                "application/x-ndjson",
                order("1"),
                "ce-specversion",
                "1.0",
                "ce-id",
                "1",
                "ce-type",
                "t",
                "ce-source",
                source);

        assertThat(problem(response, 400).path("detail").asText()).contains("headers of one CloudEvent");
        assertThat(ingest.events(source)).isEmpty();
    }

    @Test
    void refusesAnIdThatIsNoText() {
        String half = envelope("\"specversion\":\"1.0\",\"id\":\"\\ud800\",\"type\":\"t\"");
        String pair = envelope("\"specversion\":\"1.0\",\"id\":\"\\ud83d\\ude9a\",\"type\":\"t\"");

        assertThat(problem(ingest.post("", "application/cloudevents+json", half), 422)
                        .at("/errors/0/pointer")
                        .asText())
                .isEqualTo("/id");
        assertThat(ingest.post("", "application/cloudevents+json", pair).statusCode())
                .isEqualTo(202);
        HttpResponse<String> latin1 = ingest.post(
                "",
                "application/json",
                order("1"),
                "ce-specversion",
                "1.0",
                "ce-id",
                "%e9",
                "ce-type",
                "t",
                "ce-source",
                source);
        assertThat(problem(latin1, 422).at("/errors/0/reason").asText()).contains("is not UTF-8");
    }

    @Test
    void saysOfARequestThatIsNoHttpWhatIsWrongWithIt() throws IOException {
        assertThat(raw("Content-Type: application/json\r\nHost: other", order("1")))
                .startsWith("HTTP/1.1 400")
                .contains("application/problem+json", "The request cannot be read as HTTP: ");
    }

    @Test
    void refusesAnEmptyBody() {
        assertThat(problem(ingest.post("", "application/json", ""), 400)
                        .path("detail")
                        .asText())
                .contains("empty");
    }

    @Test
    void answersFrameworkErrorsAsProblemsToo() {
        problem(ingest.get("/v2/nothing"), 404);
        HttpResponse<String> wrongMethod =
                ingest.send(ingest.request("/v1/streams").DELETE());
        problem(wrongMethod, 405);
        assertThat(wrongMethod.headers().firstValue("Allow")).contains("GET");
        problem(
                ingest.send(ingest.request("/v1/streams")
                        .header("X-Long", "x".repeat(20_000))
                        .GET()),
                431);
    }

    @Test
    void refusesAnEventOverTheLimitAndKeepsItsBeginning() {
        String tooLong = order("x".repeat(RunningIngest.LIMITS.eventBytes()));

        HttpResponse<String> response = ingest.post("?source=" + source, "application/json", tooLong);

        assertThat(problem(response, 413).path("errors").path(0).path("rule").asText())
                .isEqualTo("event-size");
        assertThat(ingest.deadLetters(source)).singleElement().satisfies(letter -> {
            assertThat(letter.value()).hasSize(RunningIngest.LIMITS.eventBytes());
            assertThat(tooLong).startsWith(letter.text());
        });
    }

    @Test
    void skipsALineOverTheLimitAndGoesOn() {
        String tooLong = "x".repeat(300_000);
        String body = order("1") + "\n" + tooLong + "\n" + order("3") + "\n";

        JsonNode answer = json(ingest.post("?source=" + source, "application/x-ndjson", body));

        assertThat(answer.path("accepted").asLong()).isEqualTo(2);
        assertThat(answer.path("results").path(1).path("rule").asText()).isEqualTo("event-size");
        assertThat(ingest.deadLetters(source)).hasSize(1);
    }

    @Test
    void refusesABodyOverTheLimitWhetherItsLengthIsToldOrNot() throws IOException {
        String body = "[" + " ".repeat(RunningIngest.LIMITS.bodyBytes()) + "]";

        HttpResponse<String> told = ingest.post("", "application/json", body);
        HttpResponse<String> compressed =
                ingest.post("", "application/json", EventsTest.gzip(body), "Content-Encoding", "gzip");

        assertThat(problem(told, 413).path("detail").asText()).contains("x-ndjson");
        problem(compressed, 413);
    }

    @Test
    void reportsTheGoodPartOfABrokenGzip() throws IOException {
        StringBuilder lines = new StringBuilder();
        java.util.SplittableRandom random = new java.util.SplittableRandom(7);
        for (int i = 0; i < 500; i++) {
            lines.append(order(Long.toString(random.nextLong()))).append('\n');
        }
        byte[] whole = EventsTest.gzip(lines.toString());
        byte[] broken = Arrays.copyOf(whole, whole.length / 2);

        HttpResponse<String> response = ingest.post(
                "?source=" + source + "&firstId=0", "application/x-ndjson", broken, "Content-Encoding", "gzip");

        JsonNode problem = problem(response, 400);
        assertThat(problem.path("accepted").asInt())
                .isPositive()
                .isEqualTo(problem.path("resumeFrom").asInt());
        assertThat(ingest.events(source)).hasSize(problem.path("accepted").asInt());
        problem(ingest.post("", "application/x-ndjson", "no gzip", "Content-Encoding", "gzip"), 400);
    }

    @Test
    void doesNotPassOverWhatFollowsAGzipAndIsNone() throws IOException {
        byte[] whole = EventsTest.gzip(order("1") + "\n");
        byte[] followed = Arrays.copyOf(whole, whole.length + 40);

        HttpResponse<String> response = ingest.post(
                "?source=" + source + "&firstId=0", "application/x-ndjson", followed, "Content-Encoding", "gzip");

        JsonNode problem = problem(response, 400);
        assertThat(problem.path("detail").asText()).contains("bytes that are no gzip follow what is");
        assertThat(problem.path("accepted").asInt()).isEqualTo(1);
        assertThat(problem.path("resumeFrom").asInt()).isEqualTo(1);
    }

    @Test
    void refusesEnvelopesThatAreNoCloudEvents() {
        List<List<String>> cases = List.of(
                List.of("/specversion", envelope("\"specversion\":\"0.3\",\"id\":\"1\",\"type\":\"t\"")),
                List.of("/id", envelope("\"specversion\":\"1.0\",\"type\":\"t\"")),
                List.of("/type", envelope("\"specversion\":\"1.0\",\"id\":\"1\",\"type\":\"\"")),
                List.of(
                        "/time",
                        envelope("\"specversion\":\"1.0\",\"id\":\"1\",\"type\":\"t\",\"time\":\"yesterday\"")),
                List.of(
                        "/time",
                        envelope(
                                "\"specversion\":\"1.0\",\"id\":\"1\",\"type\":\"t\",\"time\":\"2026-02-30T00:00:00Z\"")),
                List.of("/id", envelope("\"specversion\":\"1.0\",\"id\":7,\"type\":\"t\"")),
                List.of(
                        "/datacontenttype",
                        envelope(
                                "\"specversion\":\"1.0\",\"id\":\"1\",\"type\":\"t\",\"datacontenttype\":\"text/xml\"")),
                List.of("/id", envelope("\"specversion\":\"1.0\",\"id\":\"a\\u0000b\",\"type\":\"t\"")));

        for (List<String> refused : cases) {
            JsonNode problem = problem(ingest.post("", "application/cloudevents+json", refused.get(1)), 422);
            assertThat(problem.path("errors").path(0).path("pointer").asText())
                    .as(refused.get(1))
                    .isEqualTo(refused.get(0));
        }
    }

    @Test
    void anEnvelopeThatEndsTooEarlyIsSaidToDoSo() {
        HttpResponse<String> response =
                ingest.post("", "application/cloudevents+json", "{\"specversion\":\"1.0\",\"data\":{");

        assertThat(problem(response, 422).at("/errors/0/reason").asText())
                .contains("start marker at line 1, column ")
                .doesNotContain("REDACTED");
    }

    @Test
    void answersAClientThatFallsSilentAndKeepsWhatItSent() throws IOException {
        try (Socket socket = new Socket("127.0.0.1", ingest.port())) {
            socket.setSoTimeout(10_000);
            String line = order("1") + "\n";
            send(socket, headers() + Integer.toHexString(line.length()) + "\r\n" + line + "\r\n");

            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(answer)
                    .startsWith("HTTP/1.1 408")
                    .contains("\"accepted\":1")
                    .contains("\"resumeFrom\":1");
        }
        assertThat(ingest.events(source)).hasSize(1);
    }

    @Test
    void letsASenderWhoIsStillWritingReadWhyItWasRefused() throws IOException {
        byte[] body = new byte[40_000_000];
        Arrays.fill(body, (byte) ' ');
        try (Socket socket = new Socket("127.0.0.1", ingest.port())) {
            socket.setSoTimeout(10_000);
            send(
                    socket,
                    "POST /v1/streams/orders/events HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                            + "Content-Length: " + body.length + "\r\nConnection: close\r\n\r\n");
            socket.getOutputStream().write(body);

            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(answer).startsWith("HTTP/1.1 413").contains("send application/x-ndjson");
        }
    }

    @Test
    void forgetsAClientThatGoesAway() throws IOException {
        try (Socket socket = new Socket("127.0.0.1", ingest.port())) {
            send(socket, headers() + "5\r\n{\"a\":\r\n");
        }

        await().until(() -> ingest.get("/metrics").body().contains("plumbline_ingest_requests 0.0"));
        List<StoredRecord> kept = ingest.events(source);
        assertThat(kept).as("half a line is no event").isEmpty();
        assertThat(ingest.deadLetters(source)).isEmpty();
    }

    private String headers() {
        return "POST /v1/streams/orders/events?source=" + source + "&firstId=0 HTTP/1.1\r\nHost: localhost\r\n"
                + "Content-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n";
    }

    private String raw(String headers, String body) throws IOException {
        return raw("", headers, body);
    }

    /** Java's own client would send neither two such headers, nor bytes that are no ASCII, nor a query that is none. */
    private String raw(String query, String headers, String body) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", ingest.port())) {
            socket.setSoTimeout(10_000);
            send(
                    socket,
                    "POST /v1/streams/orders/events" + query + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                            + headers
                            + "\r\nContent-Length: " + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n"
                            + body);
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
    }

    private String envelope(String attributes) {
        return "{\"source\":\"" + source + "\"," + attributes + ",\"data\":" + order("1") + "}";
    }

    private static JsonNode problem(HttpResponse<String> response, int status) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith("application/problem+json");
        JsonNode problem = json(response);
        assertThat(problem.path("status").asInt()).isEqualTo(status);
        assertThat(problem.path("type").asText()).startsWith("urn:plumbline:problem:");
        assertThat(problem.path("title").asText()).isNotEmpty();
        assertThat(problem.path("detail").asText()).isNotEmpty();
        return problem;
    }
}
