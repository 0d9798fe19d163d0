package dev.plumbline.visualize.query;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Rows as a JDBC driver has them; what a driver has in a way of its own is for the subclass. */
abstract class JdbcRows implements Rows {

    private final ResultSet rows;
    private final List<Column> columns = new ArrayList<>();

    /** {@code answered} gives the type's name in answers for the driver's name of it. */
    JdbcRows(ResultSet rows, UnaryOperator<String> answered) throws SQLException {
        this.rows = rows;
        ResultSetMetaData meta = rows.getMetaData();
        for (int i = 1; i <= meta.getColumnCount(); i++) {
            columns.add(new Column(meta.getColumnLabel(i), answered.apply(meta.getColumnTypeName(i))));
        }
    }

    @Override
    public final List<Column> columns() {
        return columns;
    }

    @Override
    public final boolean next() throws SQLException {
        return rows.next();
    }

    @Override
    public final Object value(int column) throws SQLException {
        return plain(value(rows, column, columns.get(column - 1).type()));
    }

    /** The value of a column in the current row, asked for in the way that the driver answers exactly. */
    abstract Object value(ResultSet rows, int column, String type) throws SQLException;

    /** A value of one of the driver's own classes as the value, map or list that it stands for; another as it is. */
    abstract Object unwrapped(Object value) throws SQLException;

    private Object plain(Object value) throws SQLException {
        Object unwrapped = unwrapped(value);
        if (unwrapped instanceof Map<?, ?> map) {
            Map<Object, Object> plain = new LinkedHashMap<>();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                plain.put(plain(entry.getKey()), plain(entry.getValue()));
            }
            return plain;
        }
        if (unwrapped instanceof Array array) {
            return plain(Arrays.asList((Object[]) array.getArray()));
        }
        if (unwrapped instanceof List<?> list) {
            List<Object> plain = new ArrayList<>();
            for (Object element : list) {
                plain.add(plain(element));
            }
            return plain;
        }
        return unwrapped;
    }
}
