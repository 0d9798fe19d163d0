package dev.plumbline.local.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.local.Failure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs a named query, or lists them. */
@Command(name = "query", description = "Run a named query; without NAME, list them.")
final class QueryCommand extends PlatformCommand {

    @Parameters(index = "0", arity = "0..1", paramLabel = "NAME")
    String name;

    @Parameters(index = "1..*", paramLabel = "KEY=VALUE", description = "The query's parameters.")
    List<String> parameters = new ArrayList<>();

    @Option(
            names = "--as-of",
            paramLabel = "SNAPSHOT|TIME",
            description = "Answer from an earlier state of the tables.")
    String asOf;

    @Override
    int run() {
        if (name == null) {
            return list();
        }
        JsonNode answer = client().query(name, given());
        return print(answer, () -> {
            List<String> columns = new ArrayList<>();
            answer.path("columns")
                    .forEach(column -> columns.add(column.path("name").asText()));
            TextTable table = new TextTable(columns);
            answer.path("rows")
                    .forEach(row -> table.row(columns.stream()
                            .map(column -> text(row.path(column)))
                            .toList()));
            table.print(out());
            out().flush();
            talk(from(answer));
        });
    }

    private int list() {
        JsonNode answer = client().queries();
        return print(answer, () -> {
            TextTable table = new TextTable("query", "parameters", "description");
            for (JsonNode query : answer.path("queries")) {
                List<String> names = new ArrayList<>();
                query.path("parameters")
                        .forEach(parameter -> names.add(parameter.path("name").asText()));
                table.row(
                        query.path("query").asText(query.path("name").asText()),
                        String.join(", ", names),
                        query.path("description").asText());
            }
            table.print(out());
        });
    }

    private Map<String, String> given() {
        Map<String, String> given = new LinkedHashMap<>();
        for (String parameter : parameters) {
            int equals = parameter.indexOf('=');
            if (equals < 1) {
                throw Failure.usage("'" + parameter + "' is no parameter, expected KEY=VALUE", "plumbline query");
            }
            given.put(parameter.substring(0, equals), parameter.substring(equals + 1));
        }
        if (asOf != null) {
            given.put("asOf", asOf);
        }
        return given;
    }

    private static String from(JsonNode answer) {
        StringBuilder text = new StringBuilder();
        text.append(answer.path("rowCount").asText()).append(" rows");
        text.append(answer.path("truncated").asBoolean() ? " (cut off)" : "");
        answer.path("snapshots").properties().forEach(table -> text.append(", ")
                .append(table.getKey())
                .append(" as of ")
                .append(table.getValue().path("committedAt").asText("-"))
                .append(" (snapshot ")
                .append(table.getValue().path("id").asText("-"))
                .append(')'));
        return text.toString();
    }

    private static String text(JsonNode value) {
        if (value.isNull() || value.isMissingNode()) {
            return "";
        }
        if (value.isBigDecimal()) {
            return value.decimalValue().toPlainString();
        }
        return value.isValueNode() ? value.asText() : value.toString();
    }
}
