package dev.plumbline.processing.gold;

import java.time.Duration;
import java.util.List;

/**
 * One question, asked of silver in SQL and answered into a gold table by stream and by batch alike. {@code sql} reads a
 * relation called {@code silver}; its result has one row per {@code keys}, and {@code windowColumn} (a day or an instant)
 * holds the start of the event-time window of length {@code window}, aligned to UTC.
 */
public record Model(
        String name,
        String stream,
        String target,
        String description,
        List<String> keys,
        String windowColumn,
        Duration window,
        Duration watermarkDelay,
        Late late,
        List<String> partition,
        String sql,
        String origin) {

    /** What happens with a row whose window the watermark has passed; either way it is listed in {@code ops.late_rows}. */
    public enum Late {
        /** It still updates its window. */
        COUNT,
        /** The published window stands; the batch answer differs by exactly the listed rows. */
        LIST
    }

    public Model {
        keys = List.copyOf(keys);
        partition = List.copyOf(partition);
    }

    /** The table's name without its namespace. */
    public String table() {
        return target.substring(target.indexOf('.') + 1);
    }

    /** Changes when the question changes: a gold table made by another question is computed anew. */
    public String hash() {
        return Integer.toHexString(
                (sql.strip() + keys + windowColumn + window + watermarkDelay + partition + late).hashCode());
    }

    /** Start of the window that an event time falls into, both in microseconds since 1970. */
    public long windowStart(long eventMicros) {
        return Math.floorDiv(eventMicros, windowMicros()) * windowMicros();
    }

    public long windowMicros() {
        return window.toNanos() / 1_000;
    }
}
