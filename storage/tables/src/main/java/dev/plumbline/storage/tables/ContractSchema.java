package dev.plumbline.storage.tables;

import dev.plumbline.buffer.contract.Contract;
import dev.plumbline.buffer.contract.Field;
import dev.plumbline.buffer.contract.FieldType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.iceberg.MetadataColumns;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;

/** A contract's fields as Iceberg columns, followed by the platform's own, with the lasting id of each contract field. */
record ContractSchema(Schema schema, Map<Integer, String> lastingIds, Map<String, String> classifications) {

    static ContractSchema of(Contract contract, List<NestedField> systemColumns) {
        requireFreeNames(contract, systemColumns);
        Draft draft = new Draft();
        List<NestedField> columns = new ArrayList<>(draft.columns(contract.fields(), "", ""));
        for (NestedField system : systemColumns) {
            columns.add(NestedField.from(system).withId(draft.nextId()).build());
        }
        return draft.finish(new Schema(columns));
    }

    private static void requireFreeNames(Contract contract, List<NestedField> systemColumns) {
        for (Field field : contract.fields()) {
            boolean taken =
                    systemColumns.stream().anyMatch(system -> system.name().equals(field.name()));
            if (taken || MetadataColumns.isMetadataColumn(field.name())) {
                throw new IllegalArgumentException("The field " + field.name() + " of the contract " + contract.stream()
                        + " has the name of a column that the platform or Iceberg adds; give the field another name");
            }
        }
    }

    /** The lasting id of a list's element, below that of the list. */
    static String elementOf(String lastingId) {
        return lastingId + "/[]";
    }

    /** Collects while it walks the contract; the ids it hands out are provisional. */
    private static final class Draft {

        private final AtomicInteger lastId = new AtomicInteger();
        private final Map<Integer, String> lastingIds = new HashMap<>();
        private final Map<String, String> classifications = new TreeMap<>();

        int nextId() {
            return lastId.incrementAndGet();
        }

        List<NestedField> columns(List<Field> fields, String parentLastingId, String parentName) {
            List<NestedField> columns = new ArrayList<>();
            for (Field field : fields) {
                columns.add(column(field, parentLastingId + field.id(), parentName + field.name()));
            }
            return columns;
        }

        private NestedField column(Field field, String lastingId, String name) {
            int id = nextId();
            lastingIds.put(id, lastingId);
            field.classification().ifPresent(value -> classifications.put(name, value));
            return NestedField.builder()
                    .withId(id)
                    .withName(field.name())
                    .isOptional(!field.required())
                    .ofType(type(field.type(), lastingId, name))
                    .withDoc(field.description().isBlank() ? null : field.description())
                    .build();
        }

        private Type type(FieldType type, String lastingId, String name) {
            if (type instanceof FieldType.Struct struct) {
                return Types.StructType.of(columns(struct.fields(), lastingId + "/", name + "."));
            }
            if (type instanceof FieldType.ListOf list) {
                int id = nextId();
                Type element = type(list.element().type(), elementOf(lastingId), name + ".element");
                return list.element().required()
                        ? Types.ListType.ofRequired(id, element)
                        : Types.ListType.ofOptional(id, element);
            }
            if (type instanceof FieldType.Decimal decimal) {
                return Types.DecimalType.of(decimal.precision(), decimal.scale());
            }
            return simple(((FieldType.Simple) type).kind());
        }

        private static Type simple(FieldType.Kind kind) {
            return switch (kind) {
                case STRING -> Types.StringType.get();
                case INTEGER -> Types.IntegerType.get();
                case LONG -> Types.LongType.get();
                case DOUBLE -> Types.DoubleType.get();
                case BOOLEAN -> Types.BooleanType.get();
                case DATE -> Types.DateType.get();
                case TIMESTAMP -> Types.TimestampType.withZone();
            };
        }

        /** Numbers the columns as a catalog does for a new table, so that the lasting ids can be stored in the same step. */
        ContractSchema finish(Schema provisional) {
            Schema numbered = TypeUtil.assignFreshIds(provisional, new AtomicInteger()::incrementAndGet);
            Map<Integer, String> byFinalId = new HashMap<>();
            lastingIds.forEach((id, lastingId) -> byFinalId.put(
                    numbered.findField(provisional.findColumnName(id)).fieldId(), lastingId));
            return new ContractSchema(numbered, byFinalId, classifications);
        }
    }
}
