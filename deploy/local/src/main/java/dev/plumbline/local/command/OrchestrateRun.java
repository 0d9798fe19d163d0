package dev.plumbline.local.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.plumbline.airflow.Airflow;
import dev.plumbline.airflow.DagRun;
import dev.plumbline.airflow.RunRequest;
import dev.plumbline.local.Json;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Triggers one run. */
@Command(name = "run", description = "Trigger a run. The same date or run id again is the same run.")
final class OrchestrateRun extends AirflowCommand {

    @Parameters(paramLabel = "DAG", description = "Such as backfill; see: plumbline orchestrate dags.")
    String dag;

    @Option(
            names = "--conf",
            paramLabel = "KEY=VALUE",
            description = "A parameter of the DAG; a value that is JSON is taken as such.")
    Map<String, String> conf = new LinkedHashMap<>();

    @Option(names = "--date", paramLabel = "TIME", description = "The run for this day or instant, made once.")
    String date;

    @Option(names = "--run-id", paramLabel = "ID", description = "What the run is called (default: by date or time).")
    String runId;

    @Mixin
    FollowOptions following;

    @Override
    int ask(Airflow airflow) {
        DagRun run = airflow.trigger(request());
        if (!following.follow) {
            return print(DagRuns.json(run), () -> out().println(
                            run.dagId() + " " + run.runId() + " is " + DagRuns.state(run)));
        }
        DagRun end = airflow.follow(dag, run.runId(), following.patience, progress -> talk(DagRuns.line(progress)));
        print(DagRuns.json(end), () -> out().println(end.dagId() + " " + end.runId() + " is " + DagRuns.state(end)));
        return DagRuns.requireSuccess(end);
    }

    private RunRequest request() {
        ObjectNode parameters = JsonNodeFactory.instance.objectNode();
        conf.forEach((key, value) -> parameters.set(key, value(value)));
        if (date != null && runId == null) {
            return RunRequest.of(dag, DagRuns.instant("--date", date), parameters);
        }
        String name = runId == null ? "plumbline__" + Instant.now() : runId;
        return new RunRequest(
                dag, name, Optional.ofNullable(date).map(text -> DagRuns.instant("--date", text)), parameters);
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
