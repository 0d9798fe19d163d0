package dev.plumbline.storage.tables;

/**
 * The facts that a commit carries in its snapshot's summary: which part of the stream it holds, and for gold what it is up
 * to. Restarts, the closed book and the clocks read them back.
 */
public final class SnapshotProperties {

    /** The stream that the commit's rows came from. */
    public static final String STREAM = "plumbline.stream";

    /** The number of the stream's batch; the commits of one batch to several tables carry the same number. */
    public static final String BATCH_ID = "plumbline.batch-id";

    /** How far the table holds the stream: {@link Offsets} in JSON, per partition the end, exclusive. */
    public static final String OFFSETS = "plumbline.offsets";

    /** Gold: the silver snapshot that the table is up to. */
    public static final String SILVER_SNAPSHOT_ID = "plumbline.silver-snapshot-id";

    /** Gold: the greatest event time seen, ISO-8601; the watermark is this less the model's delay. */
    public static final String MAX_EVENT_TIME = "plumbline.max-event-time";

    /** Gold: windows that end at or before it are final, ISO-8601. */
    public static final String WATERMARK = "plumbline.watermark";

    /** Gold: the silver rows that are in the table's windows. */
    public static final String ROWS_COUNTED = "plumbline.rows-counted";

    /** Gold: the silver rows that came after their window was final. */
    public static final String ROWS_LATE = "plumbline.rows-late";

    /** Gold: a hash of the model that computed the rows; another hash means that all must be computed anew. */
    public static final String MODEL_HASH = "plumbline.model-hash";

    private SnapshotProperties() {}
}
