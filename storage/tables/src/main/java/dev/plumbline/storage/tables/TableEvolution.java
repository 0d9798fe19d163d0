package dev.plumbline.storage.tables;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.iceberg.PartitionField;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.UpdateProperties;
import org.apache.iceberg.UpdateSchema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types.ListType;
import org.apache.iceberg.types.Types.NestedField;
import org.apache.iceberg.types.Types.StructType;

/**
 * What has to happen to an existing table so that it is as its definition says, without touching a file: columns added,
 * widened, renamed by their lasting id, made optional. A field that the definition no longer has keeps its column, optional,
 * with its data. Planning throws {@link IncompatibleSchemaException} where a change would lose data.
 */
public final class TableEvolution {

    /** What to say about a change, and how to make it. */
    private record Step(String sentence, boolean rename, Consumer<UpdateSchema> change) {}

    private final Table table;
    private final TableDefinition definition;
    private final Plan plan;
    private final Map<String, String> changedProperties;

    private TableEvolution(Table table, TableDefinition definition) {
        this.table = table;
        this.definition = definition;
        this.plan = new Plan(table.schema(), columnIds(table));
        this.changedProperties = changedProperties();
    }

    /** Compares the table as it was loaded last with its definition; changes nothing. */
    public static TableEvolution plan(Table table, TableDefinition definition) {
        requireSamePartitioning(table, definition);
        requireSameEventTime(table, definition);
        return new TableEvolution(table, definition);
    }

    public boolean isEmpty() {
        return plan.steps.isEmpty() && changedProperties.isEmpty() && plan.columnIds.equals(columnIds(table));
    }

    /** What {@link #apply} will do, a sentence for each change. */
    public List<String> changes() {
        List<String> sentences = new ArrayList<>();
        plan.steps.forEach(step -> sentences.add(step.sentence()));
        changedProperties.forEach((key, value) -> sentences.add("set property " + key + " to " + value));
        return sentences;
    }

    /** Columns that the definition no longer has; they stay with their data. */
    public List<String> kept() {
        return List.copyOf(plan.kept);
    }

    /** Makes all changes in one commit, or none; throws Iceberg's CommitFailedException when the table changed meanwhile. */
    public void apply() {
        if (isEmpty()) {
            return;
        }
        Transaction transaction = table.newTransaction();
        Plan rest = plan;
        if (plan.steps.stream().anyMatch(Step::rename)) {
            // Names first and by themselves: a new field may take the name that another field gives up.
            UpdateSchema names = transaction.updateSchema();
            plan.steps.stream().filter(Step::rename).forEach(step -> step.change()
                    .accept(names));
            names.commit();
            rest = new Plan(transaction.table().schema(), plan.columnIds);
        }
        if (!rest.steps.isEmpty()) {
            UpdateSchema columns = transaction.updateSchema().allowIncompatibleChanges();
            rest.steps.forEach(step -> step.change().accept(columns));
            columns.commit();
        }
        UpdateProperties properties = transaction.updateProperties();
        changedProperties.forEach(properties::set);
        Map<String, Integer> columnIds = new Plan(transaction.table().schema(), rest.columnIds).columnIds;
        if (!columnIds.isEmpty()) {
            properties.set(TableDefinition.FIELD_IDS, FieldIds.print(columnIds));
        }
        properties.commit();
        transaction.commitTransaction();
    }

    private Map<String, String> changedProperties() {
        Map<String, String> changed = new TreeMap<>(definition.properties());
        changed.remove("format-version");
        changed.entrySet()
                .removeIf(wanted -> wanted.getValue().equals(table.properties().get(wanted.getKey())));
        return changed;
    }

    private static Map<String, Integer> columnIds(Table table) {
        return FieldIds.parse(table.properties().get(TableDefinition.FIELD_IDS));
    }

    private static void requireSamePartitioning(Table table, TableDefinition definition) {
        String existing = partitioning(table.spec());
        String wanted = partitioning(definition.spec());
        if (!existing.equals(wanted)) {
            throw new IncompatibleSchemaException(
                    definition.identifier(),
                    "(partitioning)",
                    existing,
                    wanted,
                    "files that are already written would keep the old partitioning",
                    "Keep the partitioning, or drop the table where it can be computed anew");
        }
    }

    private static void requireSameEventTime(Table table, TableDefinition definition) {
        String existing = table.properties().get(TableDefinition.EVENT_TIME);
        String wanted = definition.properties().get(TableDefinition.EVENT_TIME);
        if (existing != null && !existing.equals(wanted) && table.currentSnapshot() != null) {
            throw new IncompatibleSchemaException(
                    definition.identifier(),
                    "(event time)",
                    existing,
                    wanted,
                    "rows that are already there lie on the days of the old one, and an event that comes again would be"
                            + " looked for on another day and be there twice",
                    "Give the stream its event time back, or send to a stream of another name");
        }
    }

    private static String partitioning(PartitionSpec spec) {
        List<String> fields = new ArrayList<>();
        for (PartitionField field : spec.fields()) {
            fields.add(field.transform() + "(" + spec.schema().findColumnName(field.sourceId()) + ")");
        }
        return fields.toString();
    }

    /** One comparison of a schema with the definition. */
    private final class Plan {

        private final Schema existing;
        private final boolean holdsData = table.currentSnapshot() != null;
        private final List<Step> steps = new ArrayList<>();
        private final List<String> kept = new ArrayList<>();
        private final Map<String, Integer> columnIds;
        private final Set<Integer> ownedIds;

        Plan(Schema existing, Map<String, Integer> columnIds) {
            this.existing = existing;
            this.columnIds = new TreeMap<>(columnIds);
            this.ownedIds = new HashSet<>(columnIds.values());
            struct(existing.asStruct(), definition.schema().asStruct(), "");
        }

        private void struct(StructType has, StructType wants, String parent) {
            Map<Integer, NestedField> wantedByColumn = new HashMap<>();
            List<NestedField> added = new ArrayList<>();
            for (NestedField wanted : wants.fields()) {
                Optional<NestedField> column = columnOf(wanted, has);
                column.ifPresent(found -> wantedByColumn.put(found.fieldId(), wanted));
                if (column.isEmpty()) {
                    added.add(wanted);
                }
            }
            for (NestedField column : has.fields()) {
                NestedField wanted = wantedByColumn.get(column.fieldId());
                if (wanted == null) {
                    keep(column);
                } else {
                    rename(column, wanted, has, wantedByColumn);
                    field(column, wanted);
                }
            }
            for (NestedField wanted : added) {
                requireFreeName(wanted, has, wantedByColumn, "nothing");
                add(wanted, parent);
            }
        }

        /** By lasting id; else by name, where the column of that name belongs to no other field. */
        private Optional<NestedField> columnOf(NestedField wanted, StructType has) {
            String lastingId = definition.lastingIds().get(wanted.fieldId());
            Integer columnId = lastingId == null ? null : columnIds.get(lastingId);
            if (columnId != null && has.field(columnId) != null) {
                return Optional.of(has.field(columnId));
            }
            NestedField sameName = has.field(wanted.name());
            if (sameName == null || (lastingId != null && belongsToAnother(sameName))) {
                return Optional.empty();
            }
            if (lastingId != null) {
                columnIds.put(lastingId, sameName.fieldId());
            }
            return Optional.of(sameName);
        }

        /** A field that had no id of its own was entered under its name; giving it an id later does not make it another. */
        private boolean belongsToAnother(NestedField column) {
            return ownedIds.contains(column.fieldId())
                    && columnIds.entrySet().stream()
                            .filter(entry -> entry.getValue() == column.fieldId())
                            .anyMatch(entry -> definition.lastingIds().containsValue(entry.getKey())
                                    || !lastPart(entry.getKey()).equals(column.name()));
        }

        private void field(NestedField column, NestedField wanted) {
            String name = existing.findColumnName(column.fieldId());
            if (column.isRequired() && wanted.isOptional()) {
                step("made " + name + " optional", update -> update.makeColumnOptional(name));
            } else if (column.isOptional() && wanted.isRequired()) {
                require(name, column, wanted);
            }
            if (!Objects.equals(column.doc(), wanted.doc()) && wanted.doc() != null) {
                step("described " + name, update -> update.updateColumnDoc(name, wanted.doc()));
            }
            type(column, wanted, name);
        }

        private void require(String name, NestedField column, NestedField wanted) {
            if (holdsData) {
                throw incompatible(
                        name,
                        "optional " + column.type(),
                        "required " + wanted.type(),
                        "rows that are already there may have no value",
                        "Leave the field optional in the contract");
            }
            step("made " + name + " required", update -> update.requireColumn(name));
        }

        private void type(NestedField column, NestedField wanted, String name) {
            Type from = column.type();
            Type to = wanted.type();
            if (from.isStructType() && to.isStructType()) {
                struct(from.asStructType(), to.asStructType(), name);
            } else if (from.isListType() && to.isListType()) {
                element(from.asListType(), to.asListType());
            } else if (from.isPrimitiveType() && to.isPrimitiveType()) {
                primitive(name, from.asPrimitiveType(), to.asPrimitiveType());
            } else {
                throw otherType(name, from, to);
            }
        }

        private void element(ListType has, ListType wants) {
            field(has.fields().get(0), wants.fields().get(0));
        }

        private void primitive(String name, Type.PrimitiveType from, Type.PrimitiveType to) {
            if (from.equals(to)) {
                return;
            }
            if (!TypeUtil.isPromotionAllowed(from, to)) {
                throw otherType(name, from, to);
            }
            step("widened " + name + " from " + from + " to " + to, update -> update.updateColumn(name, to));
        }

        private IncompatibleSchemaException otherType(String name, Type from, Type to) {
            String reason = from.isPrimitiveType()
                            && to.isPrimitiveType()
                            && TypeUtil.isPromotionAllowed(to.asPrimitiveType(), from.asPrimitiveType())
                    ? "values that are already there may not fit the narrower type"
                    : "values that are already there are of another type";
            return incompatible(
                    name,
                    from.toString(),
                    to.toString(),
                    reason,
                    "Give the field its old type back, or add a field with another id and name and the new type");
        }

        private void rename(
                NestedField column, NestedField wanted, StructType has, Map<Integer, NestedField> wantedByColumn) {
            if (column.name().equals(wanted.name())) {
                return;
            }
            requireFreeName(wanted, has, wantedByColumn, column.name());
            String name = existing.findColumnName(column.fieldId());
            steps.add(new Step(
                    "renamed " + name + " to " + wanted.name(),
                    true,
                    update -> update.renameColumn(name, wanted.name())));
        }

        private void requireFreeName(
                NestedField wanted, StructType has, Map<Integer, NestedField> wantedByColumn, String oldName) {
            NestedField holder = has.field(wanted.name());
            if (holder != null && !wantedByColumn.containsKey(holder.fieldId())) {
                throw incompatible(
                        wanted.name(),
                        oldName,
                        "a new use of the name " + wanted.name(),
                        "a column of that name keeps the data of an earlier field with another id",
                        "Choose another name, or give the field the id it had");
            }
        }

        private void add(NestedField wanted, String parent) {
            String name = parent.isEmpty() ? wanted.name() : parent + "." + wanted.name();
            if (wanted.isRequired() && holdsData) {
                throw incompatible(
                        name,
                        "missing",
                        "required " + wanted.type(),
                        "rows that are already there have no value for it",
                        "Add the field as optional (required: false)");
            }
            String under = parent.isEmpty() ? null : parent;
            step("added " + name + " " + wanted.type(), update -> {
                if (wanted.isRequired()) {
                    update.addRequiredColumn(under, wanted.name(), wanted.type(), wanted.doc());
                } else {
                    update.addColumn(under, wanted.name(), wanted.type(), wanted.doc());
                }
            });
        }

        private void keep(NestedField column) {
            String name = existing.findColumnName(column.fieldId());
            kept.add(name);
            if (column.isRequired()) {
                step("kept " + name + ", now optional", update -> update.makeColumnOptional(name));
            }
        }

        private void step(String sentence, Consumer<UpdateSchema> change) {
            steps.add(new Step(sentence, false, change));
        }

        private IncompatibleSchemaException incompatible(
                String field, String oldType, String newType, String reason, String nextStep) {
            return new IncompatibleSchemaException(definition.identifier(), field, oldType, newType, reason, nextStep);
        }
    }

    private static String lastPart(String lastingId) {
        return lastingId.substring(lastingId.lastIndexOf('/') + 1);
    }
}
