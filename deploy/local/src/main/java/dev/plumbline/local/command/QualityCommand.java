package dev.plumbline.local.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.local.ExitCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Measures what a contract says of all rows. */
@Command(
        name = "quality",
        description = {"Measure a contract's quality rules over silver.", "Exit code 1 when one is broken."})
final class QualityCommand extends JobCommand {

    @Parameters(paramLabel = "STREAM", description = "Such as orders.")
    String stream;

    @Override
    int run() throws InterruptedException {
        JsonNode result = follow("quality", Map.of("stream", Optional.of(stream)));
        print(result, () -> {
            TextTable table = new TextTable("rule", "measure", "measured", "must be", "verdict", "samples");
            for (JsonNode rule : result.path("rules")) {
                table.row(
                        rule.path("id").asText(),
                        rule.path("measure").asText(),
                        rule.path("measured").asText("-"),
                        rule.path("bound").asText(),
                        rule.path("verdict").asText()
                                + (rule.path("problem").isTextual()
                                        ? ": " + rule.path("problem").asText()
                                        : ""),
                        String.join(", ", texts(rule.path("samples"))));
            }
            table.print(out());
            talk(Amounts.count(result.path("rows").asLong()) + " rows, "
                    + result.path("violations").asText() + " rules broken, "
                    + result.path("notMeasured").asText() + " not measured.");
        });
        return result.path("passes").asBoolean() ? ExitCode.OK : ExitCode.CHECK_FAILED;
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(each -> texts.add(each.asText()));
        return texts;
    }
}
