package dev.plumbline.visualize.query;

import dev.plumbline.visualize.tables.TableFiles;
import dev.plumbline.visualize.tables.TableName;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.apache.iceberg.io.FileIO;

/**
 * Where the files of tables are on the local disk, which is all that DuckDB reads. A path never changes, and what is there
 * neither; but it is sure to be there only while it is held. Safe for many threads.
 */
public interface FilesOnDisk extends AutoCloseable {

    /** Files that stay where they are until this is closed. */
    interface Held extends AutoCloseable {
        @Override
        void close();
    }

    /** The folder below which all files are. */
    Path folder();

    /** Where a file of {@code table} is while it is held; a problem for the caller when it lies outside the warehouse. */
    Path path(TableName table, String location);

    /** SQL for the path of the file whose location a column holds. */
    String pathOf(String column);

    /** Has files there, read by {@code io} where need be; a problem for the caller when they cannot be had. */
    Held hold(FileIO io, Supplier<TableFiles> files);

    @Override
    void close();
}
