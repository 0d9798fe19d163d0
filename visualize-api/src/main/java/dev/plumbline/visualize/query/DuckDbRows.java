package dev.plumbline.visualize.query;

import java.sql.Blob;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import org.duckdb.DuckDBStruct;

/** Rows as DuckDB's driver has them. */
final class DuckDbRows extends JdbcRows {

    DuckDbRows(ResultSet rows) throws SQLException {
        super(rows, ColumnTypes::ofDuck);
    }

    @Override
    Object value(ResultSet rows, int column, String type) throws SQLException {
        // Asked for plainly, a time without a zone comes in the JVM's own.
        return type.startsWith("timestamp") && !type.equals("timestamptz") && !type.endsWith("]")
                ? rows.getObject(column, LocalDateTime.class)
                : rows.getObject(column);
    }

    @Override
    Object unwrapped(Object value) throws SQLException {
        if (value instanceof DuckDBStruct struct) {
            return struct.getMap();
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
