package dev.plumbline.visualize.query;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.plumbline.visualize.web.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.Blob;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Struct;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.duckdb.DuckDBStruct;

/**
 * Writes rows: decimals exactly and without trailing zeros, times as ISO-8601 in UTC, dates as ISO dates, binary as
 * base64; a double that JSON has no number for is null.
 */
final class AnswerWriter {

    private final long maxRows;

    AnswerWriter(long maxRows) {
        this.maxRows = maxRows;
    }

    Answer write(ResultSet rows, AnswerFormat format) throws SQLException, IOException {
        ResultSetMetaData meta = rows.getMetaData();
        List<String> names = new ArrayList<>();
        List<String> types = new ArrayList<>();
        for (int i = 1; i <= meta.getColumnCount(); i++) {
            names.add(meta.getColumnLabel(i));
            types.add(ColumnTypes.answered(meta.getColumnTypeName(i)));
        }
        return format == AnswerFormat.CSV ? csv(rows, names, types) : json(rows, names, types);
    }

    private Answer json(ResultSet rows, List<String> names, List<String> types) throws SQLException, IOException {
        List<Map<String, String>> columns = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            columns.add(Map.of("name", names.get(i), "type", types.get(i)));
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        long count = 0;
        boolean more = false;
        try (JsonGenerator json = Json.mapper().createGenerator(out)) {
            json.writeStartArray();
            while (!more && rows.next()) {
                if (count == maxRows) {
                    more = true;
                } else {
                    json.writeStartObject();
                    for (int i = 0; i < names.size(); i++) {
                        json.writeFieldName(names.get(i));
                        write(json, value(rows, i + 1, types.get(i)));
                    }
                    json.writeEndObject();
                    count++;
                }
            }
            json.writeEndArray();
        }
        return new Answer(Json.bytes(columns), out.toByteArray(), count, more);
    }

    private Answer csv(ResultSet rows, List<String> names, List<String> types) throws SQLException, IOException {
        StringBuilder text = new StringBuilder();
        line(text, names);
        long count = 0;
        boolean more = false;
        while (!more && rows.next()) {
            if (count == maxRows) {
                more = true;
            } else {
                List<String> cells = new ArrayList<>();
                for (int i = 0; i < names.size(); i++) {
                    cells.add(cell(value(rows, i + 1, types.get(i))));
                }
                line(text, cells);
                count++;
            }
        }
        return new Answer(new byte[0], text.toString().getBytes(StandardCharsets.UTF_8), count, more);
    }

    private static Object value(ResultSet rows, int column, String type) throws SQLException {
        return type.startsWith("timestamp") && !type.equals("timestamptz") && !type.endsWith("]")
                ? rows.getObject(column, LocalDateTime.class)
                : rows.getObject(column);
    }

    private static void write(JsonGenerator json, Object value) throws SQLException, IOException {
        if (value == null) {
            json.writeNull();
        } else if (value instanceof DuckDBStruct struct) {
            write(json, struct.getMap());
        } else if (value instanceof Map<?, ?> map) {
            json.writeStartObject();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                json.writeFieldName(text(entry.getKey()));
                write(json, entry.getValue());
            }
            json.writeEndObject();
        } else if (value instanceof Array array) {
            json.writeStartArray();
            for (Object element : (Object[]) array.getArray()) {
                write(json, element);
            }
            json.writeEndArray();
        } else if (value instanceof BigDecimal decimal) {
            json.writeNumber(plain(decimal));
        } else if (value instanceof Double || value instanceof Float) {
            double number = ((Number) value).doubleValue();
            if (Double.isFinite(number)) {
                json.writeNumber(value.toString());
            } else {
                json.writeNull();
            }
        } else if (value instanceof Number) {
            json.writeNumber(value.toString());
        } else if (value instanceof Boolean bool) {
            json.writeBoolean(bool);
        } else {
            json.writeString(text(value));
        }
    }

    private static String cell(Object value) throws SQLException, IOException {
        if (value == null) {
            return "";
        }
        if (value instanceof Struct || value instanceof Map || value instanceof Array) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try (JsonGenerator json = Json.mapper().createGenerator(out)) {
                write(json, value);
            }
            return out.toString(StandardCharsets.UTF_8);
        }
        return text(value);
    }

    private static String text(Object value) throws SQLException {
        if (value instanceof BigDecimal decimal) {
            return plain(decimal);
        } else if (value instanceof OffsetDateTime time) {
            return time.toInstant().toString();
        } else if (value instanceof java.sql.Timestamp time) {
            // DuckDB's driver reads a timestamp inside a list this way, in the JVM's own zone.
            return time.toLocalDateTime().toString();
        } else if (value instanceof LocalDateTime time) {
            return time.format(DateTimeFormatter.ISO_LOCAL_DATE_TIME);
        } else if (value instanceof LocalTime time) {
            return time.format(DateTimeFormatter.ISO_LOCAL_TIME);
        } else if (value instanceof Blob blob) {
            return Base64.getEncoder().encodeToString(blob.getBytes(1, (int) blob.length()));
        }
        return value.toString();
    }

    private static String plain(BigDecimal decimal) {
        return decimal.signum() == 0 ? "0" : decimal.stripTrailingZeros().toPlainString();
    }

    private static void line(StringBuilder text, List<String> cells) {
        String separator = "";
        for (String cell : cells) {
            text.append(separator);
            if (cell.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r')) {
                text.append('"').append(cell.replace("\"", "\"\"")).append('"');
            } else {
                text.append(cell);
            }
            separator = ",";
        }
        text.append("\r\n");
    }
}
