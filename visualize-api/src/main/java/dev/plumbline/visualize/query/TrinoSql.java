package dev.plumbline.visualize.query;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.visualize.tables.TableName;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/**
 * Says a statement that DuckDB's parser has read in Trino's SQL, so that it means the same. What has no sure counterpart there is
 * refused by its name, never passed on in the hope that it fits: the two dialects differ in divisions, in averages of decimals
 * and in functions of the same name. Expressions are written by {@link TrinoExpressions}.
 */
final class TrinoSql {

    /** Why a statement cannot be said in Trino's SQL. */
    static final class NoCounterpartException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        NoCounterpartException(String message) {
            super(message);
        }
    }

    /** The text, and the values of its question marks in order. */
    record Statement(String sql, List<Object> values) {}

    private final Map<TableName, String> sources;
    private final TrinoExpressions expressions;

    private TrinoSql(Map<TableName, String> sources, Map<String, Object> values) {
        this.sources = sources;
        this.expressions = new TrinoExpressions(values, this::query);
    }

    /** {@code select} reading from {@code sources} (table to what is selected from), with these values for its parameters. */
    static Statement of(ParsedSelect select, Map<TableName, String> sources, Map<String, Object> values) {
        TrinoSql writing = new TrinoSql(sources, values);
        requireNames(select.tree().path("node"));
        String sql = writing.query(select.tree().path("node"));
        return new Statement(sql, writing.expressions.bound());
    }

    static NoCounterpartException no(String what) {
        return new NoCounterpartException(what + " has no counterpart in Trino's SQL here");
    }

    /** An answer's columns have the names that DuckDB gives them, which for an expression is its own text. */
    private static void requireNames(JsonNode node) {
        if (node.path("type").asText().equals("SET_OPERATION_NODE")) {
            requireNames(node.path("children").path(0));
            return;
        }
        int position = 0;
        for (JsonNode item : node.path("select_list")) {
            position++;
            if (item.path("alias").asText().isEmpty()
                    && !List.of("COLUMN_REF", "STAR")
                            .contains(item.path("class").asText())) {
                throw no("column " + position + " without a name (write … AS name)");
            }
        }
    }

    private String query(JsonNode node) {
        String with = with(node.path("cte_map").path("map"));
        String body =
                switch (node.path("type").asText()) {
                    case "SELECT_NODE" -> select(node);
                    case "SET_OPERATION_NODE" -> setOperation(node);
                    default -> throw no(node.path("type").asText());
                };
        return with + body + modifiers(node.path("modifiers"));
    }

    private String with(JsonNode entries) {
        List<String> parts = new ArrayList<>();
        for (JsonNode entry : entries) {
            JsonNode value = entry.path("value");
            parts.add(Sql.name(entry.path("key").asText()) + names(value.path("aliases")) + " AS ("
                    + query(value.path("query_node")) + ")");
        }
        return parts.isEmpty() ? "" : "WITH " + String.join(", ", parts) + " ";
    }

    private String select(JsonNode node) {
        refuse(node, "sample", "SAMPLE");
        refuse(node, "qualify", "QUALIFY");
        StringBuilder sql = new StringBuilder("SELECT ");
        for (JsonNode modifier : node.path("modifiers")) {
            if (modifier.path("type").asText().equals("DISTINCT_MODIFIER")) {
                sql.append("DISTINCT ");
            }
        }
        List<String> items = new ArrayList<>();
        node.path("select_list").forEach(item -> items.add(item(item)));
        sql.append(String.join(", ", items));
        JsonNode from = node.path("from_table");
        if (!from.path("type").asText().equals("EMPTY")) {
            sql.append(" FROM ").append(from(from));
        }
        append(sql, " WHERE ", node.path("where_clause"));
        sql.append(groupBy(node));
        append(sql, " HAVING ", node.path("having"));
        return sql.toString();
    }

    private String item(JsonNode item) {
        String written = expressions.write(item);
        String alias = item.path("alias").asText();
        if (alias.isEmpty() && item.path("class").asText().equals("COLUMN_REF")) {
            JsonNode names = item.path("column_names");
            alias = names.path(names.size() - 1).asText();
        }
        return alias.isEmpty() ? written : written + " AS " + Sql.name(alias);
    }

    private String groupBy(JsonNode node) {
        List<String> keys = new ArrayList<>();
        if (node.path("aggregate_handling").asText().equals("FORCE_AGGREGATES")) {
            // GROUP BY ALL: whatever is no aggregate, told by its position; a constant needs no group.
            int position = 0;
            for (JsonNode item : node.path("select_list")) {
                position++;
                if (!expressions.aggregates(item)
                        && !item.path("class").asText().equals("CONSTANT")) {
                    keys.add(Integer.toString(position));
                }
            }
        } else {
            if (node.path("group_sets").size() > 1) {
                throw no("GROUP BY with GROUPING SETS, ROLLUP or CUBE");
            }
            node.path("group_expressions").forEach(key -> keys.add(expressions.write(key)));
        }
        return keys.isEmpty() ? "" : " GROUP BY " + String.join(", ", keys);
    }

    private String setOperation(JsonNode node) {
        String word =
                switch (node.path("setop_type").asText()) {
                    case "UNION" -> "UNION";
                    case "EXCEPT" -> "EXCEPT";
                    case "INTERSECT" -> "INTERSECT";
                    default -> throw no(node.path("setop_type").asText());
                };
        List<String> parts = new ArrayList<>();
        node.path("children").forEach(child -> parts.add("(" + query(child) + ")"));
        return String.join(" " + word + (node.path("setop_all").asBoolean() ? " ALL " : " "), parts);
    }

    private String modifiers(JsonNode modifiers) {
        String order = "";
        String limit = "";
        for (JsonNode modifier : modifiers) {
            switch (modifier.path("type").asText()) {
                case "DISTINCT_MODIFIER" -> {
                    if (!modifier.path("distinct_on_targets").isEmpty()) {
                        throw no("DISTINCT ON");
                    }
                }
                case "ORDER_MODIFIER" -> order = " ORDER BY " + expressions.orders(modifier.path("orders"));
                case "LIMIT_MODIFIER" -> {
                    if (!modifier.path("limit_type").asText("ROW_COUNT").equals("ROW_COUNT")) {
                        throw no("LIMIT with a percentage");
                    }
                    StringBuilder text = new StringBuilder();
                    append(text, " OFFSET ", modifier.path("offset"));
                    append(text, " LIMIT ", modifier.path("limit"));
                    limit = text.toString();
                }
                default -> throw no(modifier.path("type").asText());
            }
        }
        return order + limit;
    }

    private String from(JsonNode node) {
        refuse(node, "sample", "TABLESAMPLE");
        return switch (node.path("type").asText()) {
            case "BASE_TABLE" -> table(node);
            case "SUBQUERY" -> "(" + query(node.path("subquery").path("node")) + ")" + alias(node, "");
            case "JOIN" -> join(node);
            case "TABLE_FUNCTION" ->
                throw no("the table function "
                        + node.path("function").path("function_name").asText());
            default -> throw no(node.path("type").asText());
        };
    }

    private String table(JsonNode node) {
        refuse(node, "at_clause", "AT");
        String schema = node.path("schema_name").asText();
        String name = node.path("table_name").asText();
        String source = schema.isEmpty() ? Sql.name(name) : sources.get(new TableName(schema, name));
        return source + alias(node, name);
    }

    private String join(JsonNode node) {
        String reference = node.path("ref_type").asText();
        String left = from(node.path("left"));
        String right = from(node.path("right"));
        if (reference.equals("CROSS")) {
            return left + " CROSS JOIN " + right;
        }
        String kind =
                switch (node.path("join_type").asText()) {
                    case "INNER" -> " JOIN ";
                    case "LEFT" -> " LEFT JOIN ";
                    case "RIGHT" -> " RIGHT JOIN ";
                    case "OUTER" -> " FULL JOIN ";
                    default -> throw no(node.path("join_type").asText() + " JOIN");
                };
        if (!reference.equals("REGULAR")) {
            throw no(reference + " JOIN");
        }
        JsonNode using = node.path("using_columns");
        String condition = using.isEmpty()
                ? " ON " + expressions.write(node.path("condition"))
                : " USING " + names(using).strip();
        return "(" + left + kind + right + condition + ")";
    }

    private static String alias(JsonNode node, String otherwise) {
        String alias = node.path("alias").asText();
        String name = alias.isEmpty() ? otherwise : alias;
        return name.isEmpty() ? "" : " AS " + Sql.name(name) + names(node.path("column_name_alias"));
    }

    private static String names(JsonNode names) {
        Iterator<String> quoted = StreamSupport.stream(names.spliterator(), false)
                .map(name -> Sql.name(name.asText()))
                .iterator();
        return quoted.hasNext() ? " (" + String.join(", ", (Iterable<String>) () -> quoted) + ")" : "";
    }

    private void append(StringBuilder sql, String word, JsonNode expression) {
        if (expression.isObject()) {
            sql.append(word).append(expressions.write(expression));
        }
    }

    private static void refuse(JsonNode node, String field, String word) {
        if (node.path(field).isObject()) {
            throw no(word);
        }
    }
}
