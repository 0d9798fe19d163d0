package dev.plumbline.visualize.query;

import dev.plumbline.visualize.tables.AsOf;
import dev.plumbline.visualize.tables.TableName;
import dev.plumbline.visualize.web.Json;
import dev.plumbline.visualize.web.Parameters;
import dev.plumbline.visualize.web.ProblemException;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Questions over HTTP: the named queries and the rows of a table. */
public final class QueryResource {

    private static final String DEFAULT_LIMIT = "100";

    private final Queries queries;
    private final NamedQueries named;

    public QueryResource(Queries queries, NamedQueries named) {
        this.queries = queries;
        this.named = named;
    }

    /** GET /v1/queries */
    public void list(Context context) {
        Parameters.of(context);
        List<Map<String, Object>> list = new ArrayList<>();
        for (NamedQuery query : named.all()) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("name", query.name());
            entry.put("description", query.description());
            entry.put(
                    "parameters",
                    query.parameters().stream().map(QueryResource::describe).toList());
            entry.put(
                    "tables",
                    query.select().tables().stream().map(TableName::toString).toList());
            entry.put("chart", query.chart().orElse(null));
            entry.put("sql", query.sql());
            list.add(entry);
        }
        Json.answer(context, Map.of("queries", list));
    }

    /** GET /v1/queries/{name} */
    public void query(Context context) {
        Map<String, String> given = Parameters.all(context);
        answer(
                context,
                queries.named(
                        named.named(context.pathParam("name")), given, AsOf.parse(given.get("asOf")), format(context)));
    }

    /** GET /v1/tables/{table}/rows */
    public void rows(Context context) {
        Map<String, String> given = Parameters.of(context, "limit", "asOf");
        String limit = given.getOrDefault("limit", DEFAULT_LIMIT);
        if (!limit.matches("\\d{1,9}")) {
            throw ProblemException.invalid("limit is '" + limit + "', expected a whole number above 0");
        }
        answer(
                context,
                queries.rows(
                        TableName.parse(context.pathParam("table")),
                        AsOf.parse(given.get("asOf")),
                        Long.parseLong(limit),
                        format(context)));
    }

    private static void answer(Context context, QueryAnswer answer) {
        AnswerFormat format = format(context);
        context.header("Vary", "Accept");
        if (format == AnswerFormat.CSV) {
            context.header("X-Plumbline-Snapshots", answer.snapshots());
            context.header("X-Plumbline-Truncated", Boolean.toString(answer.truncated()));
        }
        context.contentType(format.contentType()).result(format == AnswerFormat.CSV ? answer.csv() : answer.json());
    }

    private static AnswerFormat format(Context context) {
        return AnswerFormat.accepted(context.header("Accept"));
    }

    private static Map<String, Object> describe(QueryParameter parameter) {
        Map<String, Object> description = new LinkedHashMap<>();
        description.put("name", parameter.name());
        description.put("type", parameter.type().word());
        description.put("required", parameter.required());
        description.put("default", parameter.defaultValue().orElse(null));
        description.put("description", parameter.description());
        return description;
    }
}
