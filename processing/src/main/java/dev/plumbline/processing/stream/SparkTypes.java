package dev.plumbline.processing.stream;

import dev.plumbline.buffer.contract.Contract;
import dev.plumbline.buffer.contract.Field;
import dev.plumbline.buffer.contract.FieldType;
import java.util.List;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** A contract's fields as Spark types, so that row rules can ask for them in SQL. */
final class SparkTypes {

    private SparkTypes() {}

    static StructType of(Contract contract) {
        return fields(contract.fields());
    }

    /** A value of an event as Spark takes it from outside: structs as rows, lists as arrays. */
    static Object external(Object value) {
        if (value instanceof Object[] struct) {
            Object[] values = new Object[struct.length];
            for (int i = 0; i < struct.length; i++) {
                values[i] = external(struct[i]);
            }
            return RowFactory.create(values);
        }
        if (value instanceof List<?> list) {
            return list.stream().map(SparkTypes::external).toArray();
        }
        return value;
    }

    private static StructType fields(List<Field> fields) {
        StructType type = new StructType();
        for (Field field : fields) {
            type = type.add(field.name(), sparkType(field.type()));
        }
        return type;
    }

    private static DataType sparkType(FieldType type) {
        if (type instanceof FieldType.Simple simple) {
            return switch (simple.kind()) {
                case STRING -> DataTypes.StringType;
                case INTEGER -> DataTypes.IntegerType;
                case LONG -> DataTypes.LongType;
                case DOUBLE -> DataTypes.DoubleType;
                case BOOLEAN -> DataTypes.BooleanType;
                case DATE -> DataTypes.DateType;
                case TIMESTAMP -> DataTypes.TimestampType;
            };
        }
        if (type instanceof FieldType.Decimal decimal) {
            return DataTypes.createDecimalType(decimal.precision(), decimal.scale());
        }
        if (type instanceof FieldType.Struct struct) {
            return fields(struct.fields());
        }
        if (type instanceof FieldType.ListOf list) {
            return DataTypes.createArrayType(sparkType(list.element().type()));
        }
        throw new IllegalArgumentException("no Spark type for " + type);
    }
}
