package dev.plumbline.processing.lake;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.iceberg.Schema;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;

/**
 * Spark rows as Iceberg records: columns are matched by name once, then values are copied by position. A column that only the
 * table has stays null, one that only the row has is left out.
 */
public final class RecordMapping {

    private final Types.StructType target;
    private final int[] sourcePositions;
    private final Copy[] copies;

    /** How one value is carried over. */
    private interface Copy {
        Object of(Object value);
    }

    public RecordMapping(StructType source, Schema target) {
        this(source, target.asStruct());
    }

    private RecordMapping(StructType source, Types.StructType target) {
        this.target = target;
        List<Types.NestedField> fields = target.fields();
        List<String> names = Arrays.asList(source.fieldNames());
        this.sourcePositions = new int[fields.size()];
        this.copies = new Copy[fields.size()];
        for (int i = 0; i < fields.size(); i++) {
            int position = names.indexOf(fields.get(i).name());
            sourcePositions[i] = position;
            copies[i] = position < 0
                    ? value -> null
                    : copy(source.apply(position).dataType(), fields.get(i).type());
        }
    }

    public Record record(Row row) {
        Record record = GenericRecord.create(target);
        for (int i = 0; i < copies.length; i++) {
            if (sourcePositions[i] >= 0 && !row.isNullAt(sourcePositions[i])) {
                record.set(i, copies[i].of(row.get(sourcePositions[i])));
            }
        }
        return record;
    }

    private static Copy copy(DataType source, Type target) {
        if (target.isStructType()) {
            RecordMapping nested = new RecordMapping((StructType) source, target.asStructType());
            return value -> nested.record((Row) value);
        }
        if (target.isListType()) {
            Copy element =
                    copy(((ArrayType) source).elementType(), target.asListType().elementType());
            return value -> list(value, element);
        }
        return switch (target.typeId()) {
            case TIMESTAMP -> value -> ((Instant) value).atOffset(ZoneOffset.UTC);
            // A column that was widened after the row's type was fixed.
            case LONG -> value -> ((Number) value).longValue();
            case DOUBLE -> value -> ((Number) value).doubleValue();
            case DECIMAL -> {
                int scale = ((Types.DecimalType) target).scale();
                yield value -> ((java.math.BigDecimal) value).setScale(scale);
            }
            default -> value -> value;
        };
    }

    private static List<Object> list(Object value, Copy element) {
        List<?> values = scala.jdk.javaapi.CollectionConverters.asJava((scala.collection.Seq<?>) value);
        List<Object> copied = new ArrayList<>(values.size());
        values.forEach(each -> copied.add(each == null ? null : element.of(each)));
        return copied;
    }
}
