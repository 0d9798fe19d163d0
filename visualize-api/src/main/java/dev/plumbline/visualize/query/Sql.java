package dev.plumbline.visualize.query;

import dev.plumbline.visualize.tables.TableName;

/** Quoting for SQL text that this API writes itself; values of callers never come here, they are bound. */
final class Sql {

    private Sql() {}

    static String name(String identifier) {
        return '"' + identifier.replace("\"", "\"\"") + '"';
    }

    static String table(TableName table) {
        return name(table.namespace()) + "." + name(table.name());
    }

    static String text(String value) {
        return '\'' + value.replace("'", "''") + '\'';
    }
}
