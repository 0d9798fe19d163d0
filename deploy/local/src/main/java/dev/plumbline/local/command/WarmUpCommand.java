package dev.plumbline.local.command;

import dev.plumbline.local.ExitCode;
import dev.plumbline.local.Json;
import dev.plumbline.local.platform.Http;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Touches what most commands need, once, so that the launcher can keep those classes ready for the calls to come. */
@Command(name = "warm-up", hidden = true)
final class WarmUpCommand extends PlatformCommand {

    @Override
    int run() throws IOException {
        for (CommandLine command : spec.parent().commandLine().getSubcommands().values()) {
            command.getCommandSpec().usageMessage().customSynopsis();
        }
        platform.running();
        client();
        Json.tree(Json.pretty(Map.of("rows", new int[] {1})));
        new TextTable("a").row("b").print(out());
        try {
            Http.get(URI.create(platform.addresses().visualizeUrl()), Duration.ofMillis(200));
        } catch (IOException nothingRuns) {
            return ExitCode.OK;
        }
        return ExitCode.OK;
    }
}
