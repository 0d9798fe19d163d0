package dev.plumbline.processing.gold;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What one model's stream answer is up to, for people and metrics; written by its runner, read by anyone. */
public final class ModelState {

    /** All of it at one moment; absent values are null. */
    public record View(
            String model,
            String stream,
            String target,
            String late,
            Long silverSnapshotId,
            Instant watermark,
            long rowsCounted,
            long rowsLate,
            long stepMillis,
            Instant lastStepAt,
            boolean upToDate,
            String error) {}

    private final Model model;
    private GoldState gold;
    private Long silverSnapshotId;
    private long stepMillis;
    private Instant lastStepAt;
    private String error;

    ModelState(Model model) {
        this.model = model;
    }

    synchronized void upToDate(Optional<GoldState> now, Long silver) {
        gold = now.orElse(null);
        silverSnapshotId = silver;
        error = null;
    }

    synchronized void stepped(Optional<GoldState> now, long silver, Duration took) {
        upToDate(now, silver);
        stepMillis = took.toMillis();
        lastStepAt = Instant.now();
    }

    synchronized void failed(Throwable cause) {
        error = cause.toString();
    }

    public synchronized View view() {
        return new View(
                model.name(),
                model.stream(),
                model.target(),
                model.late().name().toLowerCase(java.util.Locale.ROOT),
                gold == null ? null : gold.silverSnapshotId(),
                gold == null ? null : gold.watermark(model),
                gold == null ? 0 : gold.rowsCounted(),
                gold == null ? 0 : gold.rowsLate(),
                stepMillis,
                lastStepAt,
                error == null
                        && (gold == null
                                ? silverSnapshotId == null
                                : silverSnapshotId != null && gold.silverSnapshotId() == silverSnapshotId),
                error);
    }
}
