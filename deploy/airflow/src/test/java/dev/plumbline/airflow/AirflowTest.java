package dev.plumbline.airflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.runtime.Settings;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the client does when things go wrong, against a server that makes them go wrong. AirflowIT has the real one. */
class AirflowTest {

    private static final String RUNS = "/api/v2/dags/backfill/dagRuns";
    private static final Instant DAY = Instant.parse("2026-11-20T00:00:00Z");

    private AirflowServer server;
    private Airflow airflow;

    @BeforeEach
    void start() throws Exception {
        server = new AirflowServer();
        airflow = new Airflow(config(server.url(), Duration.ofSeconds(5)), AirflowServer.PASSWORD);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void oneTokenServesManyCalls() {
        airflow.version();
        airflow.version();

        assertThat(server.count("POST /auth/token")).isEqualTo(1);
    }

    @Test
    void aTokenThatHasRunOutIsRenewedOnce() {
        airflow.version();
        server.expireToken();

        DagRun run = airflow.trigger(request("a"));

        assertThat(run.runId()).isEqualTo("a");
        assertThat(server.count("POST /auth/token")).isEqualTo(2);
    }

    @Test
    void aTokenThatIsRefusedAgainIsNotAskedForForEver() {
        server.next("GET /api/v2/version", AirflowServer.status(401, "{\"detail\":\"Not authenticated\"}"));
        server.next("GET /api/v2/version", AirflowServer.status(401, "{\"detail\":\"Not authenticated\"}"));

        assertThatThrownBy(airflow::version)
                .isInstanceOf(AirflowAccessException.class)
                .hasMessageContaining("401")
                .hasMessageContaining("Not authenticated");
        assertThat(server.count("POST /auth/token")).isEqualTo(2);
    }

    @Test
    void aWrongPasswordSaysWhoWasRefusedAndWhereThePasswordIs() {
        Airflow stranger = new Airflow(config(server.url(), Duration.ofSeconds(5)), "wrong-and-secret");

        assertThatThrownBy(stranger::version)
                .isInstanceOf(AirflowAccessException.class)
                .hasMessageContaining("user admin")
                .hasMessageContaining("Invalid credentials")
                .hasMessageNotContaining("wrong-and-secret")
                .extracting(e -> ((AirflowException) e).next())
                .asString()
                .contains("PLUMBLINE_AIRFLOW_PASSWORD");
    }

    @Test
    void aPasswordIsNeverTold() {
        server.next(
                "POST /auth/token",
                AirflowServer.status(
                        422,
                        "{\"detail\":[{\"loc\":[\"body\",\"password\"],\"msg\":\"too short\",\"input\":{\"password\":\""
                                + AirflowServer.PASSWORD + "\"}}]}"));

        Throwable refused = catchThrowable(airflow::version);

        StringWriter all = new StringWriter();
        refused.printStackTrace(new PrintWriter(all));
        assertThat(refused).isInstanceOf(AirflowRequestException.class).hasMessageContaining("body.password too short");
        assertThat(all.toString() + config(server.url(), Duration.ofSeconds(1))).doesNotContain(AirflowServer.PASSWORD);
    }

    @Test
    void aTriggerSaysItsDateEvenWhereItHasNone() {
        airflow.trigger(request("dateless"));

        assertThat(server.runs.get("dateless").path("logical_date").isNull()).isTrue();
    }

    @Test
    void aRunForADateIsTheSameRunHoweverOftenItIsAskedFor() {
        DagRun first = airflow.trigger(RunRequest.of("backfill", DAY, conf()));
        DagRun second = airflow.trigger(RunRequest.of("backfill", DAY, conf()));

        assertThat(second).isEqualTo(first);
        assertThat(server.runs).hasSize(1);
    }

    @Test
    void aTriggerWhoseReplyIsLostIsFoundByItsId() {
        server.next("POST " + RUNS, AirflowServer.replyLost());

        DagRun run = airflow.trigger(request("lost"));

        assertThat(run.runId()).isEqualTo("lost");
        assertThat(server.count("POST " + RUNS)).isEqualTo(1);
    }

    @Test
    void aTriggerThatWasNotTakenIsSentAgain() {
        server.next("POST " + RUNS, AirflowServer.notTaken());

        DagRun run = airflow.trigger(request("again"));

        assertThat(run.runId()).isEqualTo("again");
        assertThat(server.count("POST " + RUNS)).isEqualTo(2);
    }

    @Test
    void aFalseConflictIsTheRunThatIsThere() {
        airflow.trigger(request("there"));
        server.next(
                "POST " + RUNS, AirflowServer.status(409, "{\"detail\":{\"reason\":\"Unique constraint violation\"}}"));

        assertThat(airflow.trigger(request("there")).runId()).isEqualTo("there");
    }

    @Test
    void aConflictWithAnotherRunIsSaidWithBoth() {
        airflow.trigger(request("taken"));
        RunRequest other = RunRequest.named("backfill", "taken", conf().put("from", "2026-01-01"));

        assertThatThrownBy(() -> airflow.trigger(other))
                .isInstanceOf(AirflowConflictException.class)
                .hasMessageContaining("There is a run taken of backfill already")
                .hasMessageContaining("2026-01-01");
    }

    @Test
    void aConflictWithoutARunIsWhatAirflowSays() {
        server.next("POST " + RUNS, AirflowServer.status(409, "{\"detail\":\"this date has a run\"}"));

        assertThatThrownBy(() -> airflow.trigger(request("b")))
                .isInstanceOf(AirflowConflictException.class)
                .hasMessageContaining("this date has a run");
    }

    @Test
    void aRequestThatIsWrongIsSentOnceAndSaysTheField() {
        server.next(
                "POST " + RUNS,
                AirflowServer.status(
                        422, "{\"detail\":[{\"loc\":[\"body\",\"conf\"],\"msg\":\"Input should be an object\"}]}"));

        assertThatThrownBy(() -> airflow.trigger(request("wrong")))
                .isInstanceOf(AirflowRequestException.class)
                .hasMessageContaining("422")
                .hasMessageContaining("body.conf Input should be an object");
        assertThat(server.count("POST " + RUNS)).isEqualTo(1);
    }

    @Test
    void aDagThatIsNotThereIsSaidWithWhatToLookAt() {
        server.next(
                "POST " + RUNS, AirflowServer.status(404, "{\"detail\":\"DAG with dag_id: 'backfill' not found\"}"));

        assertThatThrownBy(() -> airflow.trigger(request("c")))
                .isInstanceOf(AirflowNotFoundException.class)
                .hasMessageContaining("'backfill' not found")
                .extracting(e -> ((AirflowException) e).next())
                .isEqualTo("./plumbline orchestrate dags");
    }

    @Test
    void aReadIsTriedAgainWhileAirflowCannotWork() {
        server.next("GET /api/v2/version", AirflowServer.status(503, "{\"detail\":\"no database\"}"));
        server.next("GET /api/v2/version", AirflowServer.notTaken());

        assertThat(airflow.version()).isEqualTo("3.3.2");
        assertThat(server.count("GET /api/v2/version")).isEqualTo(3);
    }

    @Test
    void aServerThatIsDownSaysWhereAndHowToStartIt() throws Exception {
        Airflow nobody = new Airflow(config(URI.create("http://127.0.0.1:" + freePort()), Duration.ofSeconds(5)), "x");

        assertThatThrownBy(() -> nobody.trigger(request("d")))
                .isInstanceOf(AirflowUnreachableException.class)
                .hasMessageContaining("nothing listens there")
                .extracting(e -> ((AirflowException) e).next())
                .isEqualTo("./plumbline up --compose --profile orchestrate");
    }

    @Test
    void aServerThatGoesAwayInTheMiddleLeavesTheOutcomeUnknown() {
        airflow.version();
        server.next("POST " + RUNS, (exchange, take) -> {
            take.run();
            server.close();
            return true;
        });

        assertThatThrownBy(() -> airflow.trigger(request("e")))
                .isInstanceOf(AirflowOutcomeUnknownException.class)
                .hasMessageContaining("It is not known whether run e of backfill began");
    }

    @Test
    void anAnswerThatStallsIsGivenUpInTime() {
        Airflow hasty = new Airflow(config(server.url(), Duration.ofMillis(300)), AirflowServer.PASSWORD);
        hasty.version();
        for (int i = 0; i < 4; i++) {
            server.next("GET /api/v2/version", AirflowServer.stalls());
        }

        assertThatThrownBy(hasty::version)
                .isInstanceOf(AirflowUnreachableException.class)
                .hasMessageContaining("no answer in 300 ms");
    }

    @Test
    void whatIsNoAirflowIsSaidToBeNone() {
        for (int i = 0; i < 4; i++) {
            server.next("GET /api/v2/version", AirflowServer.status(200, "<html>"));
        }

        assertThatThrownBy(airflow::version)
                .isInstanceOf(AirflowFailedException.class)
                .hasMessageContaining("is not Airflow");
    }

    @Test
    void followingOutlastsAServerThatIsAwayForAWhile() {
        airflow.trigger(request("f"));
        List<DagRun.State> seen = new ArrayList<>();

        DagRun end = airflow.follow("backfill", "f", Duration.ofSeconds(20), progress -> {
            seen.add(progress.run().state());
            if (progress.run().state() == DagRun.State.QUEUED) {
                state("f", "running");
                for (int i = 0; i < 6; i++) {
                    server.next("GET " + RUNS + "/f", AirflowServer.notTaken());
                }
            } else if (progress.run().state() == DagRun.State.RUNNING) {
                state("f", "failed");
            }
        });

        assertThat(end.state()).isEqualTo(DagRun.State.FAILED);
        assertThat(seen).containsExactly(DagRun.State.QUEUED, DagRun.State.RUNNING, DagRun.State.FAILED);
    }

    @Test
    void followingEndsWhenNothingMoves() {
        airflow.trigger(request("g"));

        assertThatThrownBy(() -> airflow.follow("backfill", "g", Duration.ofSeconds(1), progress -> {}))
                .isInstanceOf(AirflowPatienceException.class)
                .hasMessageContaining("Nothing has moved in run g of backfill for 1 s");
    }

    @Test
    void aBackfillWhoseReplyIsLostIsFoundByItsRange() {
        server.next("POST /api/v2/backfills", AirflowServer.replyLost());

        Backfill backfill = airflow.backfill(range("2026-11-21T00:00:00Z"));

        assertThat(backfill.id()).isEqualTo(1);
        assertThat(server.backfills).hasSize(1);
    }

    @Test
    void aBackfillThatRunsAlreadyIsTheSameOnlyForTheSameRange() {
        Backfill first = airflow.backfill(range("2026-11-21T00:00:00Z"));

        assertThat(airflow.backfill(range("2026-11-21T00:00:00Z"))).isEqualTo(first);
        assertThatThrownBy(() -> airflow.backfill(range("2026-11-22T00:00:00Z")))
                .isInstanceOf(AirflowConflictException.class)
                .hasMessageContaining("There is already a running backfill");
    }

    @Test
    void settingsSayWhereAirflowIs() {
        assertThat(AirflowConfig.from(Settings.of(Map.of())))
                .isEqualTo(new AirflowConfig(
                        URI.create("http://127.0.0.1:8085"), "admin", Duration.ofSeconds(3), Duration.ofSeconds(30)));
        assertThat(AirflowConfig.from(Settings.of(Map.of(
                        "airflow.url", "https://airflow.example", "airflow.user", "ops", "airflow.timeout", "5s"))))
                .isEqualTo(new AirflowConfig(
                        URI.create("https://airflow.example"), "ops", Duration.ofSeconds(3), Duration.ofSeconds(5)));
        assertThat(AirflowConfig.from(Settings.of(Map.of("port.offset", "100"))).url())
                .hasPort(8185);
        assertThatThrownBy(() -> AirflowConfig.from(Settings.of(Map.of("airflow.url", "airflow"))))
                .hasMessageContaining("airflow.url is airflow");
    }

    private void state(String runId, String state) {
        ((ObjectNode) server.runs.get(runId)).put("state", state);
    }

    private static RunRequest request(String runId) {
        return RunRequest.named("backfill", runId, conf());
    }

    private static BackfillRequest range(String to) {
        return new BackfillRequest("backfill", DAY, Instant.parse(to), BackfillRequest.Reprocess.NONE, 1);
    }

    private static ObjectNode conf() {
        return Calls.JSON.createObjectNode();
    }

    private static AirflowConfig config(URI url, Duration timeout) {
        return new AirflowConfig(url, AirflowServer.USER, Duration.ofSeconds(1), timeout);
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
