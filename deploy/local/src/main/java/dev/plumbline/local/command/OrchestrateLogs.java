package dev.plumbline.local.command;

import dev.plumbline.airflow.Airflow;
import dev.plumbline.airflow.LogLine;
import dev.plumbline.airflow.TaskInstance;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints what tasks have said. */
@Command(name = "logs", description = "Print what the tasks of a run have said in their latest try.")
final class OrchestrateLogs extends AirflowCommand {

    @Parameters(index = "0", paramLabel = "DAG")
    String dag;

    @Parameters(index = "1", arity = "0..1", paramLabel = "RUN", description = "Default: the newest.")
    String run;

    @Option(names = "--task", paramLabel = "TASK", description = "Only this task.")
    String task;

    @Override
    int ask(Airflow airflow) {
        String runId = DagRuns.newest(airflow, dag, run);
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
