package dev.plumbline.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.plumbline.local.platform.Http;
import dev.plumbline.local.supervisor.FreePorts;
import dev.plumbline.runtime.Settings;
import dev.plumbline.storage.tables.ObjectStore;
import dev.plumbline.storage.tables.TrinoServer;
import java.io.File;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;

/**
 * The platform with two query APIs over the same tables, one on DuckDB and one on Trino: whatever is asked, both say the same.
 */
@Testcontainers(disabledWithoutDocker = true)
class TrinoIT {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final BigDecimal CLOSE = new BigDecimal("1e-9");
    private static final ObjectMapper EXACT =
            new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
    private static final Path EXAMPLES =
            Checkout.current().home().resolve("docs").resolve("how-to").resolve("examples");

    @Container
    static final ObjectStore OBJECTS = new ObjectStore();

    @TempDir
    static Path directory;

    private static Platform platform;
    private static TrinoServer trino;
    private static Process other;
    private static String onDuckDb;
    private static String onTrino;
    private static Instant between;

    @BeforeAll
    static void startBoth() throws Exception {
        Map<String, String> settings = new HashMap<>(OBJECTS.settings("tables"));
        settings.putAll(Map.of(
                "contracts.dir", EXAMPLES.toString(),
                "models.dir", EXAMPLES.resolve("models").toString(),
                "queries.dir", EXAMPLES.resolve("queries").toString(),
                "bind", "0.0.0.0",
                "http.allowed-hosts", TrinoServer.HOST + ",127.0.0.1"));
        platform = Platform.on(directory.resolve("data"));
        settings.forEach(platform::with);
        platform.start();
        onDuckDb = platform.client().addresses().visualizeUrl();
        trino = new TrinoServer(platform.client().addresses().storagePort(), settings);
        CompletableFuture<Void> starting = CompletableFuture.runAsync(trino::start);

        simulate("7");
        platform.replay("clinic-visits", EXAMPLES.resolve("clinic-visits.csv"));
        platform.awaitSettled("clinic-visits");
        between = Instant.now();
        simulate("8");
        starting.get();
        onTrino = startOnTrino(settings);
        await("the query API on Trino").atMost(PATIENCE).ignoreExceptions().until(() -> get(onTrino, "/health/ready")
                .path("status")
                .asText()
                .equals("ready"));
    }

    @AfterAll
    static void stopBoth() throws Exception {
        if (other != null) {
            other.destroy();
            other.waitFor(20, TimeUnit.SECONDS);
        }
        if (trino != null) {
            trino.stop();
        }
        if (platform != null) {
            platform.close();
        }
    }

    @Test
    void everyNamedQueryHasOneAnswer() throws Exception {
        List<String> questions = new ArrayList<>();
        for (JsonNode query : get(onDuckDb, "/v1/queries").path("queries")) {
            String path = "/v1/queries/" + query.path("name").asText();
            questions.addAll(List.of(path, path + "?asOf=" + between));
            query.path("parameters").forEach(parameter -> questions.add(path + "?" + narrowed(parameter)));
        }

        assertThat(questions).hasSizeGreaterThan(35);
        int rows = 0;
        for (String question : questions) {
            rows += assertThatBothAnswer(question, false);
        }
        assertThat(rows).isGreaterThan(1_000);
    }

    @Test
    void everyTableHasTheSameRowsNowAndAsOfEarlier() throws Exception {
        for (JsonNode table : get(onDuckDb, "/v1/tables").path("tables")) {
            String path = "/v1/tables/" + table.path("name").asText() + "/rows?limit=10000";
            assertThatBothAnswer(path, true);
            assertThatBothAnswer(path + "&asOf=" + between, true);
        }
    }

    @Test
    void theBookIsTheSameHourByHour() throws Exception {
        for (String stream : List.of("orders", "web-logs", "vehicle-telemetry", "clinic-visits")) {
            JsonNode book = get(onDuckDb, "/v1/book/" + stream);

            assertThat(book.path("hours")).as(stream).isNotEmpty();
            assertThat(get(onTrino, "/v1/book/" + stream).path("hours"))
                    .as(stream)
                    .isEqualTo(book.path("hours"));
        }
    }

    /** Asks both and compares; rows that come in no order are compared as a set. Says how many rows there were. */
    private static int assertThatBothAnswer(String question, boolean inAnyOrder) throws Exception {
        JsonNode expected = get(onDuckDb, question);
        JsonNode answer = get(onTrino, question);

        if (!expected.has("rows")) {
            assertThat(answer.path("status")).as(question).isEqualTo(expected.path("status"));
            assertThat(expected.path("status").asInt()).as(question + expected).isEqualTo(404);
            return 0;
        }
        assertThat(answer.path("rows").isArray())
                .as(question + " " + answer.path("detail"))
                .isTrue();
        assertThat(answer.path("engine").asText()).isEqualTo("trino");
        assertThat(answer.path("snapshots")).as(question).isEqualTo(expected.path("snapshots"));
        assertThat(types(answer)).as(question).isEqualTo(types(expected));
        List<JsonNode> wanted = rows(expected, inAnyOrder);
        List<JsonNode> found = rows(answer, inAnyOrder);
        assertThat(found).as(question).hasSameSizeAs(wanted);
        for (int i = 0; i < wanted.size(); i++) {
            assertThatRowsAreEqual(question + " row " + i, wanted.get(i), found.get(i), types(expected));
        }
        return wanted.size();
    }

    private static void assertThatRowsAreEqual(
            String place, JsonNode expected, JsonNode found, Map<String, String> types) {
        expected.fields().forEachRemaining(field -> {
            JsonNode value = found.path(field.getKey());
            if (types.get(field.getKey()).equals("double") && field.getValue().isNumber()) {
                assertThat(value.decimalValue())
                        .as(place + " " + field.getKey())
                        .isCloseTo(field.getValue().decimalValue(), org.assertj.core.data.Offset.offset(CLOSE));
            } else {
                assertThat(value).as(place + " " + field.getKey()).isEqualTo(field.getValue());
            }
        });
    }

    private static List<JsonNode> rows(JsonNode answer, boolean inAnyOrder) {
        List<JsonNode> rows = new ArrayList<>();
        answer.path("rows").forEach(rows::add);
        if (inAnyOrder) {
            rows.sort(Comparator.comparing(JsonNode::toString));
        }
        return rows;
    }

    /** Types by column; what is inside a nested one each engine writes in words of its own. */
    private static Map<String, String> types(JsonNode answer) {
        Map<String, String> types = new HashMap<>();
        answer.path("columns").forEach(column -> {
            String type = column.path("type").asText();
            boolean nested = type.matches("(struct|row|map|array)\\(.*|.*\\[]");
            types.put(column.path("name").asText(), nested ? "nested" : type);
        });
        return types;
    }

    /** The parameter with a value of which some rows have more, less or none. */
    private static String narrowed(JsonNode parameter) {
        String name = parameter.path("name").asText();
        return name + "="
                + switch (parameter.path("type").asText()) {
                    case "date" -> "2026-11-01";
                    case "timestamp" -> "2026-11-01T12:05:00Z";
                    case "integer" -> "3";
                    default -> name.equals("stream") ? "orders" : "France";
                };
    }

    private static void simulate(String seed) throws IOException {
        platform.command(
                "simulate",
                "--count",
                "3000",
                "--rate",
                "0",
                "--seed",
                seed,
                "--start",
                "2026-11-01T12:00:00Z",
                "--duplicates",
                "0.02",
                "--late",
                "0.02",
                "--bad",
                "0.02",
                "--wait");
    }

    private static String startOnTrino(Map<String, String> settings) throws IOException {
        Checkout checkout = Checkout.current();
        int port = FreePorts.one();
        ProcessBuilder starting = new ProcessBuilder(
                        Checkout.java().toString(),
                        "-Xmx320m",
                        "-Djava.io.tmpdir=" + directory,
                        "-jar",
                        checkout.jar("visualize-api", "plumbline-visualize-api").toString())
                .redirectErrorStream(true)
                .redirectOutput(new File(directory.toFile(), "visualize-api-on-trino.log"));
        Map<String, String> told = new HashMap<>(settings);
        told.putAll(Map.of(
                "data.dir", directory.resolve("other").toString(),
                "visualize.port", Integer.toString(port),
                "visualize.engine", "trino",
                "trino.url", trino.url(),
                "catalog.uri", platform.client().addresses().catalogUri(),
                "kafka.bootstrap", platform.client().addresses().kafkaBootstrap()));
        told.forEach((key, value) -> starting.environment().put(Settings.environmentName(key), value));
        other = starting.start();
        return "http://127.0.0.1:" + port;
    }

    private static JsonNode get(String api, String path) throws IOException {
        return EXACT.readTree(Http.get(URI.create(api + path), PATIENCE).body());
    }
}
