package dev.plumbline.visualize.tables;

import dev.plumbline.visualize.web.ProblemException;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;

/** A table's name, written {@code namespace.name}. */
public record TableName(String namespace, String name) implements Comparable<TableName> {

    public TableName {
        if (!readable(namespace) || !readable(name)) {
            throw ProblemException.invalid("'" + namespace + "." + name
                    + "' is not a table name: write namespace.name, as in silver.orders; GET /v1/tables lists them");
        }
    }

    public static TableName parse(String text) {
        int dot = text.indexOf('.');
        return dot < 0 ? new TableName("", text) : new TableName(text.substring(0, dot), text.substring(dot + 1));
    }

    public static TableName of(TableIdentifier identifier) {
        return new TableName(identifier.namespace().toString(), identifier.name());
    }

    public TableIdentifier identifier() {
        return TableIdentifier.of(Namespace.of(namespace), name);
    }

    @Override
    public int compareTo(TableName other) {
        return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
        return namespace + "." + name;
    }

    private static boolean readable(String part) {
        return !part.isBlank()
                && part.length() <= 255
                && part.chars().noneMatch(c -> c < 0x20 || c == '.' || c == '/' || c == '\\');
    }
}
