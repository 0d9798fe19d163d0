package dev.plumbline.local.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.local.ExitCode;
import dev.plumbline.local.Failure;
import dev.plumbline.local.platform.PlatformClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Sends events by hand. */
@Command(
        name = "send",
        description = {"Send one event, or several from standard input.", "Exit code 1 when one was refused."})
final class SendCommand extends PlatformCommand {

    @Parameters(index = "0", paramLabel = "STREAM")
    String stream;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "JSON",
            defaultValue = "-",
            description =
                    "An event or an array of events; -: from standard input, also one event per line (default: -).")
    String events;

    @Option(
            names = "--type",
            paramLabel = "MEDIA-TYPE",
            description = "What it is (default: application/json, or application/x-ndjson for more than one line).")
    String type;

    @Option(names = "--wait", description = "Wait until all is in silver and gold and the book closes.")
    boolean wait;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "2m",
            converter = DurationConverter.class,
            description = "With --wait: how long to go without progress (default: ${DEFAULT-VALUE}).")
    Duration patience;

    @Override
    int run() throws IOException {
        byte[] body = events.equals("-") ? System.in.readAllBytes() : events.getBytes(StandardCharsets.UTF_8);
        if (new String(body, StandardCharsets.UTF_8).isBlank()) {
            throw Failure.usage(
                    "There is nothing to send", "plumbline send " + stream + " '{…}', or pipe events into it");
        }
        PlatformClient client = client();
        JsonNode answer = client.send(stream, type == null ? typeOf(body) : type, body);
        print(answer, () -> show(answer));
        out().flush();
        if (wait) {
            client.awaitSettled(stream, patience);
            talk("In silver and gold, and the book closes.");
        }
        return answer.path("rejected").asLong() + answer.path("unknown").asLong() > 0
                ? ExitCode.CHECK_FAILED
                : ExitCode.OK;
    }

    private void show(JsonNode answer) {
        talk("accepted " + answer.path("accepted").asText() + ", rejected "
                + answer.path("rejected").asText() + ", unknown "
                + answer.path("unknown").asText("0"));
        TextTable table = new TextTable("index", "status", "id", "source", "partition", "offset", "reason");
        for (JsonNode result : answer.path("results")) {
            table.row(
                    result.path("index").asText(),
                    result.path("status").asText(),
                    result.path("id").asText("-"),
                    result.path("source").asText("-"),
                    result.path("partition").asText("-"),
                    result.path("offset").asText("-"),
                    (result.path("pointer").asText("") + " "
                                    + result.path("reason").asText(""))
                            .strip());
        }
        table.print(out());
    }

    /** Several lines that each begin an object are events one per line. */
    private static String typeOf(byte[] body) {
        long objects = new String(body, StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.isBlank())
                .limit(2)
                .filter(line -> line.startsWith("{") && line.stripTrailing().endsWith("}"))
                .count();
        return objects == 2 ? "application/x-ndjson" : "application/json";
    }
}
