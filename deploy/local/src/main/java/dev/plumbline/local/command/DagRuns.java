package dev.plumbline.local.command;

import dev.plumbline.airflow.Airflow;
import dev.plumbline.airflow.DagRun;
import dev.plumbline.airflow.RunProgress;
import dev.plumbline.local.ExitCode;
import dev.plumbline.local.Failure;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Runs of DAGs for people and programs: which one is meant, how it is shown, and what its end means. */
final class DagRuns {

    private DagRuns() {}

    /** The run that is named, or the newest. */
    static String newest(Airflow airflow, String dag, String named) {
        if (named != null) {
            return named;
        }
        return airflow.runs(dag, 1).stream()
                .map(DagRun::runId)
                .findFirst()
                .orElseThrow(() -> Failure.usage(dag + " has not run yet", "./plumbline orchestrate run " + dag));
    }

    static int requireSuccess(DagRun run) {
        if (run.state() == DagRun.State.FAILED) {
            throw Failure.check(
                    "Run " + run.runId() + " of " + run.dagId() + " failed",
                    "./plumbline orchestrate logs " + run.dagId() + " " + run.runId());
        }
        return ExitCode.OK;
    }

    static TextTable table(List<DagRun> runs) {
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

    static Map<String, Object> json(DagRun run) {
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

    static String line(RunProgress progress) {
        String states = progress.byState().entrySet().stream()
                .map(state -> state.getValue() + " " + state.getKey())
                .collect(Collectors.joining(", "));
        return state(progress.run()) + ": " + progress.ended() + " of "
                + progress.tasks().size() + " tasks have ended" + (states.isEmpty() ? "" : " (" + states + ")");
    }

    static String line(List<DagRun> runs) {
        long ended = runs.stream().filter(run -> run.state().ended()).count();
        return ended + " of " + runs.size() + " runs have ended";
    }

    static String state(DagRun run) {
        return run.state().name().toLowerCase(Locale.ROOT);
    }

    static Instant instant(String option, String text) {
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
