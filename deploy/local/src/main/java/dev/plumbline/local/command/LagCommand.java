package dev.plumbline.local.command;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;

/** Says how much of each stream waits in the buffer. */
@Command(name = "lag", description = "Say how many events of each stream wait to be processed.")
final class LagCommand extends PlatformCommand {

    @Override
    int run() {
        JsonNode answer = client().lag();
        return print(answer, () -> {
            TextTable table = new TextTable("stream", "partition", "begin", "committed", "end", "lag", "behind");
            for (JsonNode stream : answer.path("streams")) {
                for (JsonNode partition : stream.path("partitions")) {
                    long end = partition.path("end").asLong();
                    long committed = partition.path("committed").asLong();
                    table.row(
                            stream.path("stream").asText(),
                            partition.path("partition").asText(),
                            partition.path("begin").asText("-"),
                            committed,
                            end,
                            end - committed,
                            "");
                }
                table.row(
                        stream.path("stream").asText(),
                        "all",
                        "",
                        "",
                        "",
                        stream.path("lag").asText("-"),
                        stream.path("lagSeconds").isNumber()
                                ? stream.path("lagSeconds").asText() + " s"
                                : "");
            }
            table.print(out());
        });
    }
}
