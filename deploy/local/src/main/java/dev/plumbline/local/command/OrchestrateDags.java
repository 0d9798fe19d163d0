package dev.plumbline.local.command;

import dev.plumbline.airflow.Airflow;
import dev.plumbline.airflow.Dag;
import dev.plumbline.local.ExitCode;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;

/** Lists the DAGs; a file that Airflow cannot read is a check that failed. */
@Command(name = "dags", description = "List the DAGs, with when each runs next. Exit code 1 when a file has errors.")
final class OrchestrateDags extends AirflowCommand {

    @Override
    int ask(Airflow airflow) {
        List<Dag> dags = airflow.dags();
        List<String> errors = airflow.importErrors();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("version", airflow.version());
        json.put("health", airflow.health().parts());
        json.put("dags", dags.stream().map(OrchestrateDags::json).toList());
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
