package dev.plumbline.visualize.query;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.plumbline.runtime.ShippedFiles;
import dev.plumbline.visualize.web.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The named queries: the shipped files and those of a directory, which add or replace. Each is read, parsed and checked at
 * start, so that a wrong file stops the start with its name and the reason.
 */
public final class NamedQueries {

    private static final String SHIPPED = "queries";
    private static final Set<String> HEADER = Set.of("description", "parameters", "chart");
    private static final Set<String> PARAMETER = Set.of("name", "type", "default", "description");
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    private final Map<String, NamedQuery> byName;

    private NamedQueries(Map<String, NamedQuery> byName) {
        this.byName = byName;
    }

    public static NamedQueries load(DuckDb parser, Optional<Path> directory) {
        Map<String, File> files = new TreeMap<>();
        ShippedFiles.read(
                NamedQueries.class.getClassLoader(),
                SHIPPED,
                folder -> files.putAll(files(folder, file -> file + ", which is shipped,")));
        try {
            if (directory.isPresent()) {
                files.putAll(files(directory.get(), Path::toString));
            }
        } catch (IOException e) {
            throw new InvalidQueryException(
                    "the named queries cannot be read (queries.dir is " + directory.get() + "): " + e, e);
        }
        Map<String, NamedQuery> queries = new TreeMap<>();
        files.forEach((name, file) -> queries.put(name, read(parser, name, file.place(), file.text())));
        return new NamedQueries(queries);
    }

    private record File(String place, String text) {}

    /** The files of a folder by the names of their queries. */
    private static Map<String, File> files(Path folder, Function<Path, String> place) throws IOException {
        Map<String, File> files = new TreeMap<>();
        try (Stream<Path> found = Files.list(folder)) {
            for (Path file : found.filter(f -> f.toString().endsWith(".sql")).toList()) {
                String name = file.getFileName().toString().replaceFirst("\\.sql$", "");
                files.put(name, new File(place.apply(file), Files.readString(file)));
            }
        }
        return files;
    }

    public Collection<NamedQuery> all() {
        return byName.values();
    }

    public NamedQuery named(String name) {
        NamedQuery query = byName.get(name);
        if (query == null) {
            throw ProblemException.notFound(
                            "there is no query named '" + name + "'; there are " + String.join(", ", byName.keySet()))
                    .with("queries", byName.keySet());
        }
        return query;
    }

    static NamedQuery read(DuckDb parser, String name, String place, String text) {
        try {
            if (!name.matches("[a-z][a-z0-9_-]{0,99}")) {
                throw new IllegalArgumentException("its name must be lower-case letters, digits, _ and -");
            }
            int end = text.indexOf("*/");
            if (!text.startsWith("/* query") || end < 0) {
                throw new IllegalArgumentException("it must begin with a comment: /* query, then YAML, then */");
            }
            JsonNode header = YAML.readTree(text.substring("/* query".length(), end));
            refuseUnknown(header, HEADER, "the header");
            String sql = text.substring(end + 2).strip();
            if (sql.endsWith(";")) {
                sql = sql.substring(0, sql.length() - 1);
            }
            List<QueryParameter> parameters = parameters(header.path("parameters"));
            ParsedSelect select = ParsedSelect.parse(parser, sql);
            refuseDifferent(parameters, select);
            Optional<Map<String, Object>> chart = header.has("chart")
                    ? Optional.of(YAML.convertValue(header.get("chart"), new TypeReference<Map<String, Object>>() {}))
                    : Optional.empty();
            return new NamedQuery(name, header.path("description").asText("").strip(), parameters, chart, sql, select);
        } catch (IOException | IllegalArgumentException | ProblemException e) {
            throw new InvalidQueryException("the query file " + place + " cannot be used: " + e.getMessage(), e);
        }
    }

    private static List<QueryParameter> parameters(JsonNode nodes) {
        List<QueryParameter> parameters = new ArrayList<>();
        for (JsonNode node : nodes) {
            refuseUnknown(node, PARAMETER, "a parameter");
            String word = node.path("type").asText("string").toUpperCase(Locale.ROOT);
            QueryParameter.Type type = Arrays.stream(QueryParameter.Type.values())
                    .filter(t -> t.name().equals(word))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("the parameter type "
                            + word.toLowerCase(Locale.ROOT) + " is none of string, integer, decimal, date, timestamp"));
            Optional<String> defaultValue =
                    node.hasNonNull("default") ? Optional.of(node.get("default").asText()) : Optional.empty();
            QueryParameter parameter = new QueryParameter(
                    node.path("name").asText(),
                    type,
                    !node.has("default"),
                    defaultValue,
                    node.path("description").asText(""));
            defaultValue.ifPresent(parameter::value);
            parameters.add(parameter);
        }
        return parameters;
    }

    private static void refuseDifferent(List<QueryParameter> parameters, ParsedSelect select) {
        List<String> declared = parameters.stream().map(QueryParameter::name).toList();
        if (!new HashSet<>(declared).equals(new HashSet<>(select.parameters()))) {
            throw new IllegalArgumentException(
                    "its header declares the parameters " + declared + ", its SQL uses " + select.parameters());
        }
    }

    private static void refuseUnknown(JsonNode node, Set<String> known, String where) {
        node.fieldNames().forEachRemaining(field -> {
            if (!known.contains(field)) {
                throw new IllegalArgumentException(where + " has the unknown key " + field + ", known are " + known);
            }
        });
    }
}
