package dev.plumbline.processing.gold;

import dev.plumbline.storage.tables.SnapshotProperties;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/**
 * What a gold commit says about itself, in its snapshot's summary: the silver snapshot it is up to, the greatest event time
 * seen (the watermark is that less the model's delay), and how many of silver's rows are counted in windows or listed
 * as late. {@code rowsLate} counts only rows that no window holds.
 */
record GoldState(long silverSnapshotId, long maxEventMicros, long rowsCounted, long rowsLate, String modelHash) {

    /** Before any silver: no watermark, so nothing can be late. */
    static final long NO_EVENT = Long.MIN_VALUE;

    static GoldState parse(Map<String, String> summary) {
        String maxEventTime = summary.get(SnapshotProperties.MAX_EVENT_TIME);
        return new GoldState(
                Long.parseLong(summary.get(SnapshotProperties.SILVER_SNAPSHOT_ID)),
                maxEventTime == null ? NO_EVENT : micros(Instant.parse(maxEventTime)),
                Long.parseLong(summary.get(SnapshotProperties.ROWS_COUNTED)),
                Long.parseLong(summary.get(SnapshotProperties.ROWS_LATE)),
                summary.getOrDefault(SnapshotProperties.MODEL_HASH, ""));
    }

    /** The event time up to which windows are final, in microseconds. */
    long watermarkMicros(Model model) {
        return maxEventMicros == NO_EVENT
                ? NO_EVENT
                : maxEventMicros - model.watermarkDelay().toNanos() / 1_000;
    }

    Instant watermark(Model model) {
        return maxEventMicros == NO_EVENT ? null : instant(watermarkMicros(model));
    }

    static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    static long micros(Instant instant) {
        // Not ChronoUnit.between: it counts nanoseconds on some JDKs, which a long holds for the years 1678 to 2262
        // only.
        return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), 1_000_000L), instant.getNano() / 1_000);
    }
}
