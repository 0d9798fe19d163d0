package dev.plumbline.processing.stream;

import dev.plumbline.processing.spark.InProcess;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.time.Instant;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;

/**
 * A micro-batch's work: reads Kafka records by their contract and writes the files of all four tables, in one Spark job.
 * Tasks outside of the driver's process cannot ask its index of seen events; there a job before it reads the identities, and
 * the driver decides about them.
 */
final class BatchSorter {

    private static final long FEW_ROWS = 20_000;

    private final StreamTables tables;
    private final StreamParts.Handle parts;
    private final InProcess<SeenEvents> index;
    private final boolean tasksAreHere;
    private long previousRows;

    BatchSorter(StreamTables tables, SparkSession spark) {
        this.tables = tables;
        this.tasksAreHere = spark.sparkContext().isLocal();
        this.index = InProcess.share(tables.seen());
        this.parts = tasksAreHere
                ? new StreamParts.Here(InProcess.share(tables.parts()))
                : new StreamParts.There(JavaSparkContext.fromSparkContext(spark.sparkContext())
                        .broadcast(new StreamParts.Copy(tables.parts())));
    }

    /** Writes the files of a batch of Spark's Kafka source (with headers); nothing is committed. */
    BatchFiles sort(Dataset<Row> kafka, Instant processedAt) throws IOException {
        long batch = tables.seen().begin();
        JavaRDD<InternalRow> records = kafka.queryExecution().toRdd().toJavaRDD();
        // Batches come in like sizes. A small one is one task's work, and makes one file a table instead of one per
        // partition.
        if (previousRows < FEW_ROWS) {
            records = records.coalesce(1);
        }
        BatchFiles files = new BatchFiles();
        for (byte[] slice : records.mapPartitions(
                        new SortIntoTables(parts, decisions(records, batch), tables.written(), processedAt))
                .collect()) {
            files.plus(read(slice));
        }
        previousRows = files.rows(BatchFiles.Target.BRONZE);
        return files;
    }

    private Decisions decisions(JavaRDD<InternalRow> records, long batch) {
        if (tasksAreHere) {
            return new DecisionsByIndex(index, batch);
        }
        List<long[]> found = records.mapPartitions(new ReadIdentities(parts)).collect();
        return DecisionsByDriver.make(tables.seen(), batch, found);
    }

    private static BatchFiles read(byte[] slice) throws IOException {
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(slice))) {
            return (BatchFiles) in.readObject();
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("a task answered with something else than files", e);
        }
    }
}
