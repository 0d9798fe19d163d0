package dev.plumbline.visualize.query;

import dev.plumbline.visualize.web.ProblemException;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** How a column's type is called: in Iceberg, in DuckDB, in Trino, and in an answer (always Iceberg's word for it). */
public final class ColumnTypes {

    private static final Map<String, String> ANSWERED = Map.ofEntries(
            Map.entry("VARCHAR", "string"),
            Map.entry("JSON", "string"),
            Map.entry("TINYINT", "int"),
            Map.entry("SMALLINT", "int"),
            Map.entry("INTEGER", "int"),
            Map.entry("BIGINT", "long"),
            Map.entry("HUGEINT", "decimal(38,0)"),
            Map.entry("DOUBLE", "double"),
            Map.entry("FLOAT", "float"),
            Map.entry("BOOLEAN", "boolean"),
            Map.entry("DATE", "date"),
            Map.entry("TIME", "time"),
            Map.entry("UUID", "uuid"),
            Map.entry("BLOB", "binary"),
            Map.entry("TIMESTAMP", "timestamp"),
            Map.entry("TIMESTAMP WITH TIME ZONE", "timestamptz"));

    private ColumnTypes() {}

    /** The type's name in answers, for a type as Iceberg writes it: {@code decimal(12,3)}, {@code timestamptz}. */
    public static String answered(Type type) {
        return type.toString().replace(", ", ",");
    }

    /** The type's name in answers, for a type as DuckDB writes it. */
    static String ofDuck(String duckType) {
        String known = ANSWERED.get(duckType);
        return known != null ? known : duckType.toLowerCase(Locale.ROOT);
    }

    /** The type's name in answers, for a type as Trino writes it: {@code timestamp(6) with time zone}. */
    static String ofTrino(String trinoType) {
        if (trinoType.startsWith("timestamp")) {
            return trinoType.endsWith("with time zone") ? "timestamptz" : "timestamp";
        }
        if (trinoType.startsWith("varchar") || trinoType.startsWith("char(")) {
            return "string";
        }
        return switch (trinoType) {
            case "tinyint", "smallint", "integer" -> "int";
            case "bigint" -> "long";
            case "real" -> "float";
            case "varbinary" -> "binary";
            case "time(6)" -> "time";
            default -> trinoType;
        };
    }

    /** The DuckDB type that holds every value of {@code type}. */
    static String duck(Type type) {
        return switch (type.typeId()) {
            case BOOLEAN -> "BOOLEAN";
            case INTEGER -> "INTEGER";
            case LONG -> "BIGINT";
            case FLOAT -> "FLOAT";
            case DOUBLE -> "DOUBLE";
            case DATE -> "DATE";
            case TIME -> "TIME";
            case TIMESTAMP ->
                ((Types.TimestampType) type).shouldAdjustToUTC() ? "TIMESTAMP WITH TIME ZONE" : "TIMESTAMP";
            case STRING -> "VARCHAR";
            case UUID -> "UUID";
            case FIXED, BINARY -> "BLOB";
            case DECIMAL ->
                "DECIMAL(" + ((Types.DecimalType) type).precision() + "," + ((Types.DecimalType) type).scale() + ")";
            case STRUCT ->
                type.asStructType().fields().stream()
                        .map(field -> Sql.name(field.name()) + " " + duck(field.type()))
                        .collect(Collectors.joining(", ", "STRUCT(", ")"));
            case LIST -> duck(type.asListType().elementType()) + "[]";
            case MAP ->
                "MAP(" + duck(type.asMapType().keyType()) + ", "
                        + duck(type.asMapType().valueType()) + ")";
            default -> throw ProblemException.unsupported("columns of type " + type + " cannot be read by DuckDB");
        };
    }
}
