package dev.plumbline.local.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The batch answer to a model's question. */
@Command(
        name = "batch",
        description = "Recompute models over silver.",
        synopsisSubcommandLabel = "(run | models)",
        subcommands = {BatchCommand.Run.class, BatchCommand.Models.class})
final class BatchCommand implements Runnable {

    @picocli.CommandLine.Spec
    picocli.CommandLine.Model.CommandSpec spec;

    @Override
    public void run() {
        throw new picocli.CommandLine.ParameterException(spec.commandLine(), "Say run or models");
    }

    /** Recomputes one model over a range of event time and overwrites exactly the partitions of that range. */
    @Command(name = "run", description = "Recompute a model over silver and overwrite exactly the affected partitions.")
    static final class Run extends JobCommand {

        @Parameters(paramLabel = "MODEL", description = "Such as revenue_by_minute or orders/revenue_by_minute.")
        String model;

        @Option(
                names = "--from",
                paramLabel = "TIME",
                description = "Event time from here, a day or an instant (default: the beginning).")
        String from;

        @Option(
                names = "--to",
                paramLabel = "TIME",
                description = "Event time up to here, exclusive (default: the end).")
        String to;

        @Override
        int run() throws InterruptedException {
            JsonNode answer = follow(
                    "batch",
                    Map.of(
                            "model",
                            Optional.of(model),
                            "from",
                            Optional.ofNullable(from),
                            "to",
                            Optional.ofNullable(to)));
            return print(answer, () -> out().printf(
                            "%s: %s rows in %s partitions from %s silver rows (snapshot %s), %s late rows folded in, %s s%n",
                            answer.path("model").asText(),
                            answer.path("rows").asText(),
                            answer.path("partitions").asText(),
                            answer.path("sourceRows").asText(),
                            answer.path("silverSnapshotId").asText(),
                            answer.path("lateFolded").asText("0"),
                            answer.path("seconds").asText()));
        }
    }

    /** Lists the models and how far each has followed silver. */
    @Command(name = "models", description = "List the models and how far each has followed silver.")
    static final class Models extends PlatformCommand {

        @Override
        int run() {
            JsonNode models = client().processingState().path("models");
            return print(models, () -> {
                TextTable table = new TextTable(
                        "model",
                        "stream",
                        "target",
                        "late",
                        "watermark",
                        "counted",
                        "listed late",
                        "up to date",
                        "error");
                for (JsonNode model : models) {
                    table.row(
                            model.path("model").asText(),
                            model.path("stream").asText(),
                            model.path("target").asText(),
                            model.path("late").asText(),
                            model.path("watermark").asText("-"),
                            Amounts.count(model.path("rowsCounted").asLong()),
                            Amounts.count(model.path("rowsLate").asLong()),
                            model.path("upToDate").asBoolean() ? "yes" : "no",
                            model.path("error").asText("-"));
                }
                table.print(out());
            });
        }
    }
}
