package dev.plumbline.processing.lake;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.apache.iceberg.Schema;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import scala.collection.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Spark rows as Iceberg records: columns are matched by name once, then values are copied by position. A column that only the
 * table has stays null, one that only the row has is left out.
 */
public final class RecordMapping {

    private final Types.StructType target;
    private final int[] sourcePositions;
    private final List<Function<Object, Object>> copies = new ArrayList<>();

    public RecordMapping(StructType source, Schema target) {
        this(source, target.asStruct());
    }

    private RecordMapping(StructType source, Types.StructType target) {
        this.target = target;
        List<Types.NestedField> fields = target.fields();
        List<String> names = Arrays.asList(source.fieldNames());
        this.sourcePositions = new int[fields.size()];
        for (int i = 0; i < fields.size(); i++) {
            int position = names.indexOf(fields.get(i).name());
            sourcePositions[i] = position;
            copies.add(
                    position < 0
                            ? value -> null
                            : copy(
                                    source.apply(position).dataType(),
                                    fields.get(i).type()));
        }
    }

    public Record record(Row row) {
        Record record = GenericRecord.create(target);
        for (int i = 0; i < sourcePositions.length; i++) {
            if (sourcePositions[i] >= 0 && !row.isNullAt(sourcePositions[i])) {
                record.set(i, copies.get(i).apply(row.get(sourcePositions[i])));
            }
        }
        return record;
    }

    private static Function<Object, Object> copy(DataType source, Type target) {
        if (target.isStructType()) {
            RecordMapping nested = new RecordMapping((StructType) source, target.asStructType());
            return value -> nested.record((Row) value);
        }
        if (target.isListType()) {
            Function<Object, Object> element =
                    copy(((ArrayType) source).elementType(), target.asListType().elementType());
            return value -> ColumnValues.list(CollectionConverters.asJava((Seq<?>) value), element);
        }
        return ColumnValues.of(target);
    }
}
