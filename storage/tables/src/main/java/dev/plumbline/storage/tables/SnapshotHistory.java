package dev.plumbline.storage.tables;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;

/** Walks a table's snapshots from one of them back to the oldest that is still kept. */
public final class SnapshotHistory {

    private SnapshotHistory() {}

    /** The snapshot {@code from} and its ancestors, newest first; empty for null. Ends where an ancestor was expired. */
    public static Stream<Snapshot> from(Table table, Snapshot from) {
        Iterable<Snapshot> ancestors = () -> new Iterator<>() {
            private Snapshot next = from;

            @Override
            public boolean hasNext() {
                return next != null;
            }

            @Override
            public Snapshot next() {
                if (next == null) {
                    throw new NoSuchElementException();
                }
                Snapshot snapshot = next;
                next = snapshot.parentId() == null ? null : table.snapshot(snapshot.parentId());
                return snapshot;
            }
        };
        return StreamSupport.stream(ancestors.spliterator(), false);
    }

    /** The newest of {@code from} and its ancestors that has {@code key} in its summary. */
    public static Optional<Snapshot> newestWith(Table table, Snapshot from, String key) {
        return newest(table, from, snapshot -> snapshot.summary().containsKey(key));
    }

    /** The newest of {@code from} and its ancestors that has {@code value} under {@code key} in its summary. */
    public static Optional<Snapshot> newestWith(Table table, Snapshot from, String key, String value) {
        return newest(table, from, snapshot -> value.equals(snapshot.summary().get(key)));
    }

    /** The newest snapshot, seen from the table's current one, that a batch of {@code stream} committed. */
    public static Optional<Snapshot> newestOfStream(Table table, String stream) {
        return newestWith(table, table.currentSnapshot(), SnapshotProperties.STREAM, stream);
    }

    /**
     * The newest snapshot, seen from the table's current one, that holds nothing of {@code stream} past {@code end}: what
     * the table was when the stream had been read that far.
     */
    public static Optional<Snapshot> newestNotPast(Table table, String stream, Offsets end) {
        return newest(
                table,
                table.currentSnapshot(),
                snapshot -> stream.equals(snapshot.summary().get(SnapshotProperties.STREAM))
                        && Offsets.parse(snapshot.summary().get(SnapshotProperties.OFFSETS))
                                .notPast(end));
    }

    private static Optional<Snapshot> newest(Table table, Snapshot from, Predicate<Snapshot> wanted) {
        return from(table, from).filter(wanted).findFirst();
    }
}
