package dev.plumbline.local.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.plumbline.airflow.Airflow;
import dev.plumbline.airflow.Backfill;
import dev.plumbline.airflow.BackfillRequest;
import dev.plumbline.airflow.Dag;
import dev.plumbline.airflow.DagRun;
import dev.plumbline.airflow.LogLine;
import dev.plumbline.airflow.RunProgress;
import dev.plumbline.airflow.RunRequest;
import dev.plumbline.airflow.TaskInstance;
import dev.plumbline.local.ExitCode;
import dev.plumbline.local.Failure;
import dev.plumbline.local.Json;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What Airflow orders: its DAGs, their runs, and backfills. */
@Command(
        name = "orchestrate",
        description = "Run, follow and backfill the DAGs of Airflow, and read what their tasks say.",
        synopsisSubcommandLabel = "(dags | run | runs | tasks | logs | pause | unpause | backfill)",
        subcommands = {
            OrchestrateCommand.Dags.class,
            OrchestrateCommand.Run.class,
            OrchestrateCommand.Runs.class,
            OrchestrateCommand.Tasks.class,
            OrchestrateCommand.Logs.class,
            OrchestrateCommand.Pause.class,
            OrchestrateCommand.Unpause.class,
            OrchestrateCommand.BackfillDates.class
        })
final class OrchestrateCommand implements Runnable {

    @CommandLine.Spec
    CommandLine.Model.CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                spec.commandLine(), "Say dags, run, runs, tasks, logs, pause, unpause or backfill");
    }

    /** Lists the DAGs; a file that Airflow cannot read is a check that failed. */
    @Command(
            name = "dags",
            description = "List the DAGs, with when each runs next. Exit code 1 when a file has errors.")
    static final class Dags extends AirflowCommand {

        @Override
        int ask(Airflow airflow) {
            List<Dag> dags = airflow.dags();
            List<String> errors = airflow.importErrors();
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("version", airflow.version());
            json.put("health", airflow.health().parts());
            json.put("dags", dags.stream().map(Dags::json).toList());
            json.put("importErrors", errors);
            print(json, () -> {
                TextTable table = new TextTable("dag", "schedule", "paused", "next run", "description");
                dags.forEach(dag -> table.row(
                        dag.id(),
                        dag.schedule().isEmpty() ? "by hand" : dag.schedule(),
                        dag.paused() ? "yes" : "no",
                        dag.nextRun().map(Instant::toString).orElse("-"),
                        dag.description()));
                table.print(out());
                errors.forEach(error -> talk("cannot be read: " + error));
            });
            return errors.isEmpty() ? ExitCode.OK : ExitCode.CHECK_FAILED;
        }

        private static Map<String, Object> json(Dag dag) {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("dag", dag.id());
            json.put("schedule", dag.schedule());
            json.put("paused", dag.paused());
            json.put("nextRun", dag.nextRun().map(Instant::toString).orElse(null));
            json.put("description", dag.description());
            return json;
        }
    }

    /** Triggers one run. */
    @Command(name = "run", description = "Trigger a run. The same date or run id again is the same run.")
    static final class Run extends AirflowCommand {

        @Parameters(paramLabel = "DAG", description = "Such as backfill; see: plumbline orchestrate dags.")
        String dag;

        @Option(
                names = "--conf",
                paramLabel = "KEY=VALUE",
                description = "A parameter of the DAG; a value that is JSON is taken as such.")
        Map<String, String> conf = new LinkedHashMap<>();

        @Option(names = "--date", paramLabel = "TIME", description = "The run for this day or instant, made once.")
        String date;

        @Option(
                names = "--run-id",
                paramLabel = "ID",
                description = "What the run is called (default: by date or time).")
        String runId;

        @Option(names = "--follow", description = "Wait for its end; exit code 1 when it fails.")
        boolean follow;

        @Option(
                names = "--timeout",
                paramLabel = "TIME",
                defaultValue = "10m",
                converter = DurationConverter.class,
                description = "How long to follow without a change (default: ${DEFAULT-VALUE}).")
        Duration patience;

        @Override
        int ask(Airflow airflow) {
            DagRun run = airflow.trigger(request());
            if (!follow) {
                return print(runJson(run), () -> out().println(run.dagId() + " " + run.runId() + " is " + state(run)));
            }
            DagRun end = airflow.follow(dag, run.runId(), patience, progress -> talk(line(progress)));
            print(runJson(end), () -> out().println(end.dagId() + " " + end.runId() + " is " + state(end)));
            return requireSuccess(end);
        }

        private RunRequest request() {
            ObjectNode parameters = JsonNodeFactory.instance.objectNode();
            conf.forEach((key, value) -> parameters.set(key, value(value)));
            if (date != null && runId == null) {
                return RunRequest.of(dag, instant("--date", date), parameters);
            }
            String name = runId == null ? "plumbline__" + Instant.now() : runId;
            return new RunRequest(
                    dag, name, Optional.ofNullable(date).map(text -> instant("--date", text)), parameters);
        }

        private static JsonNode value(String text) {
            try {
                JsonNode json = Json.tree(text);
                // Jackson reads the beginning of "2026-11-01" as a number.
                return json.isContainerNode() || json.toString().equals(text) ? json : TextNode.valueOf(text);
            } catch (JsonProcessingException plain) {
                return TextNode.valueOf(text);
            }
        }
    }

    /** Lists a DAG's newest runs. */
    @Command(name = "runs", description = "List the newest runs of a DAG.")
    static final class Runs extends AirflowCommand {

        @Parameters(paramLabel = "DAG")
        String dag;

        @Option(names = "-n", paramLabel = "N", description = "How many (default: ${DEFAULT-VALUE}).")
        int limit = 20;

        @Override
        int ask(Airflow airflow) {
            List<DagRun> runs = airflow.runs(dag, limit);
            return print(runs.stream().map(OrchestrateCommand::runJson).toList(), () -> table(runs)
                    .print(out()));
        }
    }

    /** Lists the tasks of a run. */
    @Command(name = "tasks", description = "List the tasks of a run, of the newest where none is named.")
    static final class Tasks extends AirflowCommand {

        @Parameters(index = "0", paramLabel = "DAG")
        String dag;

        @Parameters(index = "1", arity = "0..1", paramLabel = "RUN")
        String run;

        @Override
        int ask(Airflow airflow) {
            List<TaskInstance> tasks = airflow.tasks(dag, runId(airflow, dag, run));
            return print(tasks.stream().map(Tasks::json).toList(), () -> {
                TextTable table = new TextTable("task", "about", "state", "try", "took");
                tasks.forEach(task -> table.row(
                        task.taskId(),
                        task.label(),
                        task.state(),
                        task.tryNumber() + " of " + task.maxTries(),
                        Amounts.seconds(task.took().toMillis())));
                table.print(out());
            });
        }

        private static Map<String, Object> json(TaskInstance task) {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("task", task.taskId());
            json.put("mapIndex", task.mapIndex());
            json.put("about", task.label());
            json.put("state", task.state());
            json.put("try", task.tryNumber());
            json.put("tries", task.maxTries());
            json.put("millis", task.took().toMillis());
            return json;
        }
    }

    /** Prints what tasks have said. */
    @Command(name = "logs", description = "Print what the tasks of a run have said in their latest try.")
    static final class Logs extends AirflowCommand {

        @Parameters(index = "0", paramLabel = "DAG")
        String dag;

        @Parameters(index = "1", arity = "0..1", paramLabel = "RUN", description = "Default: the newest.")
        String run;

        @Option(names = "--task", paramLabel = "TASK", description = "Only this task.")
        String task;

        @Override
        int ask(Airflow airflow) {
            String runId = runId(airflow, dag, run);
            List<Map<String, Object>> json = new ArrayList<>();
            for (TaskInstance instance : airflow.tasks(dag, runId)) {
                if (task != null && !task.equals(instance.taskId()) || instance.tryNumber() == 0) {
                    continue;
                }
                List<LogLine> lines = airflow.log(dag, runId, instance, instance.tryNumber());
                json.add(Map.of(
                        "task",
                        instance.taskId(),
                        "about",
                        instance.label(),
                        "lines",
                        lines.stream().map(LogLine::text).toList()));
                if (!json()) {
                    talk("-- " + instance.taskId() + " " + instance.label() + ", try " + instance.tryNumber() + ", "
                            + instance.state());
                    lines.forEach(line -> out().printf(
                                    "%s %-7s %s%n",
                                    line.at().map(Instant::toString).orElse(""), line.level(), line.text()));
                    out().flush();
                }
            }
            return print(json, () -> {});
        }
    }

    /** Lets no run of a DAG begin by itself. */
    @Command(name = "pause", description = "Let no run of a DAG begin by itself.")
    static final class Pause extends AirflowCommand {

        @Parameters(paramLabel = "DAG")
        String dag;

        @Override
        int ask(Airflow airflow) {
            airflow.pause(dag);
            return print(Map.of("dag", dag, "paused", true), () -> talk(dag + " is paused"));
        }
    }

    /** Lets a DAG run by itself again. */
    @Command(name = "unpause", description = "Let a DAG run by itself again; days that were missed are made up for.")
    static final class Unpause extends AirflowCommand {

        @Parameters(paramLabel = "DAG")
        String dag;

        @Override
        int ask(Airflow airflow) {
            airflow.unpause(dag);
            return print(Map.of("dag", dag, "paused", false), () -> talk(dag + " runs again"));
        }
    }

    /** Runs a DAG for dates of the past. */
    @Command(name = "backfill", description = "Run a DAG for each date of its schedule in a range of the past.")
    static final class BackfillDates extends AirflowCommand {

        @Parameters(paramLabel = "DAG", description = "One with a schedule, such as daily_recompute.")
        String dag;

        @Option(names = "--from", required = true, paramLabel = "TIME", description = "The first day or instant.")
        String from;

        @Option(names = "--to", required = true, paramLabel = "TIME", description = "Up to here, exclusive.")
        String to;

        @Option(names = "--dry-run", description = "Say for which dates, and make nothing.")
        boolean dryRun;

        @Option(names = "--again", description = "Also dates that have had a run.")
        boolean again;

        @Option(names = "--follow", description = "Wait for its end; exit code 1 when a run fails.")
        boolean follow;

        @Option(
                names = "--timeout",
                paramLabel = "TIME",
                defaultValue = "10m",
                converter = DurationConverter.class,
                description = "How long to follow without a change (default: ${DEFAULT-VALUE}).")
        Duration patience;

        @Override
        int ask(Airflow airflow) {
            BackfillRequest request = new BackfillRequest(
                    dag,
                    instant("--from", from),
                    // Airflow's range has its end inside.
                    instant("--to", to).minus(1, ChronoUnit.SECONDS),
                    again ? BackfillRequest.Reprocess.COMPLETED : BackfillRequest.Reprocess.FAILED,
                    1);
            if (dryRun) {
                List<String> dates =
                        airflow.dryRun(request).stream().map(Instant::toString).toList();
                return print(Map.of("dag", dag, "dates", dates), () -> dates.forEach(out()::println));
            }
            Backfill backfill = airflow.backfill(request);
            talk("backfill " + backfill.id() + " of " + dag + " has begun");
            List<DagRun> runs =
                    follow ? airflow.follow(backfill, patience, seen -> talk(line(seen))) : airflow.runs(backfill);
            print(runs.stream().map(OrchestrateCommand::runJson).toList(), () -> table(runs)
                    .print(out()));
            return runs.stream().anyMatch(run -> run.state() == DagRun.State.FAILED)
                    ? ExitCode.CHECK_FAILED
                    : ExitCode.OK;
        }
    }

    private static String runId(Airflow airflow, String dag, String named) {
        if (named != null) {
            return named;
        }
        return airflow.runs(dag, 1).stream()
                .map(DagRun::runId)
                .findFirst()
                .orElseThrow(() -> Failure.usage(dag + " has not run yet", "./plumbline orchestrate run " + dag));
    }

    private static int requireSuccess(DagRun run) {
        if (run.state() == DagRun.State.FAILED) {
            throw Failure.check(
                    "Run " + run.runId() + " of " + run.dagId() + " failed",
                    "./plumbline orchestrate logs " + run.dagId() + " " + run.runId());
        }
        return ExitCode.OK;
    }

    private static TextTable table(List<DagRun> runs) {
        TextTable table = new TextTable("run", "state", "type", "date", "began", "took");
        runs.forEach(run -> table.row(
                run.runId(),
                state(run),
                run.type(),
                run.logicalDate().map(Instant::toString).orElse("-"),
                run.startedAt().map(Instant::toString).orElse("-"),
                took(run)));
        return table;
    }

    private static String took(DagRun run) {
        return run.startedAt().isPresent() && run.endedAt().isPresent()
                ? Amounts.seconds(
                        Duration.between(run.startedAt().get(), run.endedAt().get())
                                .toMillis())
                : "-";
    }

    private static Map<String, Object> runJson(DagRun run) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("dag", run.dagId());
        json.put("run", run.runId());
        json.put("state", state(run));
        json.put("type", run.type());
        json.put("date", run.logicalDate().map(Instant::toString).orElse(null));
        json.put("startedAt", run.startedAt().map(Instant::toString).orElse(null));
        json.put("endedAt", run.endedAt().map(Instant::toString).orElse(null));
        json.put("conf", run.conf());
        return json;
    }

    private static String line(RunProgress progress) {
        String states = progress.byState().entrySet().stream()
                .map(state -> state.getValue() + " " + state.getKey())
                .collect(Collectors.joining(", "));
        return state(progress.run()) + ": " + progress.ended() + " of "
                + progress.tasks().size() + " tasks have ended" + (states.isEmpty() ? "" : " (" + states + ")");
    }

    private static String line(List<DagRun> runs) {
        long ended = runs.stream().filter(run -> run.state().ended()).count();
        return ended + " of " + runs.size() + " runs have ended";
    }

    private static String state(DagRun run) {
        return run.state().name().toLowerCase(java.util.Locale.ROOT);
    }

    private static Instant instant(String option, String text) {
        try {
            return text.length() == 10
                    ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            throw Failure.usage(
                    option + " is '" + text + "', expected a day (2026-11-20) or an instant (2026-11-20T00:00:00Z)",
                    "");
        }
    }
}
