package dev.plumbline.visualize.query;

import java.sql.Array;
import java.sql.Blob;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duckdb.DuckDBStruct;

/** Rows as DuckDB's driver has them. */
final class DuckDbRows implements Rows {

    private final ResultSet rows;
    private final List<Column> columns = new ArrayList<>();

    DuckDbRows(ResultSet rows) throws SQLException {
        this.rows = rows;
        ResultSetMetaData meta = rows.getMetaData();
        for (int i = 1; i <= meta.getColumnCount(); i++) {
            columns.add(new Column(meta.getColumnLabel(i), ColumnTypes.ofDuck(meta.getColumnTypeName(i))));
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
        String type = columns.get(column - 1).type();
        // Asked for plainly, a time without a zone comes in the JVM's own.
        return plain(
                type.startsWith("timestamp") && !type.equals("timestamptz") && !type.endsWith("]")
                        ? rows.getObject(column, LocalDateTime.class)
                        : rows.getObject(column));
    }

    private static Object plain(Object value) throws SQLException {
        if (value instanceof DuckDBStruct struct) {
            return plain(struct.getMap());
        } else if (value instanceof Map<?, ?> map) {
            Map<Object, Object> plain = new LinkedHashMap<>();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                plain.put(plain(entry.getKey()), plain(entry.getValue()));
            }
            return plain;
        } else if (value instanceof Array array) {
            List<Object> plain = new ArrayList<>();
            for (Object element : (Object[]) array.getArray()) {
                plain.add(plain(element));
            }
            return plain;
        } else if (value instanceof OffsetDateTime time) {
            return time.toInstant();
        } else if (value instanceof Timestamp time) {
            // The driver reads a timestamp inside a list this way, in the JVM's own zone.
            return time.toLocalDateTime();
        } else if (value instanceof Blob blob) {
            return blob.getBytes(1, (int) blob.length());
        }
        return value;
    }
}
