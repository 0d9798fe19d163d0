package dev.plumbline.visualize.query;

import static dev.plumbline.visualize.query.TrinoSql.no;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Expressions of DuckDB's SQL in Trino's. Every function that is let through is listed here, with what it is called there. */
final class TrinoExpressions {

    private static final Map<String, String> AGGREGATES = Map.ofEntries(
            Map.entry("count", "count"),
            Map.entry("sum", "sum"),
            Map.entry("min", "min"),
            Map.entry("max", "max"),
            Map.entry("avg", "avg"),
            Map.entry("count_if", "count_if"),
            Map.entry("countif", "count_if"),
            Map.entry("bool_and", "bool_and"),
            Map.entry("bool_or", "bool_or"),
            Map.entry("arg_max", "max_by"),
            Map.entry("arg_min", "min_by"),
            Map.entry("max_by", "max_by"),
            Map.entry("min_by", "min_by"),
            Map.entry("stddev", "stddev_samp"),
            Map.entry("stddev_samp", "stddev_samp"),
            Map.entry("stddev_pop", "stddev_pop"),
            Map.entry("var_samp", "var_samp"),
            Map.entry("variance", "var_samp"),
            Map.entry("var_pop", "var_pop"));

    private static final Map<String, String> SCALARS = Map.ofEntries(
            Map.entry("abs", "abs"),
            Map.entry("round", "round"),
            Map.entry("floor", "floor"),
            Map.entry("ceil", "ceil"),
            Map.entry("ceiling", "ceil"),
            Map.entry("lower", "lower"),
            Map.entry("upper", "upper"),
            Map.entry("replace", "replace"),
            Map.entry("starts_with", "starts_with"),
            Map.entry("length", "length"),
            Map.entry("array_length", "cardinality"),
            Map.entry("date_trunc", "date_trunc"),
            Map.entry("year", "year"),
            Map.entry("month", "month"),
            Map.entry("day", "day"),
            Map.entry("hour", "hour"),
            Map.entry("minute", "minute"));

    private static final Map<String, String> WINDOW_FUNCTIONS = Map.of(
            "row_number", "row_number",
            "rank", "rank",
            "dense_rank", "dense_rank");

    private static final Map<String, String> COMPARISONS = Map.of(
            "COMPARE_EQUAL", "=",
            "COMPARE_NOTEQUAL", "<>",
            "COMPARE_LESSTHAN", "<",
            "COMPARE_LESSTHANOREQUALTO", "<=",
            "COMPARE_GREATERTHAN", ">",
            "COMPARE_GREATERTHANOREQUALTO", ">=",
            "COMPARE_DISTINCT_FROM", "IS DISTINCT FROM",
            "COMPARE_NOT_DISTINCT_FROM", "IS NOT DISTINCT FROM");

    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("BOOLEAN", "boolean"),
            Map.entry("INTEGER", "integer"),
            Map.entry("INT", "integer"),
            Map.entry("BIGINT", "bigint"),
            Map.entry("LONG", "bigint"),
            Map.entry("DOUBLE", "double"),
            Map.entry("DATE", "date"),
            Map.entry("TIMESTAMP", "timestamp(6)"),
            Map.entry("TIMESTAMPTZ", "timestamp(6) with time zone"),
            Map.entry("TIMESTAMP WITH TIME ZONE", "timestamp(6) with time zone"));

    private static final Set<String> SAME_OPERATORS = Set.of("+", "-", "*", "%", "||");

    private final Map<String, Object> values;
    private final Function<JsonNode, String> query;
    private final List<Object> bound = new ArrayList<>();

    /** {@code values} are those of the parameters; {@code query} writes a query inside an expression. */
    TrinoExpressions(Map<String, Object> values, Function<JsonNode, String> query) {
        this.values = values;
        this.query = query;
    }

    /** The values of the question marks written so far. */
    List<Object> bound() {
        return bound;
    }

    /** Whether an expression needs the rows of a group. */
    boolean aggregates(JsonNode node) {
        String kind = node.path("class").asText();
        String name = node.path("function_name").asText();
        if (kind.equals("FUNCTION") && (AGGREGATES.containsKey(name) || name.equals("count_star"))) {
            return true;
        }
        for (JsonNode child : node) {
            if (!kind.equals("SUBQUERY") && !kind.equals("WINDOW") && aggregates(child)) {
                return true;
            }
        }
        return false;
    }

    String write(JsonNode node) {
        return switch (node.path("class").asText()) {
            case "COLUMN_REF" -> column(node);
            case "CONSTANT" -> constant(node.path("literal"));
            case "PARAMETER" -> parameter(node.path("identifier").asText());
            case "COMPARISON" -> comparison(node);
            case "CONJUNCTION" -> joined(node.path("children"), conjunction(node));
            case "BETWEEN" ->
                "(" + write(node.path("input")) + " BETWEEN " + write(node.path("lower")) + " AND "
                        + write(node.path("upper")) + ")";
            case "OPERATOR" -> operator(node);
            case "CAST" -> cast(node);
            case "CASE" -> cases(node);
            case "FUNCTION" -> function(node);
            case "WINDOW" -> window(node);
            case "SUBQUERY" -> subquery(node);
            case "STAR" -> star(node);
            default -> throw no(node.path("class").asText());
        };
    }

    String orders(JsonNode orders) {
        List<String> parts = new ArrayList<>();
        for (JsonNode order : orders) {
            // Both engines put nulls last where nothing is said, whichever the direction.
            parts.add(write(order.path("expression"))
                    + (order.path("type").asText().equals("DESCENDING") ? " DESC" : " ASC")
                    + (order.path("null_order").asText().equals("NULLS_FIRST") ? " NULLS FIRST" : " NULLS LAST"));
        }
        return String.join(", ", parts);
    }

    private static String column(JsonNode node) {
        List<String> names = new ArrayList<>();
        node.path("column_names").forEach(name -> names.add(Sql.name(name.asText())));
        return String.join(".", names);
    }

    private static String constant(JsonNode literal) {
        String text = literal.path("text").asText();
        return switch (literal.path("kind").asText()) {
            case "NULL_LITERAL" -> "NULL";
            case "INTEGER", "NUMERIC" -> text;
            case "BOOLEAN" -> text.toUpperCase(Locale.ROOT);
            case "STRING" -> Sql.text(text);
            default -> throw no("a literal of kind " + literal.path("kind").asText());
        };
    }

    /** A question mark, with its type where the driver would have to guess it. */
    private String parameter(String name) {
        Object value = values.get(name);
        if (value instanceof OffsetDateTime time) {
            bound.add(time.toInstant().toString().replace('T', ' ').replace("Z", " UTC"));
            return "CAST(? AS timestamp(6) with time zone)";
        }
        if (value instanceof LocalDate date) {
            bound.add(date.toString());
            return "CAST(? AS date)";
        }
        bound.add(value);
        return "?";
    }

    private String comparison(JsonNode node) {
        String word = COMPARISONS.get(node.path("type").asText());
        if (word == null) {
            throw no(node.path("type").asText());
        }
        return "(" + write(node.path("left")) + " " + word + " " + write(node.path("right")) + ")";
    }

    private static String conjunction(JsonNode node) {
        return node.path("type").asText().equals("CONJUNCTION_OR") ? " OR " : " AND ";
    }

    private String operator(JsonNode node) {
        JsonNode children = node.path("children");
        return switch (node.path("type").asText()) {
            case "OPERATOR_IS_NULL" -> "(" + write(children.path(0)) + " IS NULL)";
            case "OPERATOR_IS_NOT_NULL" -> "(" + write(children.path(0)) + " IS NOT NULL)";
            case "OPERATOR_NOT" -> "(NOT " + write(children.path(0)) + ")";
            case "OPERATOR_COALESCE" -> "coalesce" + joined(children, ", ");
            case "COMPARE_IN" -> in(children, " IN ");
            case "COMPARE_NOT_IN" -> in(children, " NOT IN ");
            // Past the end, DuckDB answers null, as this does, where Trino's brackets fail.
            case "ARRAY_EXTRACT" -> "element_at" + joined(children, ", ");
            case "STRUCT_EXTRACT" ->
                "(" + write(children.path(0)) + ")."
                        + Sql.name(children.path(1).path("literal").path("text").asText());
            default -> throw no(node.path("type").asText());
        };
    }

    private String in(JsonNode children, String word) {
        String tested = write(children.path(0));
        List<String> rest = new ArrayList<>();
        for (int i = 1; i < children.size(); i++) {
            rest.add(write(children.path(i)));
        }
        return "(" + tested + word + "(" + String.join(", ", rest) + "))";
    }

    private String cast(JsonNode node) {
        String word = node.path("try_cast").asBoolean() ? "TRY_CAST(" : "CAST(";
        return word + write(node.path("child")) + " AS " + type(node.path("type_expr")) + ")";
    }

    private static String type(JsonNode node) {
        String name = node.path("type_name").asText().toUpperCase(Locale.ROOT);
        if (name.equals("DECIMAL") || name.equals("NUMERIC")) {
            JsonNode sizes = node.path("children");
            String precision = sizes.path(0).path("literal").path("text").asText("18");
            String scale = sizes.path(1).path("literal").path("text").asText(sizes.isEmpty() ? "3" : "0");
            return "decimal(" + precision + ", " + scale + ")";
        }
        String type = TYPES.get(name);
        if (type == null) {
            throw no("a cast to " + name);
        }
        return type;
    }

    private String cases(JsonNode node) {
        StringBuilder sql = new StringBuilder("CASE");
        for (JsonNode check : node.path("case_checks")) {
            sql.append(" WHEN ").append(write(check.path("when_expr")));
            sql.append(" THEN ").append(write(check.path("then_expr")));
        }
        return sql.append(" ELSE ")
                .append(write(node.path("else_expr")))
                .append(" END")
                .toString();
    }

    private String function(JsonNode node) {
        String name = node.path("function_name").asText();
        if (!node.path("schema").asText().isEmpty()
                || !node.path("order_bys").path("orders").isEmpty()) {
            throw no("the function " + name + " with a schema or an order of its own");
        }
        List<JsonNode> arguments = arguments(node);
        if (node.path("is_operator").asBoolean()) {
            return operatorCall(name, arguments);
        }
        String filter = node.path("filter").isObject() ? " FILTER (WHERE " + write(node.path("filter")) + ")" : "";
        if (AGGREGATES.containsKey(name) || name.equals("count_star")) {
            return aggregate(name, arguments, node.path("distinct").asBoolean()) + filter;
        }
        if (name.equals("date_part") && arguments.get(0).path("class").asText().equals("CONSTANT")) {
            return part(arguments);
        }
        String known = SCALARS.get(name);
        if (known == null) {
            throw no("the function " + name);
        }
        return known + "(" + list(arguments) + ")";
    }

    private String operatorCall(String name, List<JsonNode> arguments) {
        if (arguments.size() == 1 && (name.equals("-") || name.equals("+"))) {
            return "(" + name + write(arguments.get(0)) + ")";
        }
        String left = write(arguments.get(0));
        String right = write(arguments.get(1));
        if (SAME_OPERATORS.contains(name)) {
            return "(" + left + " " + name + " " + right + ")";
        }
        return switch (name) {
            // In DuckDB a division is one of doubles, whatever is divided; Trino cuts whole numbers.
            case "/" -> "(CAST(" + left + " AS double) / CAST(" + right + " AS double))";
            case "~~" -> "(" + left + " LIKE " + right + ")";
            case "!~~" -> "(" + left + " NOT LIKE " + right + ")";
            default -> throw no("the operator " + name);
        };
    }

    private String aggregate(String name, List<JsonNode> arguments, boolean distinct) {
        if (name.equals("count_star") || name.equals("count") && arguments.isEmpty()) {
            return "count(*)";
        }
        String list = list(arguments);
        if (name.equals("avg")) {
            list = "CAST(" + list + " AS double)";
        }
        return AGGREGATES.get(name) + "(" + (distinct ? "DISTINCT " : "") + list + ")";
    }

    private String part(List<JsonNode> arguments) {
        String part = arguments.get(0).path("literal").path("text").asText().toLowerCase(Locale.ROOT);
        if (!Set.of("year", "quarter", "month", "day", "hour", "minute").contains(part)) {
            throw no("the part " + part + " of a time");
        }
        return "extract(" + part + " FROM " + write(arguments.get(1)) + ")";
    }

    private String window(JsonNode node) {
        String name = node.path("function_name").asText();
        List<JsonNode> arguments = arguments(node);
        boolean plain = node.path("start").asText().equals("UNBOUNDED_PRECEDING")
                && node.path("end").asText().equals("CURRENT_ROW_RANGE")
                && node.path("exclude_clause").asText().equals("NO_OTHER")
                && !node.path("ignore_nulls").asBoolean()
                && !node.path("distinct").asBoolean()
                && node.path("arg_orders").isEmpty()
                && !node.path("filter_expr").isObject();
        if (!plain) {
            throw no("a window with a frame, FILTER, DISTINCT or IGNORE NULLS of its own");
        }
        String call;
        if (AGGREGATES.containsKey(name) || name.equals("count_star")) {
            call = aggregate(name, arguments, false);
        } else if (WINDOW_FUNCTIONS.containsKey(name)) {
            call = WINDOW_FUNCTIONS.get(name) + "()";
        } else {
            throw no("the window function " + name);
        }
        List<String> over = new ArrayList<>();
        if (!node.path("partitions").isEmpty()) {
            List<JsonNode> partitions = new ArrayList<>();
            node.path("partitions").forEach(partitions::add);
            over.add("PARTITION BY " + list(partitions));
        }
        if (!node.path("orders").isEmpty()) {
            over.add("ORDER BY " + orders(node.path("orders")));
        }
        return call + " OVER (" + String.join(" ", over) + ")";
    }

    private String subquery(JsonNode node) {
        // In the order of the text: question marks are bound as they are written.
        String tested = node.path("child").isObject() ? write(node.path("child")) : "";
        String inner = "(" + query.apply(node.path("subquery").path("node")) + ")";
        return switch (node.path("subquery_type").asText()) {
            case "SCALAR" -> inner;
            case "EXISTS" -> "(EXISTS " + inner + ")";
            case "NOT_EXISTS" -> "(NOT EXISTS " + inner + ")";
            case "ANY" -> {
                if (!node.path("comparison_type").asText().equals("COMPARE_EQUAL")) {
                    throw no("a comparison with ANY or ALL");
                }
                yield "(" + tested + " IN " + inner + ")";
            }
            default ->
                throw no("a subquery of type " + node.path("subquery_type").asText());
        };
    }

    private static String star(JsonNode node) {
        for (String list : List.of("exclude_list", "replace_list", "rename_list", "qualified_exclude_list")) {
            if (!node.path(list).isEmpty()) {
                throw no("* with EXCLUDE, REPLACE or RENAME");
            }
        }
        if (node.path("columns").asBoolean()) {
            throw no("COLUMNS(…)");
        }
        String relation = node.path("relation_name").asText();
        return relation.isEmpty() ? "*" : Sql.name(relation) + ".*";
    }

    private static List<JsonNode> arguments(JsonNode node) {
        List<JsonNode> arguments = new ArrayList<>();
        for (JsonNode argument : node.path("arguments")) {
            if (!argument.path("name").asText().isEmpty()) {
                throw no("a named argument");
            }
            arguments.add(argument.path("expression"));
        }
        return arguments;
    }

    private String list(List<JsonNode> nodes) {
        return String.join(", ", nodes.stream().map(this::write).toList());
    }

    private String joined(JsonNode children, String separator) {
        List<JsonNode> nodes = new ArrayList<>();
        children.forEach(nodes::add);
        return "(" + String.join(separator, nodes.stream().map(this::write).toList()) + ")";
    }
}
