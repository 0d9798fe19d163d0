package dev.plumbline.storage.tables;

import static org.apache.iceberg.types.Types.NestedField.optional;
import static org.apache.iceberg.types.Types.NestedField.required;

import dev.plumbline.buffer.contract.Contract;
import dev.plumbline.buffer.contract.Field;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types.BooleanType;
import org.apache.iceberg.types.Types.IntegerType;
import org.apache.iceberg.types.Types.LongType;
import org.apache.iceberg.types.Types.NestedField;
import org.apache.iceberg.types.Types.StringType;
import org.apache.iceberg.types.Types.TimestampType;

/** Every table that follows from the contracts, in the same form whatever mode the platform runs in. Start here. */
public final class TableDefinitions {

    public static final Namespace BRONZE = Namespace.of("bronze");
    public static final Namespace SILVER = Namespace.of("silver");
    public static final Namespace QUARANTINE = Namespace.of("quarantine");
    public static final Namespace GOLD = Namespace.of("gold");
    public static final Namespace OPS = Namespace.of("ops");

    /** Identities that came again, of every stream. */
    public static final TableIdentifier DUPLICATES = TableIdentifier.of(OPS, "duplicates");

    /** Rows that came after their window was final, of every model. */
    public static final TableIdentifier LATE_ROWS = TableIdentifier.of(OPS, "late_rows");

    /** Silver's columns that the platform adds after the contract's fields, in order. */
    public static final List<String> SILVER_SYSTEM_COLUMNS = List.of(
            "_source",
            "_id",
            "_event_time",
            "_received_at",
            "_processed_at",
            "_kafka_partition",
            "_kafka_offset",
            "_content_hash");

    /**
     * What all tables have in common. Version 2 is what every engine reads and writes; a job hands each file to one
     * writer already, so a shuffle before the write would buy nothing; old metadata files go as new ones come.
     */
    public static final Map<String, String> COMMON_PROPERTIES = Map.ofEntries(
            Map.entry("format-version", "2"),
            Map.entry("write.format.default", "parquet"),
            Map.entry("write.parquet.compression-codec", "zstd"),
            Map.entry("write.distribution-mode", "none"),
            Map.entry("write.spark.fanout.enabled", "true"),
            Map.entry("write.metadata.delete-after-commit.enabled", "true"),
            Map.entry("write.metadata.previous-versions-max", "20"),
            Map.entry("write.metadata.metrics.default", "truncate(16)"),
            Map.entry("commit.retry.num-retries", "10"),
            Map.entry("commit.retry.min-wait-ms", "50"),
            Map.entry("commit.retry.max-wait-ms", "2000"));

    private static final String METRICS_OF = "write.metadata.metrics.column.";

    private TableDefinitions() {}

    /** The tables of all {@code contracts}: three for each stream, and the two that all streams share. */
    public static List<TableDefinition> all(Collection<Contract> contracts) {
        List<TableDefinition> definitions = new ArrayList<>();
        for (Contract contract : contracts) {
            definitions.addAll(of(contract));
        }
        definitions.addAll(shared());
        return definitions;
    }

    /** The tables that all streams share, which no contract says anything about. */
    public static List<TableDefinition> shared() {
        return List.of(duplicates(), lateRows());
    }

    /** The tables of one stream: bronze, silver, quarantine. */
    public static List<TableDefinition> of(Contract contract) {
        return List.of(bronze(contract), silver(contract), quarantine(contract));
    }

    /** Every record as received: appended, never changed. */
    public static TableDefinition bronze(Contract contract) {
        Schema schema = numbered(
                optional(1, "payload", StringType.get(), "The event's bytes as received, as text"),
                optional(
                        2, "source", StringType.get(), "CloudEvents source: who sent it; with id the event's identity"),
                optional(3, "id", StringType.get(), "CloudEvents id: unique within the source"),
                optional(4, "type", StringType.get(), "CloudEvents type"),
                optional(
                        5,
                        "event_time_claimed",
                        TimestampType.withZone(),
                        "CloudEvents time, where the sender gave one"),
                required(6, "topic", StringType.get(), "The topic it waited in"),
                required(7, "partition", IntegerType.get(), "The topic's partition"),
                required(8, "offset", LongType.get(), "The position in the partition; contiguous, so a gap is a loss"),
                optional(9, "key", StringType.get(), "The record's key: what keeps its order"),
                required(10, "received_at", TimestampType.withZone(), "When the platform received it"));
        return stream(
                contract,
                BRONZE,
                "Every record of " + contract.stream() + " as received",
                schema,
                PartitionSpec.builderFor(schema).day("received_at").build(),
                Map.of(METRICS_OF + "payload", "none", METRICS_OF + "type", "counts", METRICS_OF + "topic", "counts"),
                Map.of());
    }

    /** The events that are valid and unique, typed: the contract's fields, then {@link #SILVER_SYSTEM_COLUMNS}. */
    public static TableDefinition silver(Contract contract) {
        ContractSchema columns = ContractSchema.of(
                contract,
                List.of(
                        required(1, "_source", StringType.get(), "Who sent it; with _id the event's identity"),
                        required(2, "_id", StringType.get(), "Unique within the source"),
                        required(
                                3,
                                "_event_time",
                                TimestampType.withZone(),
                                contract.eventTimeField()
                                        .map(field -> "When it happened: " + field)
                                        .orElse("When it was received: the stream has no event time of its own")),
                        required(4, "_received_at", TimestampType.withZone(), "When the platform received it"),
                        required(5, "_processed_at", TimestampType.withZone(), "When the batch that wrote it began"),
                        required(6, "_kafka_partition", IntegerType.get(), "The topic's partition it came from"),
                        required(7, "_kafka_offset", LongType.get(), "Its position in the partition"),
                        required(8, "_content_hash", LongType.get(), "A hash of its content, to tell a conflict")));
        Map<String, String> properties = new TreeMap<>();
        properties.put(METRICS_OF + "_content_hash", "none");
        properties.put(TableDefinition.EVENT_TIME, eventTimeId(contract));
        columns.classifications()
                .forEach((column, value) -> properties.put("plumbline.classification." + column, value));
        return stream(
                contract,
                SILVER,
                "The events of " + contract.stream() + " that are valid and unique",
                columns.schema(),
                PartitionSpec.builderFor(columns.schema()).day("_event_time").build(),
                properties,
                columns.lastingIds());
    }

    private static String eventTimeId(Contract contract) {
        return contract.eventTimeField()
                .map(name -> contract.fields().stream()
                        .filter(field -> field.name().equals(name))
                        .map(Field::id)
                        .findFirst()
                        .orElse(name))
                .orElse("_received_at");
    }

    /** What failed, with the reason; never dropped. */
    public static TableDefinition quarantine(Contract contract) {
        Schema schema = numbered(
                optional(1, "payload", StringType.get(), "The event's bytes as received, as text"),
                optional(2, "source", StringType.get(), "CloudEvents source: who sent it"),
                optional(3, "id", StringType.get(), "CloudEvents id"),
                required(4, "reason", StringType.get(), "Why it is here: invalid, rule, conflict"),
                optional(5, "rule", StringType.get(), "The rule that it broke"),
                optional(6, "pointer", StringType.get(), "Where in the payload, as a JSON pointer"),
                optional(7, "detail", StringType.get(), "A sentence with the value"),
                required(8, "topic", StringType.get(), "The topic it came from"),
                required(9, "partition", IntegerType.get(), "The topic's partition"),
                required(10, "offset", LongType.get(), "Its position in the partition"),
                required(11, "received_at", TimestampType.withZone(), "When the platform received it"),
                required(12, "quarantined_at", TimestampType.withZone(), "When it was put here"));
        return stream(
                contract,
                QUARANTINE,
                "What failed of " + contract.stream() + ", with the reason",
                schema,
                PartitionSpec.builderFor(schema).day("received_at").build(),
                Map.of(METRICS_OF + "payload", "none", METRICS_OF + "detail", "none"),
                Map.of());
    }

    /** Events whose identity was there already; their first arrival is in silver. */
    public static TableDefinition duplicates() {
        Schema schema = numbered(
                required(1, "stream", StringType.get(), "The stream"),
                required(2, "source", StringType.get(), "Who sent it"),
                required(3, "id", StringType.get(), "The id that came again"),
                required(4, "topic", StringType.get(), "The topic it came from"),
                required(5, "partition", IntegerType.get(), "The topic's partition"),
                required(6, "offset", LongType.get(), "Its position in the partition"),
                required(7, "received_at", TimestampType.withZone(), "When the platform received it again"));
        return TableDefinition.byName(
                DUPLICATES,
                schema,
                PartitionSpec.builderFor(schema)
                        .identity("stream")
                        .day("received_at")
                        .build(),
                Map.of("comment", "Events whose identity was there already"));
    }

    /** Rows that came after their window was final, with their window and by how much they were late. */
    public static TableDefinition lateRows() {
        Schema schema = numbered(
                required(1, "stream", StringType.get(), "The stream"),
                required(2, "model", StringType.get(), "The model whose window was final"),
                required(3, "source", StringType.get(), "Who sent it"),
                required(4, "id", StringType.get(), "The event's id"),
                required(5, "event_time", TimestampType.withZone(), "When it happened"),
                required(6, "window_start", TimestampType.withZone(), "The start of its window"),
                required(7, "late_by_seconds", LongType.get(), "How long after the watermark had passed its window"),
                required(8, "received_at", TimestampType.withZone(), "When the platform received it"),
                required(9, "partition", IntegerType.get(), "The topic's partition it came from"),
                required(10, "offset", LongType.get(), "Its position in the partition"),
                required(11, "counted_in_batch", BooleanType.get(), "Whether a batch run has counted it since"));
        return TableDefinition.byName(
                LATE_ROWS,
                schema,
                PartitionSpec.builderFor(schema)
                        .identity("model")
                        .day("window_start")
                        .build(),
                Map.of("comment", "Rows that came after their window was final"));
    }

    private static TableDefinition stream(
            Contract contract,
            Namespace namespace,
            String comment,
            Schema schema,
            PartitionSpec spec,
            Map<String, String> properties,
            Map<Integer, String> lastingIds) {
        Map<String, String> all = new TreeMap<>(COMMON_PROPERTIES);
        all.putAll(properties);
        all.put("comment", comment);
        all.put("plumbline.stream", contract.stream());
        all.put("plumbline.contract-version", contract.version());
        return new TableDefinition(TableIdentifier.of(namespace, contract.stream()), schema, spec, all, lastingIds);
    }

    private static Schema numbered(NestedField... columns) {
        return TypeUtil.assignFreshIds(new Schema(columns), new AtomicInteger()::incrementAndGet);
    }
}
