package dev.plumbline.visualize.tables;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.util.SnapshotUtil;

/** One table as of one snapshot, which never changes; without a snapshot where the table has never been written. */
public record TableAt(TableName name, Table table, Optional<Snapshot> snapshot, Schema schema) {

    static TableAt of(TableName name, Table table, AsOf asOf) {
        Optional<Snapshot> snapshot = asOf.of(name, table);
        // Columns added after the last write belong to the table of now, not to its past.
        boolean past = asOf != AsOf.NOW && snapshot.isPresent();
        Schema schema = past ? SnapshotUtil.schemaFor(table, snapshot.get().snapshotId()) : table.schema();
        return new TableAt(name, table, snapshot, schema);
    }

    /** The same table as of another of its snapshots. */
    public TableAt at(Optional<Snapshot> other) {
        return new TableAt(name, table, other, schema);
    }

    /** How many rows the snapshot has, as its writer noted it. */
    public long rows() {
        return snapshot.map(s -> s.summary().get("total-records"))
                .map(Long::valueOf)
                .orElse(0L);
    }

    /** What makes two states equal: the table itself (a name can be used anew), the snapshot and the schema. */
    public String version() {
        return table.uuid() + "@" + snapshot.map(Snapshot::snapshotId).orElse(0L) + "#" + schema.schemaId();
    }

    /** Id and time of the snapshot for an answer; the id is text, since it is wider than a JavaScript number. */
    public Map<String, Object> reference() {
        Map<String, Object> reference = new LinkedHashMap<>();
        reference.put("id", snapshot.map(s -> Long.toString(s.snapshotId())).orElse(null));
        reference.put(
                "committedAt",
                snapshot.map(s -> Instant.ofEpochMilli(s.timestampMillis()).toString())
                        .orElse(null));
        return reference;
    }
}
