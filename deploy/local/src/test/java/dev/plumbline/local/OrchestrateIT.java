package dev.plumbline.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.airflow.Airflow;
import dev.plumbline.airflow.AirflowConfig;
import dev.plumbline.airflow.BackfillRequest;
import dev.plumbline.airflow.Dag;
import dev.plumbline.airflow.DagRun;
import dev.plumbline.airflow.LogLine;
import dev.plumbline.airflow.RunRequest;
import dev.plumbline.airflow.TaskInstance;
import dev.plumbline.local.command.Commands;
import dev.plumbline.local.compose.ComposeService;
import dev.plumbline.local.compose.ComposeStack;
import dev.plumbline.local.platform.PlatformClient;
import dev.plumbline.local.supervisor.FreePorts;
import dev.plumbline.runtime.Addresses;
import dev.plumbline.runtime.Settings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

/** Airflow's image, the DAGs, the client and the processing of the stack, together. The tests build on one another. */
@ExtendWith(WithDocker.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class OrchestrateIT {

    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final String MODEL = "orders/revenue_by_country_day";
    private static final String[] AIRFLOW = {"airflow-api-server", "airflow-scheduler", "airflow-dag-processor"};

    private static String offset;
    private static ComposeStack stack;
    private static PlatformClient client;
    private static Airflow airflow;

    @BeforeAll
    static void startTheStack() {
        offset = Integer.toString(FreePorts.offset());
        Settings settings = Settings.of(Map.of("port.offset", offset));
        stack = ComposeStack.of(Checkout.current(), settings);
        client = new PlatformClient(Addresses.from(settings));
        stack.prepare();
        stack.build(List.of());
        stack.up(
                PATIENCE,
                List.of("orchestrate"),
                Stream.concat(Stream.of(AIRFLOW), Stream.of("ingest-api", "processing"))
                        .toArray(String[]::new));
        airflow = new Airflow(
                AirflowConfig.from(settings),
                stack.secret("PLUMBLINE_AIRFLOW_PASSWORD").orElseThrow());
    }

    @AfterAll
    static void removeTheStack() {
        if (stack != null) {
            stack.removeWithVolumes();
        }
    }

    @Test
    @Order(1)
    void everyPartIsWellAndTheDagsAreRead() {
        await().atMost(PATIENCE).until(() -> airflow.dags().size() >= 5);

        assertThat(airflow.version()).startsWith("3.3");
        assertThat(airflow.health().well()).isTrue();
        assertThat(airflow.importErrors()).isEmpty();
        assertThat(airflow.dags())
                .extracting(Dag::id)
                .containsExactly("backfill", "daily_recompute", "maintenance", "quality_checks", "reconciliation");
        assertThat(airflow.dags()).noneMatch(Dag::paused);
        assertThat(stack.services())
                .filteredOn(service -> service.name().startsWith("airflow-"))
                .hasSize(AIRFLOW.length)
                .allMatch(ComposeService::well)
                .allMatch(service -> service.memoryBytes() < service.memoryLimitBytes());
    }

    @Test
    @Order(2)
    void aDagIsPausedAndRunsAgain() {
        airflow.pause("quality_checks");
        boolean paused = paused("quality_checks");
        airflow.unpause("quality_checks");

        assertThat(paused).isTrue();
        assertThat(paused("quality_checks")).isFalse();
    }

    @Test
    @Order(3)
    void aRunHasProcessingDoItsJobAndSaysWhatCameOfIt() {
        sendOrders();

        DagRun run = airflow.trigger(RunRequest.named("backfill", "by-hand", conf()));
        DagRun same = airflow.trigger(RunRequest.named("backfill", "by-hand", conf()));
        DagRun end = airflow.follow("backfill", run.runId(), PATIENCE, progress -> {});

        assertThat(same.runId()).isEqualTo(run.runId());
        assertThat(end.state()).as(said("backfill", run.runId())).isEqualTo(DagRun.State.SUCCESS);
        assertThat(airflow.tasks("backfill", run.runId()))
                .extracting(TaskInstance::taskId, TaskInstance::state)
                .containsExactly(succeeded("plan"), succeeded("recompute"));
        assertThat(said("backfill", run.runId())).contains("is succeeded").contains("\"model\": \"");
        assertThat(jobs("backfill.by-hand.")).hasSize(1);
    }

    @Test
    @Order(4)
    void whatWasRecomputedIsReconciledByItself() {
        await().atMost(PATIENCE).until(() -> airflow.runs("reconciliation", 5).stream()
                .anyMatch(run -> run.state().ended()));

        DagRun run = airflow.runs("reconciliation", 1).get(0);
        assertThat(run.type()).isEqualTo("asset_triggered");
        assertThat(run.state()).as(said("reconciliation", run.runId())).isEqualTo(DagRun.State.SUCCESS);
        assertThat(airflow.tasks("reconciliation", run.runId()))
                .extracting(TaskInstance::label)
                .contains(MODEL);
    }

    @Test
    @Order(5)
    void daysOfThePastAreSaidFirstAndThenRecomputed() {
        // Before the stack was made, so that no run of the schedule takes them.
        Instant first = Instant.parse("2025-03-01T00:00:00Z");
        BackfillRequest request = new BackfillRequest(
                "daily_recompute", first, first.plus(1, ChronoUnit.DAYS), BackfillRequest.Reprocess.NONE, 1);

        List<Instant> dates = airflow.dryRun(request);
        boolean madeNothing = airflow.runs("daily_recompute", 100).stream()
                .noneMatch(run -> run.logicalDate().filter(dates::contains).isPresent());
        List<DagRun> runs = airflow.follow(airflow.backfill(request), PATIENCE, seen -> {});

        assertThat(dates).containsExactly(first, first.plus(1, ChronoUnit.DAYS));
        assertThat(madeNothing).isTrue();
        assertThat(runs).extracting(run -> run.logicalDate().orElseThrow()).containsExactlyElementsOf(dates);
        assertThat(runs).allMatch(run -> run.state() == DagRun.State.SUCCESS);
    }

    @Test
    @Order(6)
    void aRunEndsWellAlthoughItsSchedulerIsKilled() {
        airflow.trigger(RunRequest.named("backfill", "killed", conf()));
        await().atMost(PATIENCE).until(() -> airflow.tasks("backfill", "killed").stream()
                .anyMatch(task -> task.state().equals("running")));

        stack.kill("airflow-scheduler");
        stack.start("airflow-scheduler");
        DagRun end = airflow.follow("backfill", "killed", PATIENCE, progress -> {});

        assertThat(end.state()).as(said("backfill", "killed")).isEqualTo(DagRun.State.SUCCESS);
        assertThat(jobs("backfill.killed.")).hasSize(1);
    }

    @Test
    @Order(7)
    void checksAndMaintenanceHaveRunByThemselves() {
        for (String dag : List.of("quality_checks", "maintenance")) {
            await().atMost(PATIENCE)
                    .until(() -> airflow.runs(dag, 1).get(0).state().ended());

            DagRun run = airflow.runs(dag, 1).get(0);
            // Whether the orders of this test are good is not its question: they break a rule where they came first.
            assertThat(said(dag, run.runId())).contains("orders is succeeded");
            assertThat(airflow.tasks(dag, run.runId()))
                    .extracting(TaskInstance::label)
                    .contains("orders");
        }
        assertThat(airflow.runs("maintenance", 1).get(0).state()).isEqualTo(DagRun.State.SUCCESS);
    }

    @Test
    @Order(8)
    void theCommandLineFindsItByItsPort() throws Exception {
        assertThat(command("dags").path("dags")).hasSize(5);
        assertThat(command("runs", "backfill")).hasSizeGreaterThanOrEqualTo(2);
        assertThat(command("tasks", "backfill", "by-hand").findValuesAsText("state"))
                .containsOnly("success");
        assertThat(command("logs", "backfill", "by-hand", "--task", "recompute").toString())
                .contains("is succeeded");
        assertThat(command("backfill", "daily_recompute", "--from", "2026-01-01", "--to", "2026-01-03", "--dry-run")
                        .path("dates"))
                .hasSize(2);
    }

    @Test
    @Order(9)
    void jobsThatOnlyReadAreSubmittedToAClusterOneAfterTheOtherAlthoughBothWorkersHaveRoom() throws Exception {
        stack.build(List.of("scale"));
        stack.up(PATIENCE, List.of("orchestrate", "scale"), "spark-worker-1", "spark-worker-2", "airflow-scheduler");

        airflow.trigger(RunRequest.named("reconciliation", "on-the-cluster", about(MODEL, "orders/revenue_by_minute")));
        List<Long> runningAtOnce = new ArrayList<>();
        await().atMost(PATIENCE).pollInterval(Duration.ofSeconds(1)).until(() -> {
            runningAtOnce.add(running(cluster().path("activedrivers")));
            return ended("reconciliation", "on-the-cluster");
        });

        String said = said("reconciliation", "on-the-cluster");
        assertThat(airflow.follow("reconciliation", "on-the-cluster", PATIENCE, progress -> {})
                        .state())
                .as(said)
                .isEqualTo(DagRun.State.SUCCESS);
        // Where both have looked in the same moment, the master has the second wait.
        assertThat(said).containsAnyOf("is not submitted yet, progress \"until driver-", "is queued, progress");
        assertThat(said)
                .contains("submitted to http://spark-master:6066 as driver-")
                .contains("all that it said: http://spark-worker-")
                .contains("\"closes\": true");
        assertThat(jobs("reconciliation.on-the-cluster.")).isEmpty();
        assertThat(runningAtOnce).contains(1L).doesNotContain(2L);
        assertThat(cluster().path("completeddrivers")).hasSizeGreaterThanOrEqualTo(2);
    }

    @Test
    @Order(10)
    void aSubmittedJobThatIsRefusedIsNotTriedAgain() {
        airflow.trigger(RunRequest.named("reconciliation", "refused", about("orders/nothing")));
        DagRun end = airflow.follow("reconciliation", "refused", PATIENCE, progress -> {});

        assertThat(end.state()).isEqualTo(DagRun.State.FAILED);
        assertThat(said("reconciliation", "refused")).contains("failed (refused): no model is called orders/nothing");
        assertThat(airflow.tasks("reconciliation", "refused"))
                .filteredOn(task -> task.taskId().equals("reconcile"))
                .extracting(TaskInstance::tryNumber)
                .containsExactly(1);
    }

    @Test
    @Order(11)
    void theMasterTakesNothingThatIsNotSigned() throws Exception {
        String url = "http://spark-master:6066/v1/submissions/status/driver-1";

        assertThat(asTheMaster("curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", url))
                .isEqualTo("403");
    }

    private static boolean ended(String dag, String runId) {
        return airflow.runs(dag, 20).stream()
                .anyMatch(run -> run.runId().equals(runId) && run.state().ended());
    }

    /** Who is on the cluster, as the master's page tells programs. */
    private static JsonNode cluster() throws Exception {
        return Json.tree(asTheMaster("curl", "-s", "http://127.0.0.1:8080/json/"));
    }

    private static long running(JsonNode drivers) {
        return drivers.findValuesAsText("state").stream()
                .filter("RUNNING"::equals)
                .count();
    }

    private static String asTheMaster(String... words) throws IOException {
        String master = stack.services().stream()
                .filter(service -> service.name().equals("spark-master"))
                .map(ComposeService::container)
                .findFirst()
                .orElseThrow();
        List<String> all = new ArrayList<>(List.of("docker", "exec", master));
        all.addAll(List.of(words));
        return new String(new ProcessBuilder(all).start().getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static Tuple succeeded(String task) {
        return tuple(task, "success");
    }

    private static boolean paused(String dag) {
        return airflow.dags().stream().filter(known -> known.id().equals(dag)).anyMatch(Dag::paused);
    }

    private static ObjectNode conf() {
        ObjectNode conf = JsonNodeFactory.instance.objectNode();
        conf.put("from", "2011-04-01")
                .put("to", "2011-05-01")
                .putArray("models")
                .add(MODEL);
        return conf;
    }

    private static ObjectNode about(String... models) {
        ObjectNode conf = JsonNodeFactory.instance.objectNode();
        List.of(models).forEach(conf.putArray("models")::add);
        return conf;
    }

    private static void sendOrders() {
        for (int day = 1; day <= 3; day++) {
            client.send("orders", "application/json", """
                    {"invoice_no":"%d","stock_code":"P1","quantity":1,"unit_price":2.50,
                     "invoice_date":"2011-04-0%dT10:00:00Z","country":"France"}""".formatted(day, day).getBytes(StandardCharsets.UTF_8));
        }
        await().atMost(PATIENCE).until(() -> {
            for (JsonNode model : client.processingState().path("models")) {
                if (MODEL.endsWith("/" + model.path("model").asText())) {
                    return model.path("rowsCounted").asInt() == 3;
                }
            }
            return false;
        });
    }

    private static List<String> jobs(String prefix) {
        return client.jobs(100).path("jobs").findValuesAsText("id").stream()
                .filter(id -> id.startsWith(prefix))
                .toList();
    }

    private static String said(String dag, String run) {
        StringBuilder text = new StringBuilder();
        for (TaskInstance task : airflow.tasks(dag, run)) {
            text.append(task).append('\n');
            if (task.tryNumber() > 0) {
                airflow.log(dag, run, task, task.tryNumber()).stream()
                        .map(LogLine::text)
                        .forEach(line -> text.append("  ").append(line).append('\n'));
            }
        }
        return text.toString();
    }

    private static JsonNode command(String... words) throws Exception {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        List<String> all = new ArrayList<>(List.of("orchestrate"));
        all.addAll(List.of(words));
        all.addAll(List.of("--json", "--port-offset", offset));
        int exitCode = Commands.run(all.toArray(String[]::new), new PrintWriter(out, true), new PrintWriter(err, true));
        assertThat(exitCode).as(String.join(" ", words) + ": " + err).isEqualTo(ExitCode.OK);
        return Json.tree(out.toString());
    }
}
