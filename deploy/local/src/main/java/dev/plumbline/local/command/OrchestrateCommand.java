package dev.plumbline.local.command;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** What Airflow orders: its DAGs, their runs, and backfills. */
@Command(
        name = "orchestrate",
        description = "Run, follow and backfill the DAGs of Airflow, and read what their tasks say.",
        synopsisSubcommandLabel = "(dags | run | runs | tasks | logs | pause | unpause | backfill)",
        subcommands = {
            OrchestrateDags.class,
            OrchestrateRun.class,
            OrchestrateRuns.class,
            OrchestrateTasks.class,
            OrchestrateLogs.class,
            OrchestratePause.Pause.class,
            OrchestratePause.Unpause.class,
            OrchestrateBackfill.class
        })
final class OrchestrateCommand implements Runnable {

    @CommandLine.Spec
    CommandLine.Model.CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                spec.commandLine(), "Say dags, run, runs, tasks, logs, pause, unpause or backfill");
    }
}
