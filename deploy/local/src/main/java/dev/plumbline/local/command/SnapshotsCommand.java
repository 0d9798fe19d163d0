package dev.plumbline.local.command;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Lists a table's snapshots, any of which can be asked for with {@code --as-of}. */
@Command(name = "snapshots", description = "List a table's snapshots; each can be queried with --as-of.")
final class SnapshotsCommand extends PlatformCommand {

    @Parameters(paramLabel = "TABLE", description = "Such as gold.revenue_by_minute.")
    String table;

    @Override
    int run() {
        JsonNode snapshots = client().table(table).path("snapshots");
        return print(snapshots, () -> {
            TextTable text = new TextTable("snapshot", "committed at", "operation", "rows added", "rows");
            for (JsonNode snapshot : snapshots) {
                JsonNode summary = snapshot.path("summary");
                text.row(
                        snapshot.path("id").asText(),
                        snapshot.path("committedAt").asText(),
                        snapshot.path("operation").asText(),
                        summary.path("added-records").asText("0"),
                        summary.path("total-records").asText("-"));
            }
            text.print(out());
        });
    }
}
