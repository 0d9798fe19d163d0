package dev.plumbline.processing.maintain;

import dev.plumbline.processing.lake.Lake;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.actions.RewriteDataFiles;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.SupportsPrefixOperations;
import org.apache.iceberg.spark.actions.SparkActions;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Merges small files, merges manifests, expires snapshots and removes files that no snapshot knows, with Iceberg's own
 * actions and beside whatever writes. Rewriting adds no rows: its snapshots are of the kind {@code replace}, which readers of
 * what was added pass over. Where a writer replaces files itself, it waits for a moment ({@link WriterLock}).
 */
public final class TableMaintenance {

    private static final Logger LOG = LoggerFactory.getLogger(TableMaintenance.class);

    /** Another commit may take away what was planned: then it is planned anew. */
    private static final int ATTEMPTS = 3;

    /** As many as are rewritten in seconds: a task that reads thousands of files would keep the streams from its core. */
    private static final int FILES_AT_ONCE = 500;

    /** What is rewritten while a writer waits takes about a second. */
    private static final int FILES_WHILE_A_WRITER_WAITS = 100;

    private static final int MANY_MANIFESTS = 20;

    /** A path that is spelled in another way makes live files look like orphans; then nothing is removed. */
    private static final double MOST_ORPHANS = 0.5;

    private static final int FEW_ORPHANS = 100;

    private final SparkSession spark;
    private final Lake lake;
    private final MaintenancePolicy policy;
    private final int filesAtOnce;
    private final int filesWhileAWriterWaits;

    public TableMaintenance(SparkSession spark, Lake lake, MaintenancePolicy policy) {
        this(spark, lake, policy, FILES_AT_ONCE, FILES_WHILE_A_WRITER_WAITS);
    }

    TableMaintenance(
            SparkSession spark, Lake lake, MaintenancePolicy policy, int filesAtOnce, int filesWhileAWriterWaits) {
        this.spark = spark;
        this.lake = lake;
        this.policy = policy;
        this.filesAtOnce = filesAtOnce;
        this.filesWhileAWriterWaits = filesWhileAWriterWaits;
    }

    /** Maintains one table; {@code locks} are for the parts of it that somebody rewrites, none where rows are only added. */
    public Maintained maintain(Table table, List<WriterLock> locks) {
        List<String> problems = new ArrayList<>();
        table.refresh();
        Size before = Size.of(table);
        int manifestsBefore = manifests(table);
        if (table.currentSnapshot() != null) {
            attempt("compaction", problems, () -> compact(table, locks, problems));
            attempt("manifests", problems, () -> mergeManifests(table, locks));
        }
        long[] expired = new long[1];
        attempt("expiry", problems, () -> expired[0] = lake.expire(table));
        Orphans orphans = new Orphans();
        attempt("orphans", problems, () -> removeOrphans(table, orphans, problems));
        table.refresh();
        Size after = Size.of(table);
        return new Maintained(
                table.name().substring(table.name().indexOf('.') + 1),
                before.files,
                after.files,
                before.bytes,
                after.bytes,
                manifestsBefore,
                manifests(table),
                expired[0],
                orphans.files,
                orphans.bytes,
                problems);
    }

    /** One part that cannot be done keeps neither the others nor other tables from being maintained. */
    private void attempt(String what, List<String> problems, Runnable work) {
        for (int attempt = 1; ; attempt++) {
            try {
                work.run();
                return;
            } catch (Exception e) {
                // Spark throws its checked exceptions without declaring them.
                if (spark.sparkContext().isStopped() || Thread.currentThread().isInterrupted()) {
                    throw new IllegalStateException("maintenance was cut off by the end of processing", e);
                }
                if (attempt < ATTEMPTS && isConflict(e)) {
                    LOG.info("maintenance met another commit, doing it again what={} problem={}", what, e.getMessage());
                    continue;
                }
                LOG.warn("a part of maintenance could not be done what={}", what, e);
                problems.add(what + ": " + e.getMessage());
                return;
            }
        }
    }

    /** Also as the cause of what the rewriting action throws. */
    private static boolean isConflict(Throwable e) {
        return e instanceof ValidationException
                || e instanceof CommitFailedException
                || e.getCause() != null && isConflict(e.getCause());
    }

    private void compact(Table table, List<WriterLock> locks, List<String> problems) {
        if (locks.isEmpty()) {
            Rounds rounds = new Rounds(table, Expressions.alwaysTrue(), filesAtOnce);
            while (rounds.more()) {
                rounds.did(rewrite(table, rounds.part, filesAtOnce, problems));
            }
            return;
        }
        for (WriterLock lock : locks) {
            Rounds rounds = new Rounds(table, lock.part(), filesWhileAWriterWaits);
            while (rounds.more()) {
                lock.holder().alone(() -> rounds.did(rewrite(table, rounds.part, filesWhileAWriterWaits, problems)));
            }
        }
    }

    /**
     * Rounds go on while they stop at their limit, and until as many files were rewritten as there were at the beginning: what
     * a writer adds meanwhile, and what would be rewritten for the second time, is left for the next maintenance.
     */
    private static final class Rounds {

        final Expression part;
        private final int mostFiles;
        private long left;

        Rounds(Table table, Expression part, int mostFiles) {
            this.part = part;
            this.mostFiles = mostFiles;
            this.left = Size.of(table, part).files;
        }

        boolean more() {
            return left > 0;
        }

        void did(int rewritten) {
            left = rewritten > mostFiles / 2 ? left - rewritten : 0;
        }
    }

    /** Returns how many files were rewritten. */
    private int rewrite(Table table, Expression part, int mostFiles, List<String> problems) {
        table.refresh();
        // The commit asks what has happened since: a busy stream would expire that within minutes.
        try (Lake.Hold ignored = lake.hold(table, table.currentSnapshot().snapshotId())) {
            return rewriteHeld(table, part, mostFiles, problems);
        }
    }

    private int rewriteHeld(Table table, Expression part, int mostFiles, List<String> problems) {
        RewriteDataFiles.Result result = SparkActions.get(spark)
                .rewriteDataFiles(table)
                .binPack()
                .filter(part)
                .option("target-file-size-bytes", Long.toString(policy.targetBytes()))
                .option("min-file-size-bytes", Long.toString(policy.smallBytes()))
                .option("min-input-files", Integer.toString(policy.fewestFiles()))
                .option("max-file-group-size-bytes", Long.toString(2 * policy.targetBytes()))
                .option("max-files-to-rewrite", Integer.toString(mostFiles))
                .option("max-concurrent-file-group-rewrites", "1")
                .execute();
        if (result.failedDataFilesCount() > 0) {
            problems.add("compaction: " + result.failedDataFilesCount()
                    + " files could not be rewritten; see the log of processing");
        }
        return result.rewrittenDataFilesCount();
    }

    private void mergeManifests(Table table, List<WriterLock> locks) {
        table.refresh();
        if (manifests(table) < MANY_MANIFESTS) {
            return;
        }
        Runnable merge = () -> {
            table.refresh();
            table.rewriteManifests().clusterBy(file -> "").commit();
        };
        // One lock is for the whole table; parts of a table have writers that add to it, and a merge that meets one is
        // done again.
        if (locks.size() == 1) {
            locks.get(0).holder().alone(merge);
        } else {
            merge.run();
        }
    }

    private static final class Orphans {
        long files;
        long bytes;
    }

    private void removeOrphans(Table table, Orphans removed, List<String> problems) {
        if (!(table.io() instanceof SupportsPrefixOperations io)) {
            problems.add("orphans: " + table.io().getClass().getName() + " cannot list files");
            return;
        }
        long olderThan = System.currentTimeMillis() - policy.orphanAge().toMillis();
        long old = 0;
        for (FileInfo file : io.listPrefix(table.location() + "/")) {
            if (file.createdAtMillis() < olderThan) {
                old++;
            }
        }
        if (old == 0) {
            return;
        }
        List<String> orphans = new ArrayList<>();
        SparkActions.get(spark)
                .deleteOrphanFiles(table)
                .olderThan(olderThan)
                .usePrefixListing(true)
                .deleteWith(orphans::add)
                .execute();
        if (orphans.size() > FEW_ORPHANS && orphans.size() > MOST_ORPHANS * old) {
            problems.add("orphans: " + orphans.size() + " of " + old + " old files below " + table.location()
                    + " belong to no snapshot, which is too many to be true; nothing was removed, look at them first");
            return;
        }
        for (String orphan : orphans) {
            long bytes = table.io().newInputFile(orphan).getLength();
            table.io().deleteFile(orphan);
            removed.files++;
            removed.bytes += bytes;
        }
    }

    private static int manifests(Table table) {
        Snapshot current = table.currentSnapshot();
        if (current == null) {
            return 0;
        }
        List<ManifestFile> manifests = current.allManifests(table.io());
        return manifests.size();
    }

    private record Size(long files, long bytes) {

        static Size of(Table table) {
            return of(table, Expressions.alwaysTrue());
        }

        /** Of the files that may hold rows of a part. */
        static Size of(Table table, Expression part) {
            long files = 0;
            long bytes = 0;
            try (CloseableIterable<FileScanTask> tasks =
                    table.newScan().filter(part).planFiles()) {
                for (FileScanTask task : tasks) {
                    files++;
                    bytes += task.file().fileSizeInBytes();
                }
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot plan " + table.name(), e);
            }
            return new Size(files, bytes);
        }
    }
}
