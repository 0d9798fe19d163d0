package dev.plumbline.local.command;

import dev.plumbline.airflow.Airflow;
import dev.plumbline.airflow.DagRun;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists a DAG's newest runs. */
@Command(name = "runs", description = "List the newest runs of a DAG.")
final class OrchestrateRuns extends AirflowCommand {

    @Parameters(paramLabel = "DAG")
    String dag;

    @Option(names = "-n", paramLabel = "N", description = "How many (default: ${DEFAULT-VALUE}).")
    int limit = 20;

    @Override
    int ask(Airflow airflow) {
        List<DagRun> runs = airflow.runs(dag, limit);
        return print(runs.stream().map(DagRuns::json).toList(), () -> DagRuns.table(runs)
                .print(out()));
    }
}
