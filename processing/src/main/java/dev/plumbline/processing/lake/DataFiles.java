package dev.plumbline.processing.lake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Consumer;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetReaders;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.parquet.Parquet;

/** Reads single data files of a table in the driver, where a Spark job would cost more than the reading. */
public final class DataFiles {

    private DataFiles() {}

    /** Hands every row of a file to {@code row}, with {@code columns} matched by field id. */
    public static void read(Table table, DataFile file, Schema columns, Consumer<Record> row) {
        try (CloseableIterable<Record> rows = Parquet.read(table.io().newInputFile(file.location()))
                .project(columns)
                .createReaderFunc(fileSchema -> GenericParquetReaders.buildReader(columns, fileSchema))
                .build()) {
            rows.forEach(row);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file.location() + " of " + table.name(), e);
        }
    }
}
