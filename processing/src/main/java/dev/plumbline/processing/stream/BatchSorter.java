package dev.plumbline.processing.stream;

import dev.plumbline.buffer.contract.Contract;
import dev.plumbline.processing.spark.InProcess;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.time.Instant;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;

/** One Spark job per micro-batch: decodes Kafka records, checks the row rules, and writes the files of all four tables. */
final class BatchSorter {

    private final Contract contract;
    private final StreamTables tables;
    private final InProcess<StreamTables> sharedTables;
    private final InProcess<DecodedEvents.Decoder> decoder;

    BatchSorter(Contract contract, StreamTables tables) {
        this.contract = contract;
        this.tables = tables;
        this.sharedTables = InProcess.share(tables);
        this.decoder = InProcess.share(DecodedEvents.Decoder.of(contract));
    }

    /** Writes the files of a batch of Spark's Kafka source; nothing is committed. */
    BatchFiles sort(Dataset<Row> kafka, Instant processedAt) throws IOException {
        tables.seen().begin();
        List<byte[]> slices = DecodedEvents.of(kafka, decoder)
                .transform(decoded -> RowRules.withBrokenRule(decoded, contract.rowRules()))
                .mapPartitions(new SortIntoTables(sharedTables, tables.written(), processedAt), Encoders.BINARY())
                .collectAsList();
        BatchFiles files = new BatchFiles();
        for (byte[] slice : slices) {
            files.plus(read(slice));
        }
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
