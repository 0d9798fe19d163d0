package dev.plumbline.visualize.tables;

import dev.plumbline.visualize.web.ProblemException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.util.SnapshotUtil;

/** Which state of a table a request asks for: the current one, a snapshot by its id, or what was current at a time. */
public final class AsOf {

    public static final AsOf NOW = new AsOf(OptionalLong.empty(), Optional.empty());

    private final OptionalLong snapshotId;
    private final Optional<Instant> time;

    private AsOf(OptionalLong snapshotId, Optional<Instant> time) {
        this.snapshotId = snapshotId;
        this.time = time;
    }

    public static AsOf snapshot(long snapshotId) {
        return new AsOf(OptionalLong.of(snapshotId), Optional.empty());
    }

    /** Reads a snapshot id, an ISO-8601 time with a zone, or a date (its first moment, UTC); null means now. */
    public static AsOf parse(String text) {
        if (text == null || text.isBlank()) {
            return NOW;
        }
        try {
            if (text.matches("-?\\d{5,19}")) {
                return snapshot(Long.parseLong(text));
            }
            Instant time = text.length() == 10
                    ? LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC)
                    // A plus sign in a query string arrives as a space.
                    : OffsetDateTime.parse(text.replace(' ', '+')).toInstant();
            // Snapshots are found by milliseconds, which end before the years that ISO-8601 can write.
            return new AsOf(OptionalLong.empty(), Optional.of(Instant.ofEpochMilli(time.toEpochMilli())));
        } catch (DateTimeException | NumberFormatException | ArithmeticException e) {
            throw ProblemException.invalid("asOf is '" + text
                    + "', expected a snapshot id or a time such as 2011-12-09T12:50:00Z or 2011-12-09");
        }
    }

    /** True when it names one snapshot, which exists in one table only. */
    public boolean namesSnapshot() {
        return snapshotId.isPresent();
    }

    /** The snapshot of {@code table} that is asked for; empty when the table has never been written. */
    Optional<Snapshot> of(TableName name, Table table) {
        if (snapshotId.isPresent()) {
            Snapshot snapshot = table.snapshot(snapshotId.getAsLong());
            if (snapshot == null) {
                throw ProblemException.notFound(name + " has no snapshot " + snapshotId.getAsLong()
                        + "; GET /v1/tables/" + name + " lists those it has");
            }
            return Optional.of(snapshot);
        }
        if (time.isPresent() && table.currentSnapshot() != null) {
            Snapshot snapshot = at(time.get(), table);
            if (snapshot == null) {
                throw ProblemException.notFound(name + " has no snapshot as old as " + time.get() + "; GET /v1/tables/"
                        + name + " lists those it has");
            }
            return Optional.of(snapshot);
        }
        return Optional.ofNullable(table.currentSnapshot());
    }

    /** Whether the table still knows what it was then; one that has never been written was as empty at any time. */
    boolean isKnownOf(Table table) {
        return time.isEmpty() || table.currentSnapshot() == null || at(time.get(), table) != null;
    }

    private static Snapshot at(Instant time, Table table) {
        Long id = SnapshotUtil.nullableSnapshotIdAsOfTime(table, time.toEpochMilli());
        return id == null ? null : table.snapshot(id);
    }
}
