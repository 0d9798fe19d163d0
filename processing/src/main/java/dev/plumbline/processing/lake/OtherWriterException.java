package dev.plumbline.processing.lake;

import dev.plumbline.storage.tables.SnapshotProperties;
import java.time.Instant;
import java.util.Optional;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.exceptions.CleanableFailure;

/** Somebody else has committed to a table that this process took for its own; nothing of the refused commit is in the table. */
public final class OtherWriterException extends RuntimeException implements CleanableFailure {

    private static final long serialVersionUID = 1L;

    OtherWriterException(String table, Snapshot found) {
        super(table + " has a commit that this processing instance does not know: snapshot " + found.snapshotId()
                + " of "
                + Instant.ofEpochMilli(found.timestampMillis()) + ", "
                + SnapshotProperties.facts(found)
                + ". Nothing was lost or counted twice: this one's commit was refused. Where that happens again, two"
                + " instances read the same topics into the same tables. Stop one of the two; if the other one is to"
                + " stop, start this one again after it (./plumbline down, ./plumbline up)");
    }

    /** The one that has led to a failure, if one has. */
    public static Optional<OtherWriterException> in(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof OtherWriterException other) {
                return Optional.of(other);
            }
        }
        return Optional.empty();
    }
}
