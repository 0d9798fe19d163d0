package dev.plumbline.processing.lake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetReaders;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.parquet.ParquetValueReader;
import org.apache.iceberg.shaded.org.apache.parquet.schema.MessageType;
import org.apache.iceberg.spark.data.SparkParquetReaders;
import org.apache.spark.sql.catalyst.InternalRow;

/** Reads single data files of a table in the driver, where a Spark job would cost more than the reading. */
public final class DataFiles {

    private DataFiles() {}

    /** Hands every row of a file to {@code row}, with {@code columns} matched by field id. */
    public static void read(Table table, DataFile file, Schema columns, Consumer<Record> row) {
        read(table, file, columns, fileSchema -> GenericParquetReaders.buildReader(columns, fileSchema), row);
    }

    /** The same as Spark's own rows, for Spark's expressions. */
    public static void readForSpark(Table table, DataFile file, Schema columns, Consumer<InternalRow> row) {
        read(table, file, columns, fileSchema -> SparkParquetReaders.buildReader(columns, fileSchema), row);
    }

    private static <T> void read(
            Table table,
            DataFile file,
            Schema columns,
            Function<MessageType, ParquetValueReader<?>> reader,
            Consumer<T> row) {
        try (CloseableIterable<T> rows = Parquet.read(table.io().newInputFile(file.location()))
                .project(columns)
                .createReaderFunc(reader)
                .build()) {
            rows.forEach(row);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file.location() + " of " + table.name(), e);
        }
    }
}
