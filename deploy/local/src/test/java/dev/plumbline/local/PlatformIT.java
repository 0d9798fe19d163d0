package dev.plumbline.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.local.replay.ReplayReport;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * The five real processes, end to end. The tests share one platform and its data, and build on one another as a day of use
 * does: a replay with kills, the same replay again, a stream of one's own, a stop and a start.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PlatformIT {

    private static final Path EXAMPLES =
            Checkout.current().home().resolve("docs").resolve("how-to").resolve("examples");
    private static final long SEED = 4711;
    private static final int LINES = 60_000;

    @TempDir
    static Path directory;

    private static Platform platform;
    private static RetailFile retail;

    @BeforeAll
    static void startThePlatform() throws Exception {
        retail = RetailFile.write(directory.resolve("shop-2011.csv.gz"), SEED, LINES, 40);
        platform = Platform.on(directory.resolve("data"))
                .with("contracts.dir", EXAMPLES.toString())
                .with("models.dir", EXAMPLES.resolve("models").toString())
                .with("queries.dir", EXAMPLES.resolve("queries").toString())
                // Small batches: a kill then falls between many more pairs of commits.
                .with("processing.max-events-per-batch", "4000")
                .start();
    }

    @AfterAll
    static void stopThePlatform() {
        platform.close();
    }

    @Test
    @Order(1)
    void totalsAreExactWhateverLayerIsKilledDuringAReplay() throws Exception {
        CompletableFuture<ReplayReport> replay = CompletableFuture.supplyAsync(this::replay);
        awaitSilverRows(1);

        platform.kill("processing");
        platform.awaitRestart("processing", 1);
        platform.kill("storage");
        platform.awaitRestart("storage", 1);
        platform.kill("ingest-api");
        platform.awaitRestart("ingest-api", 1);
        ReplayReport report = replay.get();
        platform.awaitSettled("orders");

        assertThat(report.accepted()).isEqualTo(LINES);
        JsonNode book = platform.book("orders");
        assertThat(book.path("silver").asInt()).isEqualTo(LINES - retail.negativePrices);
        assertThat(book.path("closes").asBoolean()).isTrue();
        assertThat(revenueByCountry()).isEqualTo(retail.revenueByCountry);
    }

    @Test
    @Order(2)
    void theSameFileAgainAddsNothingAndItsLinesAreNamed() throws Exception {
        Map<String, BigDecimal> before = revenueByCountry();
        int acceptedBefore = platform.book("orders").path("accepted").asInt();

        replay();
        platform.awaitSettled("orders");

        JsonNode book = platform.book("orders");
        assertThat(book.path("accepted").asInt()).isEqualTo(acceptedBefore + LINES);
        assertThat(book.path("silver").asInt()).isEqualTo(LINES - retail.negativePrices);
        assertThat(book.path("duplicates").asInt()).isGreaterThanOrEqualTo(LINES - retail.negativePrices);
        assertThat(book.path("closes").asBoolean()).isTrue();
        assertThat(revenueByCountry()).isEqualTo(before);
        assertThat(platform.query("duplicates", Map.of("stream", "orders"))).isNotEmpty();
    }

    @Test
    @Order(3)
    void whatTheStreamWroteIsTheBatchsAnswerBeforeAndAfterItsFilesAreMerged() throws Exception {
        for (String model : List.of("revenue_by_country_day", "revenue_by_minute")) {
            assertThat(platform.command("reconcile", model).path("closes").asBoolean())
                    .isTrue();
        }
        assertThat(platform.command("quality", "orders").path("passes").asBoolean())
                .isTrue();

        JsonNode maintained = platform.command("maintain", "--stream", "orders");

        for (JsonNode table : maintained.path("tables")) {
            assertThat(table.path("problems")).as(table.toString()).isEmpty();
            assertThat(table.path("filesAfter").asInt())
                    .isLessThanOrEqualTo(table.path("filesBefore").asInt());
        }
        assertThat(platform.book("orders").path("closes").asBoolean()).isTrue();
        assertThat(platform.command("reconcile", "revenue_by_minute")
                        .path("closes")
                        .asBoolean())
                .isTrue();
        assertThat(revenueByCountry()).isEqualTo(retail.revenueByCountry);
    }

    @Test
    @Order(4)
    void aBatchAnswersWhatTheStreamAnswered() throws Exception {
        JsonNode batch = platform.batch("revenue_by_country_day", Map.of());

        assertThat(batch.path("sourceRows").asInt()).isEqualTo(LINES - retail.negativePrices);
        assertThat(revenueByCountry()).isEqualTo(retail.revenueByCountry);
    }

    @Test
    @Order(5)
    void afterABatchEveryMinuteThatHadALineIsInTheModelThatListsLateRows() throws Exception {
        platform.batch("revenue_by_minute", Map.of());

        JsonNode table = platform.client().table("gold.revenue_by_minute");

        assertThat(table.path("files").path("rows").asInt()).isEqualTo(retail.minutes);
    }

    @Test
    @Order(6)
    void aStreamOfOnesOwnWorksFromItsOneFile() throws Exception {
        ReplayReport report = platform.replay("clinic-visits", EXAMPLES.resolve("clinic-visits.csv"));
        platform.awaitSettled("clinic-visits");

        // Of its eight lines, one has a fee with three decimals (refused) and one a fee below zero (quarantined).
        JsonNode book = platform.book("clinic-visits");
        assertThat(report.accepted()).isEqualTo(7);
        assertThat(report.rejected()).isEqualTo(1);
        assertThat(book.path("silver").asInt()).isEqualTo(6);
        assertThat(book.path("quarantine").asInt()).isEqualTo(1);
        assertThat(platform.query("visits_by_city", Map.of())).isNotEmpty();
    }

    @Test
    @Order(7)
    void killedAllAtOnceItGoesOnWhereItWas() throws Exception {
        CompletableFuture<ReplayReport> again = CompletableFuture.supplyAsync(this::replay);
        int accepted = platform.book("orders").path("accepted").asInt();
        await().atMost(Duration.ofMinutes(1))
                .until(() -> platform.book("orders").path("accepted").asInt() > accepted);

        platform.killAll();
        again.get();
        platform.awaitSettled("orders");

        JsonNode book = platform.book("orders");
        assertThat(book.path("silver").asInt()).isEqualTo(LINES - retail.negativePrices);
        assertThat(book.path("closes").asBoolean()).isTrue();
        assertThat(revenueByCountry()).isEqualTo(retail.revenueByCountry);
    }

    @Test
    @Order(8)
    void stoppedAndStartedItHasWhatItHad() throws Exception {
        JsonNode before = platform.book("orders");

        platform.stop();
        platform.start();
        platform.send("orders", """
                {"invoice_no":"after","stock_code":"P1","quantity":1,"unit_price":1.5,
                 "invoice_date":"2011-04-09T10:00:00Z","country":"France"}""");
        platform.awaitSettled("orders");

        JsonNode after = platform.book("orders");
        assertThat(after.path("silver").asInt()).isEqualTo(before.path("silver").asInt() + 1);
        assertThat(after.path("closes").asBoolean()).isTrue();
    }

    @Test
    @Order(9)
    void aContractThatIsRefusedForARuleLeavesNothingInTheWayOfTheCorrectedOne() throws Exception {
        Path contracts = Files.createDirectories(directory.resolve("contracts"));
        String corrected =
                Files.readString(EXAMPLES.resolve("clinic-visits.yaml")).replace("clinic-visits", "pet-visits");
        String wrong = corrected
                .replace("decimal(10,2)", "decimal(12,2)")
                .replace("implementation: fee >= 0", "implementation: fee is free");
        platform.stop();
        platform.with("contracts.dir", contracts.toString());

        Files.writeString(contracts.resolve("pet-visits.yaml"), wrong);
        assertThatThrownBy(platform::start)
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.exitCode()).isEqualTo(ExitCode.USAGE))
                .hasMessageContaining("pet-visits.yaml: quality[fee_not_negative].implementation: \"fee is free\"");
        Files.writeString(contracts.resolve("pet-visits.yaml"), corrected);
        platform.start();

        platform.send("pet-visits", """
                {"visit_no":"V-1","patient_no":"P1","clinic":{"name":"North"},"seen_at":"2026-11-01T08:00:00Z",
                 "diagnoses":[],"fee":20.00}""");
        platform.awaitSettled("pet-visits");
        assertThat(platform.book("pet-visits").path("silver").asInt()).isEqualTo(1);
    }

    private ReplayReport replay() {
        try {
            return platform.replay("orders", retail.path);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void awaitSilverRows(int rows) {
        await().atMost(Duration.ofMinutes(2))
                .ignoreExceptions()
                .until(() -> platform.book("orders").path("silver").asInt() >= rows);
    }

    private static Map<String, BigDecimal> revenueByCountry() {
        Map<String, BigDecimal> revenue = new TreeMap<>();
        for (JsonNode row : platform.query("revenue_by_country", Map.of())) {
            revenue.put(
                    row.path("country").asText(),
                    new BigDecimal(row.path("revenue").asText()).setScale(3));
        }
        return revenue;
    }
}
