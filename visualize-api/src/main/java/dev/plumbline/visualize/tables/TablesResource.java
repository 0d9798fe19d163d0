package dev.plumbline.visualize.tables;

import dev.plumbline.visualize.web.Json;
import dev.plumbline.visualize.web.Parameters;
import dev.plumbline.visualize.web.ProblemException;
import io.javalin.http.Context;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.StreamSupport;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** Tables over HTTP: which there are, and what each consists of. */
public final class TablesResource {

    private static final int MAX_SNAPSHOTS = 1_000;
    private static final int MAX_PARTITIONS = 2_000;

    private final CurrentTables tables;
    private final Manifests manifests;
    private final Function<Type, String> typeNames;

    public TablesResource(CurrentTables tables, Manifests manifests, Function<Type, String> typeNames) {
        this.tables = tables;
        this.manifests = manifests;
        this.typeNames = typeNames;
    }

    /** GET /v1/tables */
    public void list(Context context) {
        List<Map<String, Object>> list = new ArrayList<>();
        AsOf asOf = AsOf.parse(Parameters.of(context, "asOf").get("asOf"));
        if (asOf.namesSnapshot()) {
            throw ProblemException.invalid("asOf names a snapshot, which is one table's; expected a time, or GET"
                    + " /v1/tables/{table}?asOf=…");
        }
        for (TableName name : tables.names()) {
            TableAt now = tables.table(name, AsOf.NOW);
            boolean known = asOf.isKnownOf(now.table());
            TableAt at = known ? tables.table(name, asOf) : now.at(Optional.empty());
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("table", name.toString());
            entry.put("snapshot", at.reference());
            entry.put("rows", known ? summaryNumber(at, "total-records") : null);
            entry.put("files", known ? summaryNumber(at, "total-data-files") : null);
            entry.put("bytes", known ? summaryNumber(at, "total-files-size") : null);
            entry.put("comment", at.table().properties().getOrDefault("comment", ""));
            list.add(entry);
        }
        Json.answer(context, Map.of("tables", list));
    }

    /** GET /v1/tables/{table} */
    public void table(Context context) {
        TableAt at = tables.table(
                TableName.parse(context.pathParam("table")),
                AsOf.parse(Parameters.of(context, "asOf").get("asOf")));
        TableFiles files = manifests.files(at);
        List<Map<String, Object>> partitions = partitions(at, files);
        List<Snapshot> snapshots = snapshots(at);
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("table", at.name().toString());
        answer.put("snapshot", at.reference());
        answer.put("location", at.table().location());
        answer.put("schema", at.schema().columns().stream().map(this::column).toList());
        answer.put(
                "partitioning",
                at.table().spec().fields().stream()
                        .map(field -> {
                            String column = at.table().schema().findColumnName(field.sourceId());
                            String transform = field.transform().toString();
                            return transform.equals("identity") ? column : transform + "(" + column + ")";
                        })
                        .toList());
        answer.put("partitions", partitions.subList(0, Math.min(MAX_PARTITIONS, partitions.size())));
        answer.put("partitionCount", partitions.size());
        answer.put(
                "snapshots",
                snapshots.stream()
                        .limit(MAX_SNAPSHOTS)
                        .map(TablesResource::snapshot)
                        .toList());
        answer.put("snapshotCount", snapshots.size());
        answer.put(
                "files",
                Map.of(
                        "count", files.data().size(),
                        "bytes", files.bytes(),
                        "rows", files.rows(),
                        "small", files.small(),
                        "deleteFiles", files.deletes().size()));
        Json.answer(context, answer);
    }

    private Map<String, Object> column(Types.NestedField field) {
        Map<String, Object> column = new LinkedHashMap<>();
        column.put("name", field.name());
        column.put("type", typeNames.apply(field.type()));
        column.put("required", field.isRequired());
        column.put("fieldId", field.fieldId());
        column.put("description", field.doc() == null ? "" : field.doc());
        return column;
    }

    private static List<Map<String, Object>> partitions(TableAt at, TableFiles files) {
        Map<String, long[]> totals = new TreeMap<>(Comparator.reverseOrder());
        for (DataFile file : files.data()) {
            PartitionSpec spec = at.table().specs().get(file.specId());
            long[] total = totals.computeIfAbsent(spec.partitionToPath(file.partition()), unknown -> new long[3]);
            total[0]++;
            total[1] += file.recordCount();
            total[2] += file.fileSizeInBytes();
        }
        List<Map<String, Object>> partitions = new ArrayList<>();
        totals.forEach((partition, total) -> {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("partition", partition);
            entry.put("files", total[0]);
            entry.put("rows", total[1]);
            entry.put("bytes", total[2]);
            partitions.add(entry);
        });
        return partitions;
    }

    /** Newest first. */
    private static List<Snapshot> snapshots(TableAt at) {
        return StreamSupport.stream(at.table().snapshots().spliterator(), false)
                .sorted(Comparator.comparingLong(Snapshot::sequenceNumber)
                        .thenComparingLong(Snapshot::timestampMillis)
                        .reversed())
                .toList();
    }

    /** One snapshot as answers show it. */
    public static Map<String, Object> snapshot(Snapshot snapshot) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("id", Long.toString(snapshot.snapshotId()));
        entry.put("parentId", snapshot.parentId() == null ? null : Long.toString(snapshot.parentId()));
        entry.put(
                "committedAt", Instant.ofEpochMilli(snapshot.timestampMillis()).toString());
        entry.put("operation", snapshot.operation());
        entry.put("summary", new TreeMap<>(snapshot.summary()));
        return entry;
    }

    private static Long summaryNumber(TableAt at, String key) {
        return at.snapshot()
                .map(Snapshot::summary)
                .map(summary -> summary.get(key))
                .map(Long::valueOf)
                .orElse(0L);
    }
}
