package dev.plumbline.visualize.query;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.visualize.tables.TableName;
import dev.plumbline.visualize.web.Json;
import dev.plumbline.visualize.web.ProblemException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One SELECT as DuckDB's own parser understood it: which tables it reads and which parameters it has. Its text can be
 * written again with other names in place of the tables, which is how a query runs at a chosen snapshot, or from its tree in
 * another dialect ({@link TrinoSql}).
 */
public final class ParsedSelect {

    /** Functions that yield rows and touch nothing outside the query. */
    private static final Set<String> TABLE_FUNCTIONS = Set.of("range", "generate_series", "unnest");

    private final String template;
    private final JsonNode tree;
    private final Map<TableName, String> placeholders;
    private final List<String> parameters;

    private ParsedSelect(String template, JsonNode tree, Map<TableName, String> placeholders, List<String> parameters) {
        this.template = template;
        this.tree = tree;
        this.placeholders = placeholders;
        this.parameters = parameters;
    }

    /** Parses {@code sql}; a problem says what in it is not allowed. */
    public static ParsedSelect parse(DuckDb duckDb, String sql) {
        JsonNode tree = tree(duckDb.query("SELECT json_serialize_sql($1)", List.of(sql), rows -> {
            rows.next();
            return rows.value(1).toString();
        }));
        if (tree.path("error").asBoolean()) {
            throw ProblemException.invalid("the SQL is not a SELECT that can be read: "
                    + tree.path("error_message").asText());
        }
        if (tree.path("statements").size() != 1) {
            throw ProblemException.invalid(
                    "the SQL has " + tree.path("statements").size() + " statements, expected one SELECT");
        }
        return new Reading().read(duckDb, (ObjectNode) tree);
    }

    public Set<TableName> tables() {
        return placeholders.keySet();
    }

    /** The names of the parameters, in the order in which they are bound. */
    public List<String> parameters() {
        return parameters;
    }

    /** The statement, reading from {@code views} (table to quoted name); parameters are {@code $1}, {@code $2} …. */
    String over(Map<TableName, String> views) {
        String sql = template;
        for (Map.Entry<TableName, String> placeholder : placeholders.entrySet()) {
            sql = sql.replace(placeholder.getValue(), views.get(placeholder.getKey()));
        }
        return sql;
    }

    /** The statement as DuckDB's parser writes it down, for who says the same in another dialect. */
    JsonNode tree() {
        return tree;
    }

    private static JsonNode tree(String json) {
        try {
            return Json.mapper().readTree(json);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The walk over one parsed statement. */
    private static final class Reading {

        private final Map<TableName, String> placeholders = new LinkedHashMap<>();
        private final Map<String, Integer> order = new LinkedHashMap<>();
        private final Set<String> localNames = new HashSet<>();

        ParsedSelect read(DuckDb duckDb, ObjectNode tree) {
            ObjectNode statement = (ObjectNode) tree.path("statements").get(0);
            List<String> parameters = new ArrayList<>();
            collect(statement, parameters);
            new LinkedHashSet<>(parameters).forEach(name -> order.put(name, order.size() + 1));
            JsonNode asWritten = statement.deepCopy();
            replace(statement);
            ArrayNode map = statement.putArray("named_param_map");
            order.forEach((name, position) ->
                    map.addObject().put("key", position.toString()).put("value", position));
            String template = duckDb.query("SELECT json_deserialize_sql($1::JSON)", List.of(tree.toString()), rows -> {
                rows.next();
                return rows.value(1).toString();
            });
            return new ParsedSelect(template, asWritten, placeholders, List.copyOf(order.keySet()));
        }

        private void collect(JsonNode node, List<String> parameters) {
            if (node.path("cte_map").path("map").isArray()) {
                node.path("cte_map")
                        .path("map")
                        .forEach(cte -> localNames.add(cte.path("key").asText()));
            }
            if (node.path("class").asText().equals("PARAMETER")) {
                parameters.add(node.path("identifier").asText());
            }
            node.forEach(child -> collect(child, parameters));
        }

        private void replace(JsonNode node) {
            switch (node.path("type").asText()) {
                case "BASE_TABLE" -> table((ObjectNode) node);
                case "VALUE_PARAMETER" ->
                    ((ObjectNode) node)
                            .put(
                                    "identifier",
                                    order.get(node.path("identifier").asText()).toString());
                case "TABLE_FUNCTION" ->
                    function(node.path("function").path("function_name").asText());
                case "SHOW_REF" ->
                    throw ProblemException.invalid("DESCRIBE, SHOW and SUMMARIZE are not allowed, only SELECT");
                default -> {
                    // Every other node is looked into below.
                }
            }
            node.forEach(this::replace);
        }

        private void table(ObjectNode node) {
            String schema = node.path("schema_name").asText();
            String name = node.path("table_name").asText();
            if (schema.isEmpty() && localNames.contains(name)) {
                return;
            }
            if (schema.isEmpty() || !node.path("catalog_name").asText().isEmpty()) {
                throw ProblemException.invalid(
                        "'" + name + "' is not a table name: write namespace.name, as in silver.orders");
            }
            TableName table = new TableName(schema, name);
            String view = "table " + table + " at its snapshot";
            placeholders.putIfAbsent(table, Sql.name(view));
            node.put("schema_name", "").put("table_name", view);
            ObjectNode qualified = (ObjectNode) node.path("qualified_name");
            qualified.putArray("path").add(view);
            if (node.path("alias").asText().isEmpty()) {
                node.put("alias", name);
            }
        }

        private static void function(String name) {
            if (!TABLE_FUNCTIONS.contains(name)) {
                throw ProblemException.invalid(
                        "the table function " + name + " is not allowed, only " + TABLE_FUNCTIONS);
            }
        }
    }
}
