package dev.plumbline.local.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;

/** Lists the streams that the platform takes events of. */
@Command(name = "streams", description = "List the streams, their topics and fields.")
final class StreamsCommand extends PlatformCommand {

    @Override
    int run() {
        JsonNode answer = client().streams();
        return print(answer, () -> {
            TextTable table = new TextTable("stream", "title", "topic", "partitions", "fields (* required)");
            for (JsonNode stream : answer.path("streams")) {
                table.row(
                        stream.path("stream").asText(),
                        stream.path("title").asText(),
                        stream.path("topic").asText(),
                        stream.path("partitions").asText(),
                        fields(stream.path("fields")));
            }
            table.print(out());
        });
    }

    private static String fields(JsonNode fields) {
        List<String> names = new ArrayList<>();
        fields.forEach(field ->
                names.add(field.path("name").asText() + (field.path("required").asBoolean() ? "*" : "")));
        return String.join(", ", names);
    }
}
