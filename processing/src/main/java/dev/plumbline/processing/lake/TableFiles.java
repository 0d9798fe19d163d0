package dev.plumbline.processing.lake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionKey;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericFileWriterFactory;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.InternalRecordWrapper;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.encryption.EncryptedOutputFile;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.io.OutputFileFactory;

/**
 * Collects records of one table and writes them as Parquet, one file per partition. Records wait in memory until
 * {@link #write}, so that a batch that touches a thousand days needs one open file, not a thousand. Not thread-safe.
 */
public final class TableFiles {

    private final Table table;
    private final PartitionSpec spec;
    private final InternalRecordWrapper wrapper;
    private final PartitionKey key;
    private final Map<PartitionKey, List<Record>> records = new LinkedHashMap<>();
    private int count;

    public TableFiles(Table table) {
        this.table = table;
        this.spec = table.spec();
        this.wrapper = new InternalRecordWrapper(table.schema().asStruct());
        this.key = new PartitionKey(spec, table.schema());
    }

    /** An empty record of the table's schema. */
    public Record record() {
        return GenericRecord.create(table.schema());
    }

    public void add(Record record) {
        key.partition(wrapper.wrap(record));
        List<Record> sameKey = records.get(key);
        if (sameKey == null) {
            sameKey = new ArrayList<>();
            records.put(key.copy(), sameKey);
        }
        sameKey.add(record);
        count++;
    }

    public int count() {
        return count;
    }

    /** The partition values of what was added. */
    public Iterable<PartitionKey> partitions() {
        return records.keySet();
    }

    /** Writes what was added and starts anew; the files become part of the table only when somebody commits them. */
    public List<DataFile> write() {
        if (records.isEmpty()) {
            return List.of();
        }
        OutputFileFactory files = OutputFileFactory.builderFor(table, 0, 0)
                .format(FileFormat.PARQUET)
                .operationId(UUID.randomUUID().toString())
                .build();
        GenericFileWriterFactory writers = new GenericFileWriterFactory.Builder(table)
                .dataFileFormat(FileFormat.PARQUET)
                .dataSchema(table.schema())
                .build();
        List<DataFile> written = new ArrayList<>(records.size());
        records.forEach((partition, rows) -> written.add(write(files, writers, partition, rows)));
        records.clear();
        count = 0;
        return written;
    }

    private DataFile write(
            OutputFileFactory files, GenericFileWriterFactory writers, PartitionKey partition, List<Record> rows) {
        EncryptedOutputFile output =
                spec.isUnpartitioned() ? files.newOutputFile() : files.newOutputFile(spec, partition);
        DataWriter<Record> writer = writers.newDataWriter(output, spec, spec.isUnpartitioned() ? null : partition);
        try (writer) {
            rows.forEach(writer::write);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Cannot write " + output.encryptingOutputFile().location(), e);
        }
        return writer.toDataFile();
    }
}
