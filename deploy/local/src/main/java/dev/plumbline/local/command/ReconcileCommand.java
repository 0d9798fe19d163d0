package dev.plumbline.local.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.local.ExitCode;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Compares the stream's answer with the batch's, row by row. */
@Command(
        name = "reconcile",
        description = {
            "Compare what the stream has written to a model's gold table with a recompute over the same silver.",
            "Exit code 1 when a row differs and no listed late row explains it."
        })
final class ReconcileCommand extends JobCommand {

    @Parameters(paramLabel = "MODEL", description = "Such as revenue_by_minute or orders/revenue_by_minute.")
    String model;

    @Option(
            names = "--from",
            paramLabel = "TIME",
            description = "Event time from here, a day or an instant (default: the beginning).")
    String from;

    @Option(names = "--to", paramLabel = "TIME", description = "Event time up to here, exclusive (default: the end).")
    String to;

    @Override
    int run() throws InterruptedException {
        JsonNode result = follow(
                "reconcile",
                Map.of("model", Optional.of(model), "from", Optional.ofNullable(from), "to", Optional.ofNullable(to)));
        print(result, () -> {
            TextTable table =
                    new TextTable("model", "silver rows", "rows", "equal", "explained by late", "unexplained");
            table.row(
                    result.path("model").asText(),
                    Amounts.count(result.path("silverRows").asLong()),
                    Amounts.count(result.path("rows").asLong()),
                    Amounts.count(result.path("equal").asLong()),
                    Amounts.count(result.path("explainedByLate").asLong()),
                    Amounts.count(result.path("unexplained").asLong()));
            table.print(out());
            samples(result);
            talk(
                    result.path("closes").asBoolean()
                            ? "Stream and batch agree, but for late rows that are listed."
                            : "Stream and batch do NOT agree. Next: ./plumbline batch run " + model
                                    + " writes the batch's answer");
        });
        return result.path("closes").asBoolean() ? ExitCode.OK : ExitCode.CHECK_FAILED;
    }

    private void samples(JsonNode result) {
        if (result.path("samples").isEmpty()) {
            return;
        }
        out().println();
        TextTable table = new TextTable("key", "streamed", "recomputed");
        for (JsonNode sample : result.path("samples")) {
            table.row(
                    sample.path("key").toString(),
                    sample.path("streamed").toString(),
                    sample.path("recomputed").toString());
        }
        table.print(out());
    }
}
