package dev.plumbline.processing.stream;

import dev.plumbline.buffer.contract.Field;
import dev.plumbline.buffer.contract.FieldType;
import dev.plumbline.processing.lake.ColumnValues;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * Events' values as Iceberg records: fields are matched by name once, then values are copied by position. A column that only
 * the table has stays null; a column that was widened takes the narrower value.
 */
final class EventRecords {

    private final Types.StructType target;
    private final List<Field> fields;
    private final int[] columns;
    private final List<Function<Object, Object>> copies = new ArrayList<>();

    EventRecords(List<Field> fields, Types.StructType target) {
        this.target = target;
        this.fields = fields;
        this.columns = new int[fields.size()];
        List<String> names =
                target.fields().stream().map(Types.NestedField::name).toList();
        for (int i = 0; i < columns.length; i++) {
            columns[i] = names.indexOf(fields.get(i).name());
            copies.add(
                    copy(fields.get(i).type(), target.fields().get(columns[i]).type()));
        }
    }

    Record record(Object[] values) {
        Record record = GenericRecord.create(target);
        for (int i = 0; i < columns.length; i++) {
            if (values[i] != null) {
                record.set(columns[i], copies.get(i).apply(values[i]));
            }
        }
        return record;
    }

    private static Function<Object, Object> copy(FieldType source, Type target) {
        if (source instanceof FieldType.Struct struct) {
            EventRecords nested = new EventRecords(struct.fields(), target.asStructType());
            return value -> nested.record((Object[]) value);
        }
        if (source instanceof FieldType.ListOf list) {
            Function<Object, Object> element =
                    copy(list.element().type(), target.asListType().elementType());
            return value -> ColumnValues.list((List<?>) value, element);
        }
        return ColumnValues.of(target);
    }
}
