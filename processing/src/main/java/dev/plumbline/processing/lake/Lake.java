package dev.plumbline.processing.lake;

import dev.plumbline.storage.tables.CatalogClient;
import dev.plumbline.storage.tables.TableDefinition;
import dev.plumbline.storage.tables.Tables;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
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

    private final Catalog catalog;
    private final int keptSnapshots;
    private final Map<String, LongSupplier> oldestNeeded = new ConcurrentHashMap<>();

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
     * down as its history grows. A snapshot that a gold table still reads on from is never removed.
     */
    public void trimHistory(Table table) {
        trim(table, keptSnapshots);
    }

    /**
     * The same for a table that several streams or models write: each of them reads its own newest commit back after a
     * stop, so more are kept, that the busy ones do not push out those of the quiet ones.
     */
    public void trimSharedHistory(Table table) {
        trim(table, keptSnapshots * 5);
    }

    private void trim(Table table, int kept) {
        long count = 0;
        for (Snapshot ignored : table.snapshots()) {
            count++;
        }
        if (count <= kept * SLACK) {
            return;
        }
        long needed =
                oldestNeeded.getOrDefault(table.name(), () -> Long.MAX_VALUE).getAsLong();
        table.expireSnapshots()
                .expireOlderThan(Math.min(System.currentTimeMillis(), needed))
                .retainLast(kept)
                .commit();
    }

    /** Says that snapshots of a table committed at or after the supplied time (milliseconds) are still read. */
    public void keepSince(Table table, LongSupplier oldestNeededMillis) {
        oldestNeeded.put(table.name(), oldestNeededMillis);
    }
}
