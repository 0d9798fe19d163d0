package dev.plumbline.airflow;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.ConnectException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * One Airflow, spoken to over its REST API ({@code /api/v2}). Every call ends in bounded time, with its answer or an
 * {@link AirflowException}. A run or backfill that is asked for again, because an answer was lost, is the same one.
 * Thread-safe; building one does no I/O.
 */
public final class Airflow {

    private static final int ATTEMPTS = 3;
    private static final int PAGE = 100;
    private static final Duration FIRST_LOOK = Duration.ofMillis(500);
    private static final Duration SLOWEST_LOOK = Duration.ofSeconds(5);

    private final Calls calls;

    public Airflow(AirflowConfig config, String password) {
        this.calls = new Calls(config, password);
    }

    public String version() {
        return calls.get("/api/v2/version").path("version").asText();
    }

    public AirflowHealth health() {
        return AirflowHealth.of(calls.get("/api/v2/monitor/health"));
    }

    public List<Dag> dags() {
        return pages("/api/v2/dags?order_by=dag_id", "dags", Dag::of);
    }

    /** The files that hold no DAG that Airflow understands, each with what is wrong. */
    public List<String> importErrors() {
        return pages(
                "/api/v2/importErrors?order_by=id",
                "import_errors",
                node -> node.path("filename").asText() + ": "
                        + node.path("stack_trace").asText().strip());
    }

    /** No run begins by itself from now on. */
    public void pause(String dagId) {
        paused(dagId, true);
    }

    /** Runs begin by themselves again. */
    public void unpause(String dagId) {
        paused(dagId, false);
    }

    /** Begins a run, or finds it begun: by an earlier call, or by this one whose answer was lost. */
    public DagRun trigger(RunRequest request) {
        for (int attempt = 1; ; attempt++) {
            try {
                return DagRun.of(calls.post(runsPath(request.dagId()), request.body()));
            } catch (AirflowConflictException | AirflowUnreachableException | AirflowFailedException e) {
                // A retried trigger is told 409 where the first one was taken.
                Optional<DagRun> there = found(request, e);
                if (there.isPresent()) {
                    return same(request, there.get());
                }
                if (e instanceof AirflowConflictException || attempt == ATTEMPTS) {
                    throw e;
                }
                Calls.sleep(FIRST_LOOK.multipliedBy(attempt));
            }
        }
    }

    public DagRun run(String dagId, String runId) {
        return DagRun.of(calls.get(runPath(dagId, runId)));
    }

    /** The newest first. */
    public List<DagRun> runs(String dagId, int limit) {
        JsonNode answer = calls.get(runsPath(dagId) + "?order_by=-run_after&limit=" + Math.min(limit, PAGE));
        return list(answer.path("dag_runs"), DagRun::of);
    }

    /** The tasks of a run, in the order in which they began. */
    public List<TaskInstance> tasks(String dagId, String runId) {
        List<JsonNode> nodes =
                pages(runPath(dagId, runId) + "/taskInstances?order_by=id", "task_instances", Function.identity());
        return nodes.stream()
                .sorted(Comparator.comparing((JsonNode node) ->
                                Times.optional(node.path("start_date")).orElse(Instant.MAX))
                        .thenComparing(node -> node.path("task_id").asText())
                        .thenComparing(node -> node.path("map_index").asInt()))
                .map(TaskInstance::of)
                .toList();
    }

    /** What a task has said in one of its tries, counted from 1. */
    public List<LogLine> log(String dagId, String runId, TaskInstance task, int tryNumber) {
        String path = runPath(dagId, runId) + "/taskInstances/" + Calls.encoded(task.taskId()) + "/logs/" + tryNumber
                + "?full_content=true&map_index=" + task.mapIndex();
        return list(calls.get(path).path("content"), LogLine::of);
    }

    /**
     * Follows a run until it has ended, and returns how. {@code progress} hears each change. Fails when nothing has moved for
     * {@code patience}; an Airflow that is away meanwhile is waited for just as long.
     */
    public DagRun follow(String dagId, String runId, Duration patience, Consumer<RunProgress> progress) {
        return new Following<>(
                        "run " + runId + " of " + dagId,
                        () -> new RunProgress(run(dagId, runId), tasks(dagId, runId)),
                        seen -> seen.run().state().ended(),
                        "./plumbline orchestrate tasks " + dagId + " " + runId)
                .until(FIRST_LOOK, SLOWEST_LOOK, patience, progress)
                .run();
    }

    /** The dates for which {@link #backfill} would make runs; nothing is made. */
    public List<Instant> dryRun(BackfillRequest request) {
        List<Instant> dates = new ArrayList<>();
        for (JsonNode run :
                calls.post("/api/v2/backfills/dry_run", request.body()).path("backfills")) {
            Times.optional(run.path("logical_date")).ifPresent(dates::add);
        }
        return List.copyOf(dates);
    }

    /** Begins a backfill, or finds it begun: a DAG has one at a time. */
    public Backfill backfill(BackfillRequest request) {
        long newest = backfills(request.dagId()).stream()
                .mapToLong(Backfill::id)
                .max()
                .orElse(-1);
        try {
            return Backfill.of(calls.post("/api/v2/backfills", request.body()));
        } catch (AirflowConflictException e) {
            return backfills(request.dagId()).stream()
                    .filter(known -> known.completedAt().isEmpty() && request.isWhat(known))
                    .findFirst()
                    .orElseThrow(() -> e);
        } catch (AirflowUnreachableException | AirflowFailedException e) {
            return asked("whether a backfill of " + request.dagId() + " began", e, () -> backfills(request.dagId()))
                    .stream()
                    .filter(known -> known.id() > newest && request.isWhat(known))
                    .findFirst()
                    .orElseThrow(() -> e);
        }
    }

    public Backfill backfill(long id) {
        return Backfill.of(calls.get("/api/v2/backfills/" + id));
    }

    /** The runs of a DAG for the dates of a backfill, whether it made them or found them, the oldest first. */
    public List<DagRun> runs(Backfill backfill) {
        return pages(
                runsPath(backfill.dagId()) + "?order_by=logical_date&logical_date_gte=" + backfill.from()
                        + "&logical_date_lte=" + backfill.to(),
                "dag_runs",
                DagRun::of);
    }

    /** Follows a backfill until all its runs have ended, and returns them; as {@link #follow(String, String, Duration, Consumer)}. */
    public List<DagRun> follow(Backfill backfill, Duration patience, Consumer<List<DagRun>> progress) {
        return new Following<>(
                        "backfill " + backfill.id() + " of " + backfill.dagId(),
                        // The backfill first: its runs are there when it is complete.
                        () -> new BackfillLook(backfill(backfill.id()), runs(backfill)),
                        BackfillLook::ended,
                        "./plumbline orchestrate runs " + backfill.dagId())
                .until(FIRST_LOOK, SLOWEST_LOOK, patience, look -> progress.accept(look.runs()))
                .runs();
    }

    private record BackfillLook(Backfill backfill, List<DagRun> runs) {

        /** All its runs are made when it begins; that they have ended Airflow itself notices only once in a while. */
        boolean ended() {
            return backfill.completedAt().isPresent()
                    || !runs.isEmpty()
                            && runs.stream().allMatch(run -> run.state().ended());
        }
    }

    private List<Backfill> backfills(String dagId) {
        return pages("/api/v2/backfills?order_by=id&dag_id=" + Calls.encoded(dagId), "backfills", Backfill::of);
    }

    private void paused(String dagId, boolean paused) {
        calls.patch(
                "/api/v2/dags/" + Calls.encoded(dagId) + "?update_mask=is_paused",
                Calls.JSON.createObjectNode().put("is_paused", paused));
    }

    private Optional<DagRun> found(RunRequest request, AirflowException why) {
        return asked("whether run " + request.runId() + " of " + request.dagId() + " began", why, () -> {
            try {
                return Optional.of(run(request.dagId(), request.runId()));
            } catch (AirflowNotFoundException absent) {
                return Optional.empty();
            }
        });
    }

    private static <T> T asked(String what, AirflowException why, Supplier<T> question) {
        try {
            return question.get();
        } catch (AirflowUnreachableException | AirflowFailedException e) {
            if (why.getCause() instanceof ConnectException) {
                // It never left.
                throw why;
            }
            AirflowOutcomeUnknownException unknown = new AirflowOutcomeUnknownException(
                    "It is not known " + what + ": " + why.getMessage() + "; then " + e.getMessage(),
                    "the same command again: with the same id or range it is the same one",
                    why);
            unknown.addSuppressed(e);
            throw unknown;
        }
    }

    private static DagRun same(RunRequest request, DagRun there) {
        if (!request.isWhat(there)) {
            throw new AirflowConflictException(
                    "There is a run " + there.runId() + " of " + there.dagId() + " already, with "
                            + there.logicalDate().map(date -> "date " + date).orElse("no date") + " and conf "
                            + there.conf() + ", where date "
                            + request.logicalDate().map(Instant::toString).orElse("none") + " and conf "
                            + request.conf() + " was asked for",
                    "choose another run id",
                    null);
        }
        return there;
    }

    private static String runsPath(String dagId) {
        return "/api/v2/dags/" + Calls.encoded(dagId) + "/dagRuns";
    }

    private static String runPath(String dagId, String runId) {
        return runsPath(dagId) + "/" + Calls.encoded(runId);
    }

    /** All of a list that Airflow hands out page by page. */
    private <T> List<T> pages(String path, String field, Function<JsonNode, T> read) {
        List<T> all = new ArrayList<>();
        while (true) {
            JsonNode page =
                    calls.get(path + (path.contains("?") ? "&" : "?") + "limit=" + PAGE + "&offset=" + all.size());
            List<T> entries = list(page.path(field), read);
            all.addAll(entries);
            if (entries.isEmpty() || all.size() >= page.path("total_entries").asInt()) {
                return List.copyOf(all);
            }
        }
    }

    private static <T> List<T> list(JsonNode nodes, Function<JsonNode, T> read) {
        List<T> entries = new ArrayList<>();
        nodes.forEach(node -> entries.add(read.apply(node)));
        return List.copyOf(entries);
    }
}
