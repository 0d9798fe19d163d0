package dev.plumbline.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.buffer.contract.Contracts;
import dev.plumbline.local.command.Commands;
import dev.plumbline.local.compose.ComposeService;
import dev.plumbline.local.compose.ComposeStack;
import dev.plumbline.local.compose.Dashboards;
import dev.plumbline.local.platform.Http;
import dev.plumbline.local.platform.PlatformClient;
import dev.plumbline.local.replay.ReplayReport;
import dev.plumbline.local.supervisor.FreePorts;
import dev.plumbline.runtime.Addresses;
import dev.plumbline.runtime.Settings;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The core of the compose stack, end to end, as a project of its own on ports of its own. The tests share one stack and its
 * volumes, and build on one another.
 */
@ExtendWith(WithDocker.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ComposeIT {

    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final int LINES = 40_000;

    @TempDir
    static Path directory;

    private static RetailFile retail;
    private static String offset;
    private static ComposeStack stack;
    private static PlatformClient client;
    private static String prometheus;

    @BeforeAll
    static void startTheStack() throws Exception {
        retail = RetailFile.write(directory.resolve("shop-2011.csv.gz"), 4711, LINES, 40);
        // Small batches: a kill then falls between many more pairs of commits.
        Path config =
                Files.writeString(directory.resolve("small.properties"), "processing.max-events-per-batch=4000\n");
        offset = Integer.toString(FreePorts.offset());
        Settings settings = Settings.of(Map.of("port.offset", offset, "config", config.toString()));
        stack = ComposeStack.of(Checkout.current(), settings);
        client = new PlatformClient(Addresses.from(settings));
        stack.prepare();
        stack.build(List.of());
        stack.up(PATIENCE, List.of());
        stack.up(PATIENCE, List.of(), "prometheus");
        prometheus = "http://127.0.0.1:" + (9090 + Integer.parseInt(offset));
    }

    @AfterAll
    static void removeTheStack() {
        if (stack != null) {
            stack.removeWithVolumes();
        }
    }

    @Test
    @Order(1)
    void totalsAreExactWhateverLayerIsKilledDuringAReplay() throws Exception {
        CompletableFuture<ReplayReport> replay = CompletableFuture.supplyAsync(ComposeIT::replay);
        awaitSilverRows(1);

        killAndStart("processing");
        killAndStart("storage");
        ReplayReport report = replay.get();
        client.awaitSettled("orders", PATIENCE);

        assertThat(report.accepted()).isEqualTo(LINES);
        assertThatTotalsAreExact(0);
    }

    @Test
    @Order(2)
    void everyContainerIsReadyAndStaysBelowItsLimit() {
        List<ComposeService> services = stack.services();

        assertThat(services).allMatch(ComposeService::well);
        assertThat(services.stream().filter(service -> service.state() == ComposeService.State.READY))
                .hasSizeGreaterThanOrEqualTo(7)
                .allMatch(service -> service.memoryBytes() < service.memoryLimitBytes())
                .allMatch(service -> service.restarts() == 0);
    }

    @Test
    @Order(3)
    void theCommandLineFindsItByItsPorts() throws Exception {
        assertThat(command("status", "--compose").path("services")).hasSizeGreaterThanOrEqualTo(10);
        assertThat(command("book").path("streams")).isNotEmpty();
        assertThat(command("lag").path("streams")).isNotEmpty();
        assertThat(command("query", "revenue_by_country").path("rows")).isNotEmpty();
        assertThat(command("mirror").findValuesAsText("name")).anyMatch(name -> name.contains("apache/kafka:"));
    }

    @Test
    @Order(4)
    void stoppedAndStartedItHasWhatItHad() throws Exception {
        stack.down();
        stack.up(PATIENCE, List.of());
        stack.up(PATIENCE, List.of(), "prometheus");

        client.send("orders", "application/json", """
                {"invoice_no":"after","stock_code":"P1","quantity":1,"unit_price":0,
                 "invoice_date":"2011-04-09T10:00:00Z","country":"France"}""".getBytes(StandardCharsets.UTF_8));
        client.awaitSettled("orders", PATIENCE);

        assertThatTotalsAreExact(1);
    }

    @Test
    @Order(5)
    void everyPanelOfTheDashboardsHasData() throws Exception {
        command("simulate", "orders", "--count", "500", "--rate", "0", "--bad", "0.02", "--wait");
        client.runJob("reconcile", Map.of("job", "reconcile", "model", "revenue_by_minute"), seen -> {});
        client.runJob("quality", Map.of("job", "quality", "stream", "orders"), seen -> {});

        for (Dashboards.Question question : Dashboards.questions()) {
            await(question.toString()).atMost(PATIENCE).untilAsserted(() -> assertThat(
                            question.dataSource().equals("prometheus") ? numbers(question.text()) : rows(question))
                    .as(question.toString())
                    .isPositive());
        }
    }

    @Test
    @Order(6)
    void everyLayerIsWatchedAndNoAlertFires() throws Exception {
        assertThat(numbers("up{job=\"plumbline\"} == 1")).isEqualTo(4);
        assertThat(numbers("up{job=\"object-store\"} == 1")).isEqualTo(1);
        assertThat(json(prometheus + "/api/v1/rules").findValuesAsText("health"))
                .hasSizeGreaterThan(20)
                .containsOnly("ok");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(
                        json(prometheus + "/api/v1/query?query=" + encoded("ALERTS{alertstate=\"firing\"}"))
                                .at("/data/result"))
                .isEmpty());
    }

    /** How many series with a number as their value Prometheus answers. */
    private static int numbers(String expression) throws Exception {
        int numbers = 0;
        for (JsonNode series :
                json(prometheus + "/api/v1/query?query=" + encoded(expression)).at("/data/result")) {
            numbers += Double.isFinite(prometheusNumber(series.at("/value/1").asText())) ? 1 : 0;
        }
        return numbers;
    }

    private static double prometheusNumber(String text) {
        return text.endsWith("Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(text);
    }

    /** How many rows a panel gets from the query API; each must have the columns that the panel shows. */
    private static int rows(Dashboards.Question question) throws Exception {
        JsonNode rows = json("http://127.0.0.1:" + (8080 + Integer.parseInt(offset)) + question.text())
                .path(question.target().path("root_selector").asText());
        for (JsonNode column : question.target().path("columns")) {
            String pointer = "/" + column.path("selector").asText().replace('.', '/');
            assertThat(rows).as(question + " " + pointer).anyMatch(row -> !row.at(pointer)
                    .isMissingNode());
        }
        return rows.size();
    }

    private static JsonNode json(String address) throws Exception {
        Http.Answer answer = Http.get(java.net.URI.create(address), Duration.ofSeconds(30));
        assertThat(answer.ok()).as(address + ": " + answer.body()).isTrue();
        return Json.tree(answer.body());
    }

    private static String encoded(String expression) {
        return java.net.URLEncoder.encode(expression, StandardCharsets.UTF_8);
    }

    private static void assertThatTotalsAreExact(int more) {
        JsonNode book = client.book("orders");
        assertThat(book.path("silver").asInt()).isEqualTo(LINES - retail.negativePrices + more);
        assertThat(book.path("closes").asBoolean()).isTrue();
        Map<String, BigDecimal> revenue = new TreeMap<>();
        for (JsonNode row : client.query("revenue_by_country", Map.of()).path("rows")) {
            revenue.put(
                    row.path("country").asText(),
                    new BigDecimal(row.path("revenue").asText()).setScale(3));
        }
        assertThat(revenue).isEqualTo(retail.revenueByCountry);
    }

    private static void killAndStart(String service) {
        stack.kill(service);
        stack.start(service);
        await("restart of " + service).atMost(PATIENCE).until(() -> stack.services().stream()
                .filter(found -> found.name().equals(service))
                .allMatch(ComposeService::well));
    }

    private static void awaitSilverRows(int rows) {
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> client.book("orders").path("silver").asInt() >= rows);
    }

    private static ReplayReport replay() {
        try {
            return Platform.replay(client, Contracts.load(Optional.empty()), "orders", said -> {}, retail.path);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static JsonNode command(String... words) throws Exception {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--json", "--port-offset", offset));
        int exitCode = Commands.run(all.toArray(String[]::new), new PrintWriter(out, true), new PrintWriter(err, true));
        assertThat(exitCode).as(String.join(" ", words) + ": " + err).isEqualTo(ExitCode.OK);
        return Json.tree(out.toString());
    }
}
