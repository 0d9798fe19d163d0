package dev.plumbline.local.compose;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.local.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The dashboards of {@code deploy/compose/grafana/dashboards} as tests read them: without Grafana. */
public final class Dashboards {

    /** What a panel asks one of the data sources, with the dashboard's variables put in. */
    public record Question(String panel, String dataSource, JsonNode target, String text) {

        @Override
        public String toString() {
            return panel + ": " + text;
        }
    }

    private Dashboards() {}

    /** Every dashboard, by the name of its file. */
    static Map<String, JsonNode> all() {
        try (Stream<Path> files = Files.list(ComposeFiles.FOLDER.resolve("grafana/dashboards"))) {
            Map<String, JsonNode> dashboards = new TreeMap<>();
            for (Path file : files.toList()) {
                dashboards.put(file.getFileName().toString(), Json.tree(Files.readString(file)));
            }
            return dashboards;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Everything that panels and variables ask; a variable has the value that the file begins with. */
    public static List<Question> questions() {
        List<Question> questions = new ArrayList<>();
        all().forEach((file, dashboard) -> {
            for (JsonNode variable : dashboard.at("/templating/list")) {
                String text = variable.at("/query/query").asText();
                questions.add(new Question(
                        file + ", variable " + variable.path("name").asText(),
                        variable.at("/datasource/uid").asText(),
                        variable,
                        text.replaceFirst("^label_values\\((.*), \\w+\\)$", "$1")));
            }
            for (JsonNode panel : dashboard.path("panels")) {
                for (JsonNode target : panel.path("targets")) {
                    String text = target.has("expr")
                            ? target.path("expr").asText()
                            : target.path("url").asText();
                    questions.add(new Question(
                            file + ", " + panel.path("title").asText(),
                            target.at("/datasource/uid").asText(),
                            target,
                            substituted(text, dashboard)));
                }
            }
        });
        return questions;
    }

    private static String substituted(String text, JsonNode dashboard) {
        String result = text;
        for (JsonNode variable : dashboard.at("/templating/list")) {
            result = result.replace(
                    "$" + variable.path("name").asText(),
                    variable.at("/current/value").asText());
        }
        return result;
    }
}
