package dev.plumbline.local.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.local.ExitCode;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows the closed book: that nothing accepted is lost, and nothing is counted twice. */
@Command(
        name = "book",
        description = {
            "Show the closed book: accepted = silver + quarantine + duplicates, and each model's rows.",
            "Exit code 1 when it does not close."
        })
final class BookCommand extends PlatformCommand {

    @Parameters(arity = "0..1", paramLabel = "STREAM", description = "This stream, by hour of arrival.")
    String stream;

    @Override
    int run() {
        JsonNode answer = stream == null ? client().book() : client().book(stream);
        print(answer, () -> {
            streams(answer);
            models(answer);
            talk(
                    closes(answer)
                            ? "The book closes."
                            : "The book does NOT close. Next: ./plumbline lag, ./plumbline status");
        });
        return closes(answer) ? ExitCode.OK : ExitCode.CHECK_FAILED;
    }

    private void streams(JsonNode answer) {
        TextTable table =
                new TextTable("stream", "accepted", "silver", "quarantine", "duplicates", "difference", "closes");
        Iterable<JsonNode> streams = stream == null ? answer.path("streams") : List.of(answer);
        for (JsonNode entry : streams) {
            entry.path("hours").forEach(hour -> row(table, hour.path("hour").asText(), hour));
            row(table, entry.path("stream").asText(), entry);
        }
        table.print(out());
    }

    private static void row(TextTable table, String name, JsonNode entry) {
        table.row(
                name,
                Amounts.count(entry.path("accepted").asLong()),
                Amounts.count(entry.path("silver").asLong()),
                Amounts.count(entry.path("quarantine").asLong()),
                Amounts.count(entry.path("duplicates").asLong()),
                Amounts.count(entry.path("difference").asLong()),
                entry.path("difference").asLong() == 0 ? "yes" : "NO");
    }

    private void models(JsonNode answer) {
        if (answer.path("models").isEmpty()) {
            return;
        }
        out().println();
        TextTable table = new TextTable(
                "model", "stream", "late", "silver rows", "counted", "listed late", "closes", "up to date");
        for (JsonNode model : answer.path("models")) {
            table.row(
                    model.path("model").asText(),
                    model.path("stream").asText(),
                    model.path("late").asText(),
                    model.path("silverRows").isNumber()
                            ? Amounts.count(model.path("silverRows").asLong())
                            : "unknown",
                    Amounts.count(model.path("rowsCounted").asLong()),
                    Amounts.count(model.path("rowsLate").asLong()),
                    known(model.path("closes"), "NO"),
                    known(model.path("upToDate"), "no"));
        }
        table.print(out());
    }

    /** A model whose silver snapshot is no longer kept can be neither confirmed nor doubted. */
    private static String known(JsonNode answer, String no) {
        if (!answer.isBoolean()) {
            return "unknown";
        }
        return answer.asBoolean() ? "yes" : no;
    }

    private static boolean closes(JsonNode answer) {
        return answer.path("closes").asBoolean();
    }
}
