package dev.plumbline.buffer.contract;

import java.util.List;

/** The type of a field, one record per kind: what a contract can say and every layer (JSON, Spark, Iceberg) can hold. */
public sealed interface FieldType {

    /** A type without parameters. */
    enum Kind {
        STRING,
        INTEGER,
        LONG,
        DOUBLE,
        BOOLEAN,
        DATE,
        TIMESTAMP
    }

    /** Text, whole numbers (32 and 64 bits), binary floating point, booleans, days, and UTC instants (microseconds). */
    record Simple(Kind kind) implements FieldType {}

    /** An exact decimal with {@code precision} digits (at most 38), {@code scale} of them after the point. */
    record Decimal(int precision, int scale) implements FieldType {
        public Decimal {
            if (precision < 1 || precision > 38 || scale < 0 || scale > precision) {
                throw new IllegalArgumentException(
                        "decimal(" + precision + "," + scale + "): precision is 1 to 38, scale 0 to precision");
            }
        }
    }

    /** A nested object with fields of its own. */
    record Struct(List<Field> fields) implements FieldType {
        public Struct {
            fields = List.copyOf(fields);
        }
    }

    /** A list of elements of one type. */
    record ListOf(Field element) implements FieldType {}

    static FieldType of(Kind kind) {
        return new Simple(kind);
    }
}
