package dev.plumbline.visualize.query;

import dev.plumbline.visualize.tables.TableAt;
import dev.plumbline.visualize.web.ProblemException;
import java.util.stream.Collectors;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.util.SnapshotUtil;

/** A table as of one snapshot, as what Trino selects from. */
final class TrinoTable {

    private TrinoTable() {}

    /**
     * A subquery with the columns of {@code at}. Trino reads a snapshot under the schema that it was written with, so each column
     * is looked up there by field id; one that is newer than the snapshot is null, and a table without a snapshot is empty,
     * whatever has been written since.
     */
    static String select(String catalog, TableAt at) {
        if (at.snapshot().isEmpty()) {
            return at.schema().columns().stream()
                    .map(column -> none(column) + " AS " + Sql.name(column.name()))
                    .collect(Collectors.joining(", ", "(SELECT ", " WHERE false)"));
        }
        long snapshot = at.snapshot().get().snapshotId();
        Schema then = SnapshotUtil.schemaFor(at.table(), snapshot);
        return at.schema().columns().stream()
                .map(column ->
                        value(at, column, then.asStruct().field(column.fieldId())) + " AS " + Sql.name(column.name()))
                .collect(Collectors.joining(
                        ", ",
                        "(SELECT ",
                        " FROM " + Sql.name(catalog) + "." + Sql.table(at.name()) + " FOR VERSION AS OF " + snapshot
                                + ")"));
    }

    private static String value(TableAt at, Types.NestedField column, Types.NestedField then) {
        if (then == null) {
            return none(column);
        }
        if (then.type().equals(column.type())) {
            return Sql.name(then.name());
        }
        if (!column.type().isPrimitiveType()) {
            throw ProblemException.unsupported("inside " + at.name() + "." + column.name()
                    + " something has changed since snapshot "
                    + at.snapshot().get().snapshotId()
                    + ", which is not read by Trino here: ask as of that snapshot, or with visualize.engine=duckdb");
        }
        return "CAST(" + Sql.name(then.name()) + " AS " + type(column.type()) + ")";
    }

    private static String none(Types.NestedField column) {
        return "CAST(NULL AS " + type(column.type()) + ")";
    }

    /** The Trino type of a column of {@code type}. */
    private static String type(Type type) {
        return switch (type.typeId()) {
            case BOOLEAN -> "boolean";
            case INTEGER -> "integer";
            case LONG -> "bigint";
            case FLOAT -> "real";
            case DOUBLE -> "double";
            case DATE -> "date";
            case TIME -> "time(6)";
            case TIMESTAMP ->
                ((Types.TimestampType) type).shouldAdjustToUTC() ? "timestamp(6) with time zone" : "timestamp(6)";
            case STRING -> "varchar";
            case UUID -> "uuid";
            case FIXED, BINARY -> "varbinary";
            case DECIMAL ->
                "decimal(" + ((Types.DecimalType) type).precision() + "," + ((Types.DecimalType) type).scale() + ")";
            case STRUCT ->
                type.asStructType().fields().stream()
                        .map(field -> Sql.name(field.name()) + " " + type(field.type()))
                        .collect(Collectors.joining(", ", "row(", ")"));
            case LIST -> "array(" + type(type.asListType().elementType()) + ")";
            case MAP ->
                "map(" + type(type.asMapType().keyType()) + ", "
                        + type(type.asMapType().valueType()) + ")";
            default -> throw ProblemException.unsupported("columns of type " + type + " cannot be read by Trino");
        };
    }
}
