package dev.plumbline.visualize.query;

/** Quoting for SQL text that this API writes itself; values of callers never come here, they are bound. */
final class Sql {

    private Sql() {}

    static String name(String identifier) {
        return '"' + identifier.replace("\"", "\"\"") + '"';
    }

    static String text(String value) {
        return '\'' + value.replace("'", "''") + '\'';
    }
}
