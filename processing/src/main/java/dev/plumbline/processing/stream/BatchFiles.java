package dev.plumbline.processing.stream;

import dev.plumbline.storage.tables.Offsets;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.DataFile;

/** What tasks wrote in one micro-batch, not yet committed: files and rows per table, and how far each Kafka partition was read. */
final class BatchFiles implements Serializable {

    private static final long serialVersionUID = 1L;

    /** The tables a stream's batch writes, in the order of their commits. */
    enum Target {
        /** First, as it decides who was first with an identity. */
        SILVER,
        QUARANTINE,
        DUPLICATES,
        /** Last: its offsets are where the stream goes on after a stop. */
        BRONZE
    }

    private final Map<Target, ArrayList<DataFile>> files = new EnumMap<>(Target.class);
    private final Map<Target, Long> rows = new EnumMap<>(Target.class);
    private final HashMap<Integer, Long> endOffsets = new HashMap<>();
    private long latestEventMicros = Long.MIN_VALUE;
    private long earliestReceivedMicros = Long.MAX_VALUE;

    void add(Target target, List<DataFile> written, long rowCount) {
        files.computeIfAbsent(target, any -> new ArrayList<>()).addAll(written);
        rows.merge(target, rowCount, Long::sum);
    }

    void read(int partition, long offset) {
        endOffsets.merge(partition, offset + 1, Math::max);
    }

    void event(long eventMicros) {
        latestEventMicros = Math.max(latestEventMicros, eventMicros);
    }

    void received(long receivedMicros) {
        earliestReceivedMicros = Math.min(earliestReceivedMicros, receivedMicros);
    }

    BatchFiles plus(BatchFiles other) {
        other.files.forEach((target, more) -> add(target, more, other.rows.get(target)));
        other.endOffsets.forEach((partition, end) -> endOffsets.merge(partition, end, Math::max));
        event(other.latestEventMicros);
        received(other.earliestReceivedMicros);
        return this;
    }

    List<DataFile> files(Target target) {
        return files.getOrDefault(target, new ArrayList<>());
    }

    long rows(Target target) {
        return rows.getOrDefault(target, 0L);
    }

    /** {@code before}, moved on by what this batch read; never back, as a batch that is run again may be cut shorter. */
    Offsets offsetsAfter(Offsets before) {
        Offsets after = before;
        for (Map.Entry<Integer, Long> end : endOffsets.entrySet()) {
            after = after.with(end.getKey(), Math.max(before.end(end.getKey()), end.getValue()));
        }
        return after;
    }

    /** When the event of this batch arrived that has waited longest; {@link Long#MAX_VALUE} where bronze got nothing new. */
    long earliestReceivedMicros() {
        return earliestReceivedMicros;
    }

    long latestEventMicros() {
        return latestEventMicros;
    }
}
