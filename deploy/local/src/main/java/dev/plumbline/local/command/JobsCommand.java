package dev.plumbline.local.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows the jobs that processing has done, does, and will do. */
@Command(name = "jobs", description = "List the newest jobs, show one with its result, or cancel one that waits.")
final class JobsCommand extends PlatformCommand {

    @Parameters(arity = "0..1", paramLabel = "ID", description = "This job, with what came of it.")
    String id;

    @Option(names = "-n", paramLabel = "N", description = "How many to list (default: ${DEFAULT-VALUE}).")
    int limit = 20;

    @Option(names = "--cancel", description = "Take the job ID back, while it still waits.")
    boolean cancel;

    @Override
    int run() {
        if (id == null) {
            JsonNode jobs = client().jobs(limit).path("jobs");
            return print(jobs, () -> table(jobs));
        }
        JsonNode job = cancel ? client().cancelJob(id) : client().jobState(id);
        return print(job, () -> {
            table(List.of(job));
            if (job.path("result").isObject()) {
                out().println();
                out().println(job.path("result").toPrettyString());
            }
            if (job.path("error").isObject()) {
                talk(job.path("error").path("reason").asText() + ": "
                        + job.path("error").path("detail").asText());
            }
        });
    }

    private void table(Iterable<JsonNode> jobs) {
        TextTable table = new TextTable("id", "job", "of", "state", "created", "started", "ended");
        for (JsonNode job : jobs) {
            JsonNode request = job.path("request");
            table.row(
                    job.path("id").asText(),
                    job.path("job").asText(),
                    request.path("model")
                            .asText(request.path("stream")
                                    .asText(request.path("table").asText("-"))),
                    job.path("state").asText(),
                    job.path("createdAt").asText("-"),
                    job.path("startedAt").asText("-"),
                    job.path("endedAt").asText("-"));
        }
        table.print(out());
    }
}
