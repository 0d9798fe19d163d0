package dev.plumbline.local.command;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Lists the tables, or describes one. */
@Command(name = "tables", description = "List the tables, or describe one.")
final class TablesCommand extends PlatformCommand {

    @Parameters(arity = "0..1", paramLabel = "TABLE", description = "Such as silver.orders.")
    String table;

    @Override
    int run() {
        JsonNode answer = table == null ? client().tables() : client().table(table);
        return print(answer, () -> {
            if (table == null) {
                list(answer);
            } else {
                describe(answer);
            }
        });
    }

    private void list(JsonNode answer) {
        TextTable text = new TextTable("table", "rows", "files", "snapshot", "committed at");
        for (JsonNode entry : answer.path("tables")) {
            text.row(
                    entry.path("table").asText(),
                    first(entry, "rows", "files/rows"),
                    first(entry, "files/count", "files"),
                    first(entry, "snapshot/id", "snapshotId"),
                    first(entry, "snapshot/committedAt", "committedAt"));
        }
        text.print(out());
    }

    private void describe(JsonNode answer) {
        JsonNode files = answer.path("files");
        out().printf(
                        "%s: %s rows in %s files, snapshot %s of %s%n%n",
                        answer.path("table").asText(),
                        files.path("rows").asText("0"),
                        files.path("count").asText("0"),
                        answer.path("snapshot").path("id").asText("-"),
                        answer.path("snapshot").path("committedAt").asText("-"));
        TextTable schema = new TextTable("column", "type", "required");
        answer.path("schema")
                .forEach(column -> schema.row(
                        column.path("name").asText(),
                        column.path("type").asText(),
                        column.path("required").asBoolean() ? "yes" : ""));
        schema.print(out());
        out().printf("%nPartitioned by: %s%n", answer.path("partitioning"));
    }

    /** The first of these paths that has a plain value. */
    private static String first(JsonNode node, String... paths) {
        for (String path : paths) {
            JsonNode value = node.at("/" + path);
            if (value.isValueNode() && !value.isMissingNode() && !value.isNull()) {
                return value.asText();
            }
        }
        return "-";
    }
}
