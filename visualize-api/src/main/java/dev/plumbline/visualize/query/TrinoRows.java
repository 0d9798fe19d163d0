package dev.plumbline.visualize.query;

import io.trino.jdbc.Row;
import io.trino.jdbc.RowField;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZonedDateTime;
import java.util.LinkedHashMap;
import java.util.Map;

/** Rows as Trino's driver has them. */
final class TrinoRows extends JdbcRows {

    TrinoRows(ResultSet rows) throws SQLException {
        super(rows, ColumnTypes::ofTrino);
    }

    @Override
    Object value(ResultSet rows, int column, String type) throws SQLException {
        if (rows.getObject(column) == null) {
            return null;
        }
        return switch (type) {
            case "timestamptz" -> rows.getObject(column, ZonedDateTime.class);
            case "timestamp" -> rows.getObject(column, LocalDateTime.class);
            case "date" -> rows.getObject(column, LocalDate.class);
            case "time" -> rows.getObject(column, LocalTime.class);
            default -> rows.getObject(column);
        };
    }

    @Override
    Object unwrapped(Object value) {
        if (value instanceof Row row) {
            Map<Object, Object> fields = new LinkedHashMap<>();
            for (RowField field : row.getFields()) {
                fields.put(field.getName().orElse("field" + field.getOrdinal()), field.getValue());
            }
            return fields;
        } else if (value instanceof ZonedDateTime time) {
            return time.toInstant();
        }
        return value;
    }
}
