package dev.plumbline.local.command;

import dev.plumbline.local.ExitCode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows a stream's events as they arrive in the buffer. */
@Command(name = "tail", description = "Show a stream's events as they arrive, one JSON per line, until Ctrl-C.")
final class TailCommand extends PlatformCommand {

    private static final String DATA = "data:";

    @Parameters(paramLabel = "STREAM")
    String stream;

    @Option(
            names = {"-n", "--count"},
            paramLabel = "N",
            description = "End after N events.")
    Long count;

    @Override
    int run() throws IOException {
        long left = count == null ? Long.MAX_VALUE : count;
        try (BufferedReader events =
                new BufferedReader(new InputStreamReader(client().tail(stream), StandardCharsets.UTF_8))) {
            for (String line = events.readLine(); line != null && left > 0; line = events.readLine()) {
                if (line.startsWith(DATA)) {
                    out().println(line.substring(DATA.length()).strip());
                    out().flush();
                    left--;
                }
            }
        }
        return ExitCode.OK;
    }
}
