package dev.plumbline.local.command;

import dev.plumbline.airflow.Airflow;
import dev.plumbline.airflow.TaskInstance;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Lists the tasks of a run. */
@Command(name = "tasks", description = "List the tasks of a run, of the newest where none is named.")
final class OrchestrateTasks extends AirflowCommand {

    @Parameters(index = "0", paramLabel = "DAG")
    String dag;

    @Parameters(index = "1", arity = "0..1", paramLabel = "RUN")
    String run;

    @Override
    int ask(Airflow airflow) {
        List<TaskInstance> tasks = airflow.tasks(dag, DagRuns.newest(airflow, dag, run));
        return print(tasks.stream().map(OrchestrateTasks::json).toList(), () -> {
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
