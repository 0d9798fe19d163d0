package dev.plumbline.local.command;

import dev.plumbline.airflow.Airflow;
import dev.plumbline.airflow.Backfill;
import dev.plumbline.airflow.BackfillRequest;
import dev.plumbline.airflow.DagRun;
import dev.plumbline.local.ExitCode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs a DAG for dates of the past. */
@Command(name = "backfill", description = "Run a DAG for each date of its schedule in a range of the past.")
final class OrchestrateBackfill extends AirflowCommand {

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

    @Mixin
    FollowOptions following;

    @Override
    int ask(Airflow airflow) {
        BackfillRequest request = new BackfillRequest(
                dag,
                DagRuns.instant("--from", from),
                // Airflow's range has its end inside.
                DagRuns.instant("--to", to).minus(1, ChronoUnit.SECONDS),
                again ? BackfillRequest.Reprocess.COMPLETED : BackfillRequest.Reprocess.FAILED,
                1);
        if (dryRun) {
            List<String> dates =
                    airflow.dryRun(request).stream().map(Instant::toString).toList();
            return print(Map.of("dag", dag, "dates", dates), () -> dates.forEach(out()::println));
        }
        Backfill backfill = airflow.backfill(request);
        talk("backfill " + backfill.id() + " of " + dag + " has begun");
        List<DagRun> runs = following.follow
                ? airflow.follow(backfill, following.patience, seen -> talk(DagRuns.line(seen)))
                : airflow.runs(backfill);
        print(runs.stream().map(DagRuns::json).toList(), () -> DagRuns.table(runs)
                .print(out()));
        return runs.stream().anyMatch(run -> run.state() == DagRun.State.FAILED) ? ExitCode.CHECK_FAILED : ExitCode.OK;
    }
}
