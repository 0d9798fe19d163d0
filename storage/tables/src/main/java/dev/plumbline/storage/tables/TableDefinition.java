package dev.plumbline.storage.tables;

import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.catalog.TableIdentifier;

/**
 * What a table is to be. {@code lastingIds} gives, for field ids of {@code schema}, the identity that outlives a change of
 * name; a field that is not in it is found by its name.
 */
public record TableDefinition(
        TableIdentifier identifier,
        Schema schema,
        PartitionSpec spec,
        Map<String, String> properties,
        Map<Integer, String> lastingIds) {

    /** The table property that keeps which column each lasting id has: {@code {"invoice_no":1,"address/city":9}}. */
    public static final String FIELD_IDS = "plumbline.field-ids";

    /** The table property that keeps the lasting id of the field that says when it happened. */
    static final String EVENT_TIME = "plumbline.event-time";

    public TableDefinition {
        Objects.requireNonNull(identifier, "identifier");
        Objects.requireNonNull(schema, "schema");
        Objects.requireNonNull(spec, "spec");
        properties = Map.copyOf(properties);
        lastingIds = Map.copyOf(lastingIds);
    }

    /** A table whose columns are found by name, with {@link TableDefinitions#COMMON_PROPERTIES} under {@code properties}. */
    public static TableDefinition byName(
            TableIdentifier identifier, Schema schema, PartitionSpec spec, Map<String, String> properties) {
        Map<String, String> all = new TreeMap<>(TableDefinitions.COMMON_PROPERTIES);
        all.putAll(properties);
        return new TableDefinition(identifier, schema, spec, all, Map.of());
    }

    /** The properties a new table gets: those given, and which column each lasting id has. */
    Map<String, String> propertiesOfNewTable() {
        Map<String, String> all = new TreeMap<>(properties);
        if (!lastingIds.isEmpty()) {
            Map<String, Integer> columns = new TreeMap<>();
            lastingIds.forEach((fieldId, lastingId) -> columns.put(lastingId, fieldId));
            all.put(FIELD_IDS, FieldIds.print(columns));
        }
        return all;
    }
}
