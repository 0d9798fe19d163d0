package dev.plumbline.storage.tables;

import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.iceberg.Snapshot;

/**
 * The facts that a commit carries in its snapshot's summary: which part of the stream it holds, and for gold what it is up
 * to. Restarts, the closed book and the clocks read them back.
 */
public final class SnapshotProperties {

    /** The stream that the commit's rows came from. */
    public static final String STREAM = "plumbline.stream";

    /** Late rows: the model that listed the commit's rows. */
    public static final String MODEL = "plumbline.model";

    /** The number of the stream's batch; the commits of one batch to several tables carry the same number. */
    public static final String BATCH_ID = "plumbline.batch-id";

    /** How far the table holds the stream: {@link Offsets} in JSON, per partition the end, exclusive. */
    public static final String OFFSETS = "plumbline.offsets";

    /** The broker's id of the topic that {@link #OFFSETS} are offsets of; one of the same name that is made anew has another. */
    public static final String TOPIC_ID = "plumbline.topic-id";

    /** A mark of this commit alone, by which its writer knows it again. */
    public static final String COMMIT = "plumbline.commit";

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

    private static final String PREFIX = "plumbline.";

    private SnapshotProperties() {}

    /** All of them that a commit carries; none where it only rewrote files. */
    public static SortedMap<String, String> facts(Snapshot snapshot) {
        SortedMap<String, String> facts = new TreeMap<>();
        snapshot.summary().forEach((name, value) -> {
            if (name.startsWith(PREFIX)) {
                facts.put(name, value);
            }
        });
        return facts;
    }
}
