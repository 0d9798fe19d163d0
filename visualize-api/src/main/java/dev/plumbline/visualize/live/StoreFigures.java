package dev.plumbline.visualize.live;

import dev.plumbline.visualize.tables.CurrentTables;
import dev.plumbline.visualize.tables.Manifests;
import dev.plumbline.visualize.tables.TableAt;
import dev.plumbline.visualize.tables.TableFiles;
import dev.plumbline.visualize.tables.TableName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.Snapshot;

/** What all tables together consist of. */
public final class StoreFigures {

    private static final int RECENT = 20;

    /** The figures at one moment; recent snapshots are the newest first. */
    record Store(
            long snapshots,
            long files,
            long smallFiles,
            List<Map<String, Object>> recentSnapshots,
            Map<TableName, Held> tables) {}

    /** What one table consists of; {@code committedAtMillis} is 0 where it has never been written. */
    record Held(long rows, long bytes, long files, long smallFiles, long snapshots, long committedAtMillis) {}

    private final CurrentTables tables;
    private final Manifests manifests;

    public StoreFigures(CurrentTables tables, Manifests manifests) {
        this.tables = tables;
        this.manifests = manifests;
    }

    Store now(long moment) {
        long snapshots = 0;
        long files = 0;
        long small = 0;
        List<Map.Entry<TableName, Snapshot>> recent = new ArrayList<>();
        Map<TableName, Held> byTable = new LinkedHashMap<>();
        for (TableName name : tables.names()) {
            Optional<TableAt> at = tables.notOlderThan(name, moment);
            if (at.isPresent()) {
                TableFiles held = manifests.files(at.get());
                files += held.data().size();
                small += held.small();
                List<Snapshot> all = new ArrayList<>();
                at.get().table().snapshots().forEach(all::add);
                snapshots += all.size();
                byTable.put(
                        name,
                        new Held(
                                held.rows(),
                                held.bytes(),
                                held.data().size(),
                                held.small(),
                                all.size(),
                                at.get()
                                        .snapshot()
                                        .map(Snapshot::timestampMillis)
                                        .orElse(0L)));
                all.subList(Math.max(0, all.size() - RECENT), all.size())
                        .forEach(snapshot -> recent.add(Map.entry(name, snapshot)));
            }
        }
        recent.sort(Comparator.comparingLong((Map.Entry<TableName, Snapshot> entry) ->
                        entry.getValue().timestampMillis())
                .reversed());
        return new Store(
                snapshots,
                files,
                small,
                recent.stream().limit(RECENT).map(StoreFigures::bead).toList(),
                byTable);
    }

    private static Map<String, Object> bead(Map.Entry<TableName, Snapshot> entry) {
        Map<String, Object> bead = new LinkedHashMap<>();
        bead.put("table", entry.getKey().toString());
        bead.put("id", Long.toString(entry.getValue().snapshotId()));
        bead.put("at", Instant.ofEpochMilli(entry.getValue().timestampMillis()).toString());
        bead.put("operation", entry.getValue().operation());
        return bead;
    }
}
