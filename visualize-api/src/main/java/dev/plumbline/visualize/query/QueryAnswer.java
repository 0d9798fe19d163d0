package dev.plumbline.visualize.query;

import dev.plumbline.visualize.tables.TableAt;
import dev.plumbline.visualize.tables.TableName;
import dev.plumbline.visualize.web.Json;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** An answer with what it is as of, how long it took, and the SQL that produced it. */
public final class QueryAnswer {

    private final String kind;
    private final String name;
    private final String sql;
    private final Map<TableName, TableAt> tables;
    private final Answer answer;
    private final String engine;
    private final double millis;
    private final boolean cached;

    QueryAnswer(
            String kind,
            String name,
            String sql,
            Map<TableName, TableAt> tables,
            Answer answer,
            String engine,
            double millis,
            boolean cached) {
        this.kind = kind;
        this.name = name;
        this.sql = sql;
        this.tables = tables;
        this.answer = answer;
        this.engine = engine;
        this.millis = millis;
        this.cached = cached;
    }

    /** The document {@code {"query","snapshots","columns","rows","rowCount","truncated","engine","millis","cached","sql"}}. */
    byte[] json() {
        Map<String, Object> head = new LinkedHashMap<>();
        head.put(kind, name);
        Map<String, Object> snapshots = new LinkedHashMap<>();
        tables.values().forEach(at -> snapshots.put(at.name().toString(), at.reference()));
        head.put("snapshots", snapshots);
        Map<String, Object> tail = new LinkedHashMap<>();
        tail.put("rowCount", answer.rowCount());
        tail.put("truncated", answer.truncated());
        tail.put("engine", engine);
        tail.put("millis", Math.round(millis * 100) / 100.0);
        tail.put("cached", cached);
        tail.put("sql", sql);
        byte[] first = Json.bytes(head);
        byte[] last = Json.bytes(tail);
        ByteArrayOutputStream out = new ByteArrayOutputStream(answer.rows().length + 2_000);
        // Columns and rows are JSON already, and can be long: they go in as they are.
        out.write(first, 0, first.length - 1);
        out.writeBytes(",\"columns\":".getBytes(StandardCharsets.UTF_8));
        out.writeBytes(answer.columns());
        out.writeBytes(",\"rows\":".getBytes(StandardCharsets.UTF_8));
        out.writeBytes(answer.rows());
        out.write(',');
        out.write(last, 1, last.length - 1);
        return out.toByteArray();
    }

    byte[] csv() {
        return answer.rows();
    }

    /** Id of each table's snapshot, for a header: {@code gold.x=123, silver.y=456}. */
    String snapshots() {
        StringBuilder text = new StringBuilder();
        tables.values().forEach(at -> text.append(text.isEmpty() ? "" : ", ")
                .append(at.name())
                .append('=')
                .append(at.reference().get("id")));
        return text.toString();
    }

    boolean truncated() {
        return answer.truncated();
    }
}
