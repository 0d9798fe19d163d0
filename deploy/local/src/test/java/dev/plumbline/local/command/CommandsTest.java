package dev.plumbline.local.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import dev.plumbline.buffer.contract.Contracts;
import dev.plumbline.local.Checkout;
import dev.plumbline.local.ExitCode;
import dev.plumbline.local.IngestStub;
import dev.plumbline.local.Json;
import dev.plumbline.local.Plumbline;
import dev.plumbline.local.supervisor.DataLock;
import dev.plumbline.local.supervisor.LayerState;
import dev.plumbline.local.supervisor.RunState;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandsTest {

    private static final String NOWHERE = "--set=ingest.url=http://127.0.0.1:1";

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void wordsItDoesNotKnowAreAUsageError() {
        assertThat(run("fly")).isEqualTo(ExitCode.USAGE);
        assertThat(run("up", "--faster")).isEqualTo(ExitCode.USAGE);
        assertThat(run("streams", "--set=port.offset=many")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("port.offset is many (flag --port-offset), expected a whole number");
    }

    @Test
    void profilesAreOfTheStackOfContainers() {
        assertThat(run("up", "--profile", "observe")).isEqualTo(ExitCode.USAGE);
        assertThat(run("doctor", "--profile", "observe")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString())
                .contains("--profile observe is about the stack")
                .contains("--compose");
    }

    @Test
    void anAirflowThatIsNotThereIsNamedWithTheNextCommand() {
        assertThat(orchestrate("dags")).isEqualTo(ExitCode.ENVIRONMENT);
        assertThat(orchestrate("backfill", "daily_recompute", "--from", "soon", "--to", "2026-11-02"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(run("orchestrate")).isEqualTo(ExitCode.USAGE);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString())
                .contains("http://127.0.0.1:1/auth/token: nothing listens there")
                .contains("Next: ./plumbline up --compose --profile orchestrate")
                .contains("--from is 'soon', expected a day")
                .doesNotContain("not-to-be-seen");
    }

    private int orchestrate(String... words) {
        List<String> all = new ArrayList<>(List.of("orchestrate"));
        all.addAll(List.of(words));
        all.addAll(List.of("--set=airflow.url=http://127.0.0.1:1", "--set=airflow.password=not-to-be-seen"));
        return run(all.toArray(String[]::new));
    }

    @Test
    void aPlatformThatIsNotThereIsNamedWithTheNextCommand() {
        assertThat(run("streams", NOWHERE)).isEqualTo(ExitCode.ENVIRONMENT);
        assertThat(run("simulate", "orders", "--count=1", NOWHERE)).isEqualTo(ExitCode.ENVIRONMENT);
        assertThat(run("status", "--data", folder.toString())).isEqualTo(ExitCode.ENVIRONMENT);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString()).contains("The platform is not running").contains("Next: ./plumbline up");
    }

    @Test
    void upStartsNothingWithAFolderThatIsNotThere() {
        Path data = folder.resolve("data");
        Path nowhere = folder.resolve("nowhere");

        for (String flag : List.of("--contracts", "--models", "--queries")) {
            assertThat(run("up", flag, nowhere.toString(), "--data", data.toString()))
                    .as(flag)
                    .isEqualTo(ExitCode.USAGE);
        }
        assertThat(err.toString()).contains("models.dir is " + nowhere).contains("queries.dir is " + nowhere);
        assertThat(data).doesNotExist();
    }

    @Test
    void aDataDirectoryThatCannotBeMadeIsSaidAlsoByAStartInTheBackground() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "");

        assertThat(run("up", "--detach", "--data", file.resolve("data").toString()))
                .isEqualTo(ExitCode.ENVIRONMENT);
        assertThat(err.toString())
                .startsWith("The data directory " + file.resolve("data") + " cannot be used")
                .contains("Next: choose another with --data DIR");
    }

    @Test
    void downSaysThatTheLockDoesNotNameItsHolder() throws Exception {
        try (DataLock running = DataLock.take(folder, new DataLock.Holder(1, "", "", folder.toString(), Map.of()))) {
            Files.writeString(folder.resolve("plumbline.lock"), "null");

            assertThat(run("down", "--data", folder.toString())).isEqualTo(ExitCode.ENVIRONMENT);
        }

        assertThat(err.toString()).contains("does not say which process").contains("fuser " + folder);
    }

    @Test
    void downIsContentWhenNothingRuns() {
        assertThat(run("down", "--data", folder.toString())).isEqualTo(ExitCode.OK);
    }

    @Test
    void resetDeletesOnlyWhatIsAPlatformsAndNotWhileItRuns() throws Exception {
        Path photos = Files.createDirectories(folder.resolve("photos"));
        Path data = folder.resolve("data");
        DataLock.Holder holder = new DataLock.Holder(1, "", "http://127.0.0.1:8080", data.toString(), Map.of());

        assertThat(run("reset", "--yes", "--data", photos.toString())).isEqualTo(ExitCode.REFUSED);
        try (DataLock running = DataLock.take(data, holder)) {
            assertThat(run("reset", "--yes", "--data", data.toString())).isEqualTo(ExitCode.REFUSED);
        }
        assertThat(run("reset", "--yes", "--json", "--data", data.toString())).isEqualTo(ExitCode.OK);

        assertThat(photos).exists();
        assertThat(data).doesNotExist();
        assertThat(Json.read(out.toString(), Map.class)).isEqualTo(Map.of("deleted", true, "data", data.toString()));
    }

    @Test
    void resetWaitsForTheLayersOfASupervisorThatWasKilled() throws Exception {
        Path data = folder.resolve("data");
        DataLock.take(data, new DataLock.Holder(1, "", "", data.toString(), Map.of()))
                .close();
        Process layer = new ProcessBuilder("sleep", "1").start();
        long startedAt = layer.info().startInstant().orElseThrow().toEpochMilli();
        LayerState left = new LayerState(
                "storage", LayerState.Phase.READY, "", "", layer.pid(), startedAt, 1, 0, "", "storage.log");
        RunState state = new RunState(1, RunState.Phase.RUNNING, "", 0, List.of(left));
        Files.writeString(data.resolve("supervisor.json"), Json.pretty(state));

        assertThat(run("reset", "--yes", "--data", data.toString())).isEqualTo(ExitCode.OK);

        assertThat(layer.isAlive()).isFalse();
        assertThat(data).doesNotExist();
        assertThat(err.toString()).contains("Waiting for 1 layers");
    }

    @Test
    void findsThePlatformOfTheDataDirectoryWithoutFlags() throws Exception {
        DataLock.Holder holder =
                new DataLock.Holder(1, "", "", folder.toString(), Map.of("ingest.url", "http://127.0.0.1:2"));

        try (DataLock running = DataLock.take(folder, holder)) {
            assertThat(run("streams", "--data", folder.toString())).isEqualTo(ExitCode.ENVIRONMENT);
            assertThat(run("streams", "--data", folder.toString(), NOWHERE)).isEqualTo(ExitCode.ENVIRONMENT);
        }

        assertThat(err.toString()).containsSubsequence("http://127.0.0.1:2/", "http://127.0.0.1:1/");
    }

    @Test
    void aWrongContractStopsTheStartBeforeAnythingElse() throws Exception {
        Files.writeString(folder.resolve("wrong.yaml"), "apiVersion: v3.1.0\nkind: Nonsense\n");

        int exitCode = run("up", "--data", folder.resolve("data").toString(), "--contracts", folder.toString());

        assertThat(exitCode).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("wrong.yaml");
        assertThat(folder.resolve("data")).doesNotExist();
    }

    @Test
    void configSaysWhereEachSettingComesFrom() throws Exception {
        Path file = Files.writeString(folder.resolve("my.properties"), "ingest.port=7001\n");

        run("config", "--json", "--config", file.toString(), "--port-offset", "50", "--data", folder.toString());

        JsonNode settings = Json.tree(out.toString());
        assertThat(settings)
                .anySatisfy(setting -> {
                    assertThat(setting.path("key").asText()).isEqualTo("ingest.port");
                    assertThat(setting.path("value").asText()).isEqualTo("7001");
                    assertThat(setting.path("origin").asText()).isEqualTo("file " + file);
                })
                .anySatisfy(setting -> {
                    assertThat(setting.path("key").asText()).isEqualTo("port.offset");
                    assertThat(setting.path("origin").asText()).isEqualTo("flag --port-offset");
                });
    }

    @Test
    void configMasksSecrets() {
        run("config", "--data", folder.toString(), "--set=storage.jdbc.password=hush", "--set=my.token=hush");

        assertThat(out.toString())
                .contains("storage.jdbc.password", "my.token", "***")
                .doesNotContain("hush");
    }

    @Test
    void sendAndSimulateWaitUntilEverythingIsInTheTables() throws Exception {
        AtomicInteger looks = new AtomicInteger();
        HttpServer layers = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        answer(layers, "/v1/streams", () -> "{\"accepted\": 1, \"rejected\": 0, \"unknown\": 0, \"results\": []}");
        answer(
                layers,
                "/v1/lag",
                () -> "{\"streams\": [{\"stream\": \"orders\", \"lag\": " + (looks.incrementAndGet() % 3 == 0 ? 0 : 1)
                        + "}]}");
        answer(layers, "/v1/book", () -> "{\"streams\": [{\"stream\": \"orders\", \"closes\": true}]}");
        answer(layers, "/v1/state", () -> "{\"models\": []}");
        layers.start();
        String url = "http://127.0.0.1:" + layers.getAddress().getPort();
        List<String> here =
                List.of("--set=ingest.url=" + url, "--set=visualize.url=" + url, "--set=processing.url=" + url);

        try {
            assertThat(run(words(here, "send", "orders", "{}"))).isEqualTo(ExitCode.OK);
            assertThat(looks).hasValue(0);
            assertThat(run(words(here, "send", "orders", "{}", "--wait"))).isEqualTo(ExitCode.OK);
            assertThat(looks).hasValue(3);
            assertThat(run(words(here, "simulate", "orders", "--count=1", "--wait")))
                    .isEqualTo(ExitCode.OK);
            assertThat(looks).hasValue(6);
        } finally {
            layers.stop(0);
        }
    }

    private static String[] words(List<String> options, String... words) {
        return Stream.concat(Stream.of(words), options.stream()).toArray(String[]::new);
    }

    private static void answer(HttpServer layers, String path, Supplier<String> json) {
        layers.createContext(path, exchange -> {
            exchange.getRequestBody().readAllBytes();
            byte[] body = json.get().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
    }

    @Test
    void replayTellsWhatItDidAsJson() throws Exception {
        Path file = Files.writeString(
                folder.resolve("shop.csv"),
                "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"
                        + "1,2,three,4,2026-01-01 00:00:00,5.00,,EIRE\n" + "only one\n");
        try (IngestStub ingest =
                new IngestStub(Contracts.load(Optional.empty()).stream("orders").orElseThrow())) {

            int exitCode =
                    run("replay", file.toString(), "--stream", "orders", "--json", "--set=ingest.url=" + ingest.url());

            assertThat(exitCode).as(err.toString()).isEqualTo(ExitCode.OK);
            JsonNode summary = Json.tree(out.toString());
            assertThat(summary.path("accepted").asLong()).isEqualTo(1);
            assertThat(summary.path("rejected").asLong()).isEqualTo(1);
            assertThat(err.toString()).contains(file + ":3: the line has 1 values, expected 8");
        }
    }

    @Test
    void aReplayWithoutARecordSaysThatNothingWasSent() throws Exception {
        Path empty = Files.writeString(folder.resolve("empty.csv"), "");
        try (IngestStub ingest =
                new IngestStub(Contracts.load(Optional.empty()).stream("orders").orElseThrow())) {

            int exitCode =
                    run("replay", empty.toString(), "--stream", "orders", "--json", "--set=ingest.url=" + ingest.url());

            assertThat(exitCode).isEqualTo(ExitCode.CHECK_FAILED);
            assertThat(err.toString())
                    .contains(empty + ": it is empty")
                    .contains("Nothing was sent: no record was in the file");
            assertThat(Json.tree(out.toString())
                            .at("/filesWithoutRecords/0/text")
                            .asText())
                    .isEqualTo("it is empty");
        }
    }

    @Test
    void aReplayThatIsInterruptedSaysHowFarItCame() throws Exception {
        Path file = Files.writeString(
                folder.resolve("slow.csv"),
                "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"
                        + "1,2,three,4,2026-01-01 00:00:00,5.00,,EIRE\n"
                        + "2,2,three,4,2026-01-02 00:00:00,5.00,,EIRE\n");
        Path said = folder.resolve("said");
        try (IngestStub ingest =
                new IngestStub(Contracts.load(Optional.empty()).stream("orders").orElseThrow())) {
            Process replay = new ProcessBuilder(
                            Checkout.java().toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            Plumbline.class.getName(),
                            "replay",
                            file.toString(),
                            "--stream=orders",
                            "--speed=1",
                            "--set=ingest.url=" + ingest.url())
                    .redirectErrorStream(true)
                    .redirectOutput(said.toFile())
                    .start();
            await().atMost(Duration.ofSeconds(60)).until(() -> ingest.events.get() == 1);
            replay.destroy();

            assertThat(replay.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(Files.readString(said)).contains("Stopped after ", "adds nothing twice");
        }
    }

    @Test
    void replayOfAStreamThatDoesNotExistNamesThoseThatDo() {
        Path file = folder.resolve("plumbline.lock");

        assertThat(run("replay", "nowhere.csv", "--stream", "orders", NOWHERE)).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("There is no file nowhere.csv");
        assertThat(file).doesNotExist();
    }

    @Test
    void everyCommandExplainsItself() {
        for (String command :
                new picocli.CommandLine(new Commands()).getSubcommands().keySet()) {
            assertThat(run(command, "--help")).as(command).isEqualTo(ExitCode.OK);
        }
    }

    private int run(String... words) {
        return Commands.run(words, new PrintWriter(out, true), new PrintWriter(err, true));
    }
}
