package dev.plumbline.visualize.query;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.plumbline.visualize.web.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * Writes rows: decimals exactly and without trailing zeros, times as ISO-8601 in UTC, dates as ISO dates, binary as
 * base64; a double that JSON has no number for is null.
 */
final class AnswerWriter {

    private final long maxRows;

    AnswerWriter(long maxRows) {
        this.maxRows = maxRows;
    }

    Answer write(Rows rows, AnswerFormat format) throws SQLException, IOException {
        return format == AnswerFormat.CSV ? csv(rows) : json(rows);
    }

    private Answer json(Rows rows) throws SQLException, IOException {
        List<Rows.Column> columns = rows.columns();
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
                    for (int i = 0; i < columns.size(); i++) {
                        json.writeFieldName(columns.get(i).name());
                        write(json, rows.value(i + 1));
                    }
                    json.writeEndObject();
                    count++;
                }
            }
            json.writeEndArray();
        }
        List<Map<String, String>> described = columns.stream()
                .map(column -> Map.of("name", column.name(), "type", column.type()))
                .toList();
        return new Answer(Json.bytes(described), out.toByteArray(), count, more);
    }

    private Answer csv(Rows rows) throws SQLException, IOException {
        int columns = rows.columns().size();
        StringBuilder text = new StringBuilder();
        line(text, rows.columns().stream().map(Rows.Column::name).toList());
        long count = 0;
        boolean more = false;
        while (!more && rows.next()) {
            if (count == maxRows) {
                more = true;
            } else {
                List<String> cells = new ArrayList<>();
                for (int i = 1; i <= columns; i++) {
                    cells.add(cell(rows.value(i)));
                }
                line(text, cells);
                count++;
            }
        }
        return new Answer(new byte[0], text.toString().getBytes(StandardCharsets.UTF_8), count, more);
    }

    private static void write(JsonGenerator json, Object value) throws IOException {
        if (value == null) {
            json.writeNull();
        } else if (value instanceof Map<?, ?> map) {
            json.writeStartObject();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                json.writeFieldName(text(entry.getKey()));
                write(json, entry.getValue());
            }
            json.writeEndObject();
        } else if (value instanceof List<?> list) {
            json.writeStartArray();
            for (Object element : list) {
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

    private static String cell(Object value) throws IOException {
        if (value == null) {
            return "";
        }
        if (value instanceof Map || value instanceof List) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try (JsonGenerator json = Json.mapper().createGenerator(out)) {
                write(json, value);
            }
            return out.toString(StandardCharsets.UTF_8);
        }
        return text(value);
    }

    private static String text(Object value) {
        if (value instanceof BigDecimal decimal) {
            return plain(decimal);
        } else if (value instanceof LocalDateTime time) {
            return time.format(DateTimeFormatter.ISO_LOCAL_DATE_TIME);
        } else if (value instanceof LocalTime time) {
            return time.format(DateTimeFormatter.ISO_LOCAL_TIME);
        } else if (value instanceof byte[] bytes) {
            return Base64.getEncoder().encodeToString(bytes);
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
