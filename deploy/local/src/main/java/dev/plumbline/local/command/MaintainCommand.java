package dev.plumbline.local.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.local.ExitCode;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Merges small files, expires snapshots and removes what no snapshot knows. */
@Command(
        name = "maintain",
        description = {
            "Merge small files, expire snapshots and remove files that no snapshot knows, while streams run.",
            "Exit code 1 when a part of it could not be done."
        })
final class MaintainCommand extends JobCommand {

    @Parameters(arity = "0..1", paramLabel = "TABLE", description = "Such as silver.orders (default: every table).")
    String table;

    @Option(names = "--stream", paramLabel = "STREAM", description = "The tables of this stream and of its models.")
    String stream;

    @Override
    int run() throws InterruptedException {
        JsonNode result =
                follow("maintain", Map.of("table", Optional.ofNullable(table), "stream", Optional.ofNullable(stream)));
        print(result, () -> {
            TextTable rows = new TextTable(
                    "table", "files", "after", "bytes", "after", "manifests", "after", "expired", "orphans");
            for (JsonNode each : result.path("tables")) {
                rows.row(
                        each.path("table").asText(),
                        Amounts.count(each.path("filesBefore").asLong()),
                        Amounts.count(each.path("filesAfter").asLong()),
                        Amounts.megabytes(each.path("bytesBefore").asLong()),
                        Amounts.megabytes(each.path("bytesAfter").asLong()),
                        Amounts.count(each.path("manifestsBefore").asLong()),
                        Amounts.count(each.path("manifestsAfter").asLong()),
                        Amounts.count(each.path("snapshotsExpired").asLong()),
                        Amounts.count(each.path("orphanFiles").asLong()));
            }
            rows.print(out());
            for (JsonNode each : result.path("tables")) {
                each.path("problems").forEach(problem -> talk(each.path("table").asText() + ": " + problem.asText()));
            }
        });
        return result.path("problems").asInt() == 0 ? ExitCode.OK : ExitCode.CHECK_FAILED;
    }
}
