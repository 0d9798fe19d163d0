package dev.plumbline.processing.stream;

import dev.plumbline.buffer.contract.Contract;
import dev.plumbline.processing.ProcessingConfig;
import dev.plumbline.processing.lake.Lake;
import dev.plumbline.processing.spark.SparkSessions;
import dev.plumbline.storage.tables.Offsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.Trigger;

/**
 * One stream's way from Kafka to bronze, silver and quarantine, as one streaming query: decode, check the row rules, sort into
 * tables, commit. {@link QueryLoop} keeps the query running, from what the tables hold.
 */
public final class StreamPipeline implements AutoCloseable {

    private final Contract contract;
    private final ProcessingConfig config;
    private final SparkSession spark;
    private final StreamTables tables;
    private final BatchSorter sorter;
    private final Lake lake;
    private final Runnable afterSilver;
    private final StreamState state;
    private final QueryLoop loop;
    private final Thread thread;
    /** Of the query that runs; set before it starts. */
    private volatile KafkaTopic topic;

    /** A pipeline that calls {@code afterSilver} when silver has a new snapshot; nothing runs before {@link #start}. */
    public StreamPipeline(
            Contract contract,
            RowRules rules,
            ProcessingConfig config,
            SparkSession spark,
            Lake lake,
            Runnable afterSilver) {
        this.contract = contract;
        this.config = config;
        // As the rules were read: one strange event must not stop its stream.
        this.spark = SparkSessions.withoutAnsi(spark);
        this.lake = lake;
        this.afterSilver = afterSilver;
        this.tables = new StreamTables(contract, rules, lake, config.seenEventsBytes());
        this.sorter = new BatchSorter(tables, this.spark);
        this.state = new StreamState(contract.stream());
        this.loop = new QueryLoop(contract.stream(), state, this::open);
        this.thread = new Thread(loop, "stream-" + contract.stream());
        this.thread.setDaemon(true);
    }

    public StreamPipeline start() {
        thread.start();
        return this;
    }

    public StreamState state() {
        return state;
    }

    @Override
    public void close() throws Exception {
        loop.close();
        thread.interrupt();
        thread.join(TimeUnit.SECONDS.toMillis(10));
        disconnect();
    }

    /** Starts the query where the tables end; one that ran before has ended. */
    private StreamingQuery open() throws Exception {
        disconnect();
        topic = KafkaTopic.connect(
                config.addresses().kafkaBootstrap(), contract.topic().name());
        tables.reload();
        state.loaded(tables);
        KafkaTopic.View view = topic.view();
        Offsets start = KafkaPosition.check(contract.stream(), view, tables.position(), tables.readFrom());
        tables.reads(view.id());
        return open(start, view.id());
    }

    private void disconnect() {
        if (topic != null) {
            topic.close();
        }
    }

    private StreamingQuery open(Offsets start, String topicId) throws Exception {
        Path checkpoint = Checkpoints.fresh(config.workDirectory(), contract.stream());
        return spark.readStream()
                .format("kafka")
                .option("kafka.bootstrap.servers", config.addresses().kafkaBootstrap())
                .option("subscribe", contract.topic().name())
                .option("startingOffsets", KafkaPosition.json(contract.topic().name(), start))
                .option("includeHeaders", true)
                .option("failOnDataLoss", true)
                .option("maxOffsetsPerTrigger", config.maxEventsPerBatch())
                // After each read Spark asks the broker where the partition ends, behind a fetch that already waits
                // for further records; answers come in order, so the wait is a pause per partition of a quiet stream.
                .option("kafka.fetch.max.wait.ms", 5)
                .option("kafka.request.timeout.ms", 15_000)
                .option("kafka.default.api.timeout.ms", 20_000)
                .load()
                .writeStream()
                .queryName(contract.stream())
                .option("checkpointLocation", checkpoint.toString())
                .trigger(Trigger.ProcessingTime(config.trigger().toMillis()))
                .foreachBatch((VoidFunction2<Dataset<Row>, Long>) (batch, id) -> batch(batch, topicId))
                .start();
    }

    private void batch(Dataset<Row> kafka, String topicId) throws Exception {
        Instant started = Instant.now();
        BatchFiles files = sorter.sort(kafka, started);
        Instant sorted = Instant.now();
        if (files.rows(BatchFiles.Target.BRONZE) > 0) {
            // Asked after the records were read: a topic made anew before that, and already longer, would not be
            // noticed.
            KafkaPosition.requireSame(contract.stream(), contract.topic().name(), topicId, topic.id());
            tables.commit(files, target -> {
                if (target == BatchFiles.Target.SILVER) {
                    afterSilver.run();
                }
            });
            for (BatchFiles.Target target : BatchFiles.Target.values()) {
                if (files.rows(target) > 0) {
                    lake.trimHistory(tables.table(target));
                }
            }
        }
        state.batch(tables, files, started, sorted, Instant.now());
        loop.succeeded();
    }
}
