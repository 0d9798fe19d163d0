package dev.plumbline.processing.stream;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;

/** What one stream is doing, for people and metrics; written by its pipeline, read by anyone. */
public final class StreamState {

    private static final int RECENT_BATCHES = 20;

    /**
     * One finished micro-batch: {@code sortMillis} to read, decide and write files, {@code commitMillis} to commit them, and
     * {@code freshness} from the arrival of the event that waited longest until all was committed, null where none was new.
     */
    public record Batch(long number, Instant at, long rows, long sortMillis, long commitMillis, Duration freshness) {
        public long millis() {
            return sortMillis + commitMillis;
        }
    }

    /** All of it at one moment. Instants and batches may be null where nothing has happened yet; rows are of this process's run. */
    public record View(
            String stream,
            boolean running,
            List<Batch> recentBatches,
            long silverRows,
            long quarantineRows,
            long duplicateRows,
            Instant lastCommitAt,
            Instant maxEventTime,
            String error) {}

    private final String stream;
    private final Deque<Batch> recent = new ArrayDeque<>();
    private final Map<BatchFiles.Target, Long> rows = new EnumMap<>(BatchFiles.Target.class);
    private Consumer<Batch> follower = batch -> {};
    private boolean running;
    private Instant lastCommitAt;
    private Instant maxEventTime;
    private String error;

    StreamState(String stream) {
        this.stream = stream;
    }

    /** Lets {@code batches} be told of each batch from now on. */
    public synchronized void follow(Consumer<Batch> batches) {
        follower = batches;
    }

    synchronized void loaded(StreamTables tables) {
        for (BatchFiles.Target target : BatchFiles.Target.values()) {
            rows.putIfAbsent(target, 0L);
        }
        if (lastCommitAt == null) {
            lastCommitAt = committedAt(tables.table(BatchFiles.Target.BRONZE));
        }
    }

    synchronized void running(boolean now) {
        running = now;
    }

    synchronized void failed(Throwable cause) {
        error = cause.toString();
    }

    synchronized void batch(StreamTables tables, BatchFiles files, Instant started, Instant sorted, Instant committed) {
        error = null;
        lastCommitAt = committed;
        for (BatchFiles.Target target : BatchFiles.Target.values()) {
            rows.merge(target, files.rows(target), Long::sum);
        }
        if (files.latestEventMicros() != Long.MIN_VALUE) {
            Instant latest = Instant.EPOCH.plus(files.latestEventMicros(), ChronoUnit.MICROS);
            maxEventTime = maxEventTime == null || latest.isAfter(maxEventTime) ? latest : maxEventTime;
        }
        if (recent.size() == RECENT_BATCHES) {
            recent.removeFirst();
        }
        Batch batch = new Batch(
                tables.lastBatch(),
                committed,
                files.rows(BatchFiles.Target.BRONZE),
                Duration.between(started, sorted).toMillis(),
                Duration.between(sorted, committed).toMillis(),
                freshness(files, committed));
        recent.addLast(batch);
        follower.accept(batch);
    }

    public synchronized View view() {
        return new View(
                stream,
                running,
                List.copyOf(recent),
                rows.getOrDefault(BatchFiles.Target.SILVER, 0L),
                rows.getOrDefault(BatchFiles.Target.QUARANTINE, 0L),
                rows.getOrDefault(BatchFiles.Target.DUPLICATES, 0L),
                lastCommitAt,
                maxEventTime,
                error);
    }

    private static Duration freshness(BatchFiles files, Instant committed) {
        if (files.earliestReceivedMicros() == Long.MAX_VALUE) {
            return null;
        }
        Instant received = Instant.EPOCH.plus(files.earliestReceivedMicros(), ChronoUnit.MICROS);
        return received.isBefore(committed) ? Duration.between(received, committed) : Duration.ZERO;
    }

    private static Instant committedAt(Table table) {
        Snapshot snapshot = table.currentSnapshot();
        return snapshot == null ? null : Instant.ofEpochMilli(snapshot.timestampMillis());
    }
}
