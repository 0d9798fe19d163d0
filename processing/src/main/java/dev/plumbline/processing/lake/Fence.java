package dev.plumbline.processing.lake;

import dev.plumbline.storage.tables.SnapshotHistory;
import dev.plumbline.storage.tables.SnapshotProperties;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotUpdate;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.ValidationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets one writer at a time go on with a table: a commit goes through only where the newest commit of its kind is the one that
 * this writer has made or looked at last. That is asked within the commit, of the table as it is then, so a second writer's
 * commit in between is found however close it is. Not thread-safe.
 */
public final class Fence {

    private static final Logger LOG = LoggerFactory.getLogger(Fence.class);

    private final Table table;
    private final Predicate<Snapshot> kind;
    private Optional<String> newest = Optional.empty();

    /** A fence around those commits to a table that are of a {@code kind}; {@link #look} comes before the first commit. */
    public Fence(Table table, Predicate<Snapshot> kind) {
        this.table = table;
        this.kind = kind;
    }

    /** The newest commit of the kind, after a refresh of the table; from here on only its successor may be committed. */
    public Optional<Snapshot> look() {
        table.refresh();
        Optional<Snapshot> found = SnapshotHistory.from(table, table.currentSnapshot())
                .filter(kind)
                .findFirst();
        newest = found.map(Fence::mark);
        return found;
    }

    /** Commits, or throws {@link OtherWriterException} where somebody else has committed the like since. */
    public void commit(SnapshotUpdate<?> update) {
        String own = UUID.randomUUID().toString();
        update.set(SnapshotProperties.COMMIT, own);
        update.validateWith(ancestors -> {
            newest(ancestors).ifPresent(found -> requireKnown(found, own));
            return true;
        });
        update.commit();
        newest = Optional.of(own);
    }

    /**
     * Says once more, on top of the table's history and without rows, what the newest commit has said; does nothing where
     * its writer has said something newer since.
     */
    void repeat(Snapshot said) {
        AppendFiles again = table.newAppend();
        SnapshotProperties.facts(said).forEach(again::set);
        again.set(SnapshotProperties.COMMIT, mark(said));
        again.validateWith(ancestors -> newest(ancestors).map(Fence::mark).equals(Optional.of(mark(said))));
        try {
            again.commit();
        } catch (ValidationException e) {
            LOG.debug("a commit has come meanwhile table={}", table.name(), e);
        }
    }

    private Optional<Snapshot> newest(Iterable<Snapshot> ancestors) {
        return StreamSupport.stream(ancestors.spliterator(), false).filter(kind).findFirst();
    }

    private void requireKnown(Snapshot found, String own) {
        String mark = mark(found);
        if (mark.equals(own)) {
            // The catalog has taken it and its answer was lost. To clean up now would delete files of the table.
            throw new CommitStateUnknownException(new IllegalStateException(
                    table.name() + " has this commit already, as snapshot " + found.snapshotId()));
        }
        if (newest.filter(mark::equals).isEmpty()) {
            throw new OtherWriterException(table.name(), found);
        }
    }

    /** Commits from before there were marks are known by their snapshot. */
    private static String mark(Snapshot snapshot) {
        return snapshot.summary().getOrDefault(SnapshotProperties.COMMIT, Long.toString(snapshot.snapshotId()));
    }
}
