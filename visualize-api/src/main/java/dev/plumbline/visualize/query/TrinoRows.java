package dev.plumbline.visualize.query;

import io.trino.jdbc.Row;
import io.trino.jdbc.RowField;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Rows as Trino's driver has them. */
final class TrinoRows implements Rows {

    private final ResultSet rows;
    private final List<Column> columns = new ArrayList<>();

    TrinoRows(ResultSet rows) throws SQLException {
        this.rows = rows;
        ResultSetMetaData meta = rows.getMetaData();
        for (int i = 1; i <= meta.getColumnCount(); i++) {
            columns.add(new Column(meta.getColumnLabel(i), ColumnTypes.ofTrino(meta.getColumnTypeName(i))));
        }
    }

    @Override
    public List<Column> columns() {
        return columns;
    }

    @Override
    public boolean next() throws SQLException {
        return rows.next();
    }

    @Override
    public Object value(int column) throws SQLException {
        if (rows.getObject(column) == null) {
            return null;
        }
        return switch (columns.get(column - 1).type()) {
            case "timestamptz" -> rows.getObject(column, ZonedDateTime.class).toInstant();
            case "timestamp" -> rows.getObject(column, LocalDateTime.class);
            case "date" -> rows.getObject(column, LocalDate.class);
            case "time" -> rows.getObject(column, LocalTime.class);
            default -> plain(rows.getObject(column));
        };
    }

    private static Object plain(Object value) throws SQLException {
        if (value instanceof Row row) {
            Map<Object, Object> plain = new LinkedHashMap<>();
            for (RowField field : row.getFields()) {
                plain.put(field.getName().orElse("field" + field.getOrdinal()), plain(field.getValue()));
            }
            return plain;
        } else if (value instanceof Map<?, ?> map) {
            Map<Object, Object> plain = new LinkedHashMap<>();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                plain.put(plain(entry.getKey()), plain(entry.getValue()));
            }
            return plain;
        } else if (value instanceof Array array) {
            return plain(Arrays.asList((Object[]) array.getArray()));
        } else if (value instanceof List<?> list) {
            List<Object> plain = new ArrayList<>();
            for (Object element : list) {
                plain.add(plain(element));
            }
            return plain;
        } else if (value instanceof ZonedDateTime time) {
            return time.toInstant();
        }
        return value;
    }
}
