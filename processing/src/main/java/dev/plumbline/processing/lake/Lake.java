package dev.plumbline.processing.lake;

import dev.plumbline.storage.tables.CatalogClient;
import dev.plumbline.storage.tables.SnapshotHistory;
import dev.plumbline.storage.tables.SnapshotProperties;
import dev.plumbline.storage.tables.TableDefinition;
import dev.plumbline.storage.tables.TableDefinitions;
import dev.plumbline.storage.tables.Tables;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.io.CloseableIterable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The tables as processing sees them: opened by the catalog, with a history that does not grow without end. */
public final class Lake implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Lake.class);

    /** Trimming costs a commit: it waits until there is this share more than is kept. */
    private static final double SLACK = 1.25;

    /** How many times more snapshots are kept of a table that several write. */
    private static final int SHARED = 5;

    private final Catalog catalog;
    private final int keptSnapshots;
    private final Map<String, LongSupplier> oldestNeeded = new ConcurrentHashMap<>();
    private final Set<Hold> holds = ConcurrentHashMap.newKeySet();
    private final Set<String> beingTrimmed = ConcurrentHashMap.newKeySet();
    private final ThreadPoolExecutor trimming =
            new ThreadPoolExecutor(1, 1, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), Lake::daemon);

    /** The catalog that {@code properties} lead to; connects at once. */
    public static Catalog connect(Map<String, String> properties) {
        return CatalogClient.open(properties);
    }

    public Lake(Catalog catalog, int keptSnapshots) {
        this.catalog = catalog;
        this.keptSnapshots = keptSnapshots;
        trimming.allowCoreThreadTimeOut(true);
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "history");
        thread.setDaemon(true);
        return thread;
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
     * down as its history grows. The caller does not wait for it: after a compaction the files of thousands of commits go at
     * once, and an object store deletes them one by one. A snapshot that somebody still reads on from is never removed, nor is
     * the newest one in which a stream or a model says how far it has come.
     */
    public void trimHistory(Table table) {
        if (count(table) > kept(table) * SLACK && beingTrimmed.add(table.name())) {
            try {
                trimming.execute(() -> trimNow(table.name()));
            } catch (RejectedExecutionException e) {
                // Closed: whoever opens the tables next finds as many snapshots.
            }
        }
    }

    private void trimNow(String name) {
        try {
            trim(catalog.loadTable(identifier(name)), SLACK);
        } catch (RuntimeException e) {
            LOG.warn("the history of a table could not be trimmed, the next commit tries again table={}", name, e);
        } finally {
            beingTrimmed.remove(name);
        }
    }

    /** A table's name begins with that of its catalog. */
    private static TableIdentifier identifier(String name) {
        String[] parts = name.split("\\.");
        return TableIdentifier.of(parts[parts.length - 2], parts[parts.length - 1]);
    }

    /** Ends what trims histories, after the table that it is at. */
    @Override
    public void close() throws InterruptedException {
        trimming.getQueue().clear();
        trimming.shutdown();
        if (!trimming.awaitTermination(5, TimeUnit.SECONDS)) {
            trimming.shutdownNow();
        }
    }

    /** The same at once, by the caller and without waiting until it pays; returns how many snapshots went. */
    public long expire(Table table) {
        table.refresh();
        return trim(table, 1);
    }

    private long trim(Table table, double slack) {
        int kept = kept(table);
        if (count(table) <= kept * slack) {
            return 0;
        }
        if (isShared(table)) {
            repeatOldFacts(table, kept / 2);
        }
        long count = count(table);
        table.expireSnapshots()
                .expireOlderThan(Math.min(System.currentTimeMillis(), oldestNeededMillis(table)))
                .retainLast(kept)
                .commit();
        table.refresh();
        return count - count(table);
    }

    private int kept(Table table) {
        return isShared(table) ? keptSnapshots * SHARED : keptSnapshots;
    }

    /** Whether several streams or models write it. */
    private static boolean isShared(Table table) {
        return table.name().contains("." + TableDefinitions.OPS + ".")
                || table.name().startsWith(TableDefinitions.OPS + ".");
    }

    /**
     * Who is quiet has said long ago how far it has come, and is still asked for that after a stop; without this, all the
     * snapshots of the busy ones since then would have to stay.
     */
    private static void repeatOldFacts(Table table, int oldFrom) {
        Map<String, Snapshot> old = new HashMap<>(newestFacts(table));
        SnapshotHistory.from(table, table.currentSnapshot()).limit(oldFrom).forEach(recent -> old.values()
                .remove(recent));
        old.forEach((writer, said) -> new Fence(table, snapshot -> writer.equals(writer(snapshot))).repeat(said));
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

    private static long newestFactsMillis(Table table) {
        return newestFacts(table).values().stream()
                .mapToLong(Snapshot::timestampMillis)
                .min()
                .orElse(Long.MAX_VALUE);
    }

    /** The newest snapshot of each writer. Those that only rewrite files carry no facts, and may be any number. */
    private static Map<String, Snapshot> newestFacts(Table table) {
        Map<String, Snapshot> newest = new HashMap<>();
        SnapshotHistory.from(table, table.currentSnapshot())
                .filter(snapshot -> !SnapshotProperties.facts(snapshot).isEmpty())
                .forEach(snapshot -> newest.putIfAbsent(writer(snapshot), snapshot));
        return newest;
    }

    /** The stream or the model whose rows a commit holds; in a table of one model there is no need to say which. */
    private static String writer(Snapshot snapshot) {
        Map<String, String> facts = SnapshotProperties.facts(snapshot);
        return facts.getOrDefault(SnapshotProperties.STREAM, facts.getOrDefault(SnapshotProperties.MODEL, ""));
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
