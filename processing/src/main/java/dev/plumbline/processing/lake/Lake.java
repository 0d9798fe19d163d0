package dev.plumbline.processing.lake;

import dev.plumbline.storage.tables.CatalogClient;
import dev.plumbline.storage.tables.SnapshotHistory;
import dev.plumbline.storage.tables.TableDefinition;
import dev.plumbline.storage.tables.TableDefinitions;
import dev.plumbline.storage.tables.Tables;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.io.CloseableIterable;

/** The tables as processing sees them: opened by the catalog, with a history that does not grow without end. */
public final class Lake {

    /** Trimming costs a commit: it waits until there is this share more than is kept. */
    private static final double SLACK = 1.25;

    /** How many times more snapshots are kept of a table that several write. */
    private static final int SHARED = 5;

    private final Catalog catalog;
    private final int keptSnapshots;
    private final Map<String, LongSupplier> oldestNeeded = new ConcurrentHashMap<>();
    private final Set<Hold> holds = ConcurrentHashMap.newKeySet();

    /** The catalog that {@code properties} lead to; connects at once. */
    public static Catalog connect(Map<String, String> properties) {
        return CatalogClient.open(properties);
    }

    public Lake(Catalog catalog, int keptSnapshots) {
        this.catalog = catalog;
        this.keptSnapshots = keptSnapshots;
    }

    /** A handle of the caller's own: refreshing it disturbs nobody. */
    public Table table(String namespace, String name) {
        return catalog.loadTable(TableIdentifier.of(Namespace.of(namespace), name));
    }

    /** Makes the tables be what their definitions say; see {@link Tables}. */
    public void ensure(List<TableDefinition> definitions) {
        Tables.ensure(catalog, definitions);
    }

    /** The days (since 1970-01-01) that a table partitioned by day has rows for, read from its metadata alone. */
    public SortedSet<Integer> days(Table table, long snapshotId) {
        SortedSet<Integer> days = new TreeSet<>();
        try (CloseableIterable<FileScanTask> tasks =
                table.newScan().useSnapshot(snapshotId).planFiles()) {
            for (FileScanTask task : tasks) {
                days.add(task.file().partition().get(0, Integer.class));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot plan " + table.name(), e);
        }
        return days;
    }

    /**
     * Keeps the newest snapshots only: a table's metadata is written anew with every commit, so a stream of commits would slow
     * down as its history grows. A snapshot that somebody still reads on from is never removed, nor is the newest one that
     * says how far a table has come.
     */
    public void trimHistory(Table table) {
        trim(table, keptSnapshots, SLACK);
    }

    /**
     * The same for a table that several streams or models write: each of them reads its own newest commit back after a
     * stop, so more are kept, that the busy ones do not push out those of the quiet ones.
     */
    public void trimSharedHistory(Table table) {
        trim(table, keptSnapshots * SHARED, SLACK);
    }

    /** The same at once, whatever the table, without waiting until it pays; returns how many snapshots went. */
    public long expire(Table table) {
        table.refresh();
        boolean shared = table.name().contains("." + TableDefinitions.OPS + ".")
                || table.name().startsWith(TableDefinitions.OPS + ".");
        return trim(table, shared ? keptSnapshots * SHARED : keptSnapshots, 1);
    }

    private long trim(Table table, int kept, double slack) {
        long count = count(table);
        if (count <= kept * slack) {
            return 0;
        }
        table.expireSnapshots()
                .expireOlderThan(Math.min(System.currentTimeMillis(), oldestNeededMillis(table)))
                .retainLast(kept)
                .commit();
        table.refresh();
        return count - count(table);
    }

    private static long count(Table table) {
        long count = 0;
        for (Snapshot ignored : table.snapshots()) {
            count++;
        }
        return count;
    }

    private long oldestNeededMillis(Table table) {
        long reader =
                oldestNeeded.getOrDefault(table.name(), () -> Long.MAX_VALUE).getAsLong();
        return holds.stream()
                .filter(hold -> hold.table().equals(table.name()))
                .mapToLong(Hold::sinceMillis)
                .reduce(Math.min(reader, newestFactsMillis(table)), Math::min);
    }

    /** Snapshots that only rewrite files carry none of the platform's facts, and may be any number. */
    private static long newestFactsMillis(Table table) {
        return SnapshotHistory.from(table, table.currentSnapshot())
                .filter(snapshot -> snapshot.summary().keySet().stream().anyMatch(key -> key.startsWith("plumbline.")))
                .findFirst()
                .map(Snapshot::timestampMillis)
                .orElse(Long.MAX_VALUE);
    }

    /** A snapshot that somebody reads; released when closed. */
    public final class Hold implements AutoCloseable {

        private final String table;
        private final long sinceMillis;

        private Hold(String table, long sinceMillis) {
            this.table = table;
            this.sinceMillis = sinceMillis;
        }

        private String table() {
            return table;
        }

        private long sinceMillis() {
            return sinceMillis;
        }

        @Override
        public void close() {
            holds.remove(this);
        }
    }

    /** Keeps a snapshot of a table, and those since, until the hold is closed: long work can read as of it. */
    public Hold hold(Table table, long snapshotId) {
        Snapshot snapshot = table.snapshot(snapshotId);
        Hold hold = new Hold(table.name(), snapshot == null ? 0 : snapshot.timestampMillis());
        holds.add(hold);
        table.refresh();
        if (table.snapshot(snapshotId) == null) {
            hold.close();
            throw new IllegalStateException(
                    "snapshot " + snapshotId + " of " + table.name() + " is no longer kept; do it again");
        }
        return hold;
    }

    /** Says that snapshots of a table committed at or after the supplied time (milliseconds) are still read. */
    public void keepSince(Table table, LongSupplier oldestNeededMillis) {
        oldestNeeded.put(table.name(), oldestNeededMillis);
    }
}
