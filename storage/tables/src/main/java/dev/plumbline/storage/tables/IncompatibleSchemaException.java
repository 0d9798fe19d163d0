package dev.plumbline.storage.tables;

import org.apache.iceberg.catalog.TableIdentifier;

/** A table cannot become what its definition says without losing data: says where, from what to what, why, and the way out. */
public final class IncompatibleSchemaException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String table;
    private final String field;
    private final String oldType;
    private final String newType;
    private final String reason;
    private final String nextStep;

    IncompatibleSchemaException(
            TableIdentifier table, String field, String oldType, String newType, String reason, String nextStep) {
        super("Cannot change " + table + ": field " + field + " is " + oldType + " in the table and " + newType
                + " in the definition; " + reason + ". " + nextStep);
        this.table = table.toString();
        this.field = field;
        this.oldType = oldType;
        this.newType = newType;
        this.reason = reason;
        this.nextStep = nextStep;
    }

    public String table() {
        return table;
    }

    public String field() {
        return field;
    }

    public String oldType() {
        return oldType;
    }

    public String newType() {
        return newType;
    }

    public String reason() {
        return reason;
    }

    public String nextStep() {
        return nextStep;
    }
}
