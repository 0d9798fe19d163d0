package dev.plumbline.processing.stream;

import dev.plumbline.processing.spark.InProcess;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.time.Instant;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;

/** One Spark job per micro-batch: reads Kafka records by their contract and writes the files of all four tables. */
final class BatchSorter {

    private static final long FEW_ROWS = 20_000;

    private final StreamTables tables;
    private final InProcess<StreamTables> sharedTables;
    private long previousRows;

    BatchSorter(StreamTables tables) {
        this.tables = tables;
        this.sharedTables = InProcess.share(tables);
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
                        new SortIntoTables(sharedTables, tables.written(), processedAt, batch))
                .collect()) {
            files.plus(read(slice));
        }
        previousRows = files.rows(BatchFiles.Target.BRONZE);
        return files;
    }

    private static BatchFiles read(byte[] slice) throws IOException {
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(slice))) {
            return (BatchFiles) in.readObject();
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("a task answered with something else than files", e);
        }
    }
}
