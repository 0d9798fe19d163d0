package dev.plumbline.visualize.query;

import dev.plumbline.storage.tables.LocalFileIO;
import dev.plumbline.visualize.tables.TableFiles;
import dev.plumbline.visualize.tables.TableName;
import dev.plumbline.visualize.web.ProblemException;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.apache.iceberg.io.FileIO;

/** The files of a warehouse on the local disk: they are there already. */
public final class WarehouseFolder implements FilesOnDisk {

    private static final Held ALWAYS = () -> {};

    private final Path folder;

    public WarehouseFolder(Path folder) {
        this.folder = folder;
    }

    @Override
    public Path folder() {
        return folder;
    }

    @Override
    public Path path(TableName table, String location) {
        Path path = location.startsWith("/") || location.startsWith("file:")
                ? LocalFileIO.path(location).normalize()
                : null;
        if (path == null || !path.startsWith(folder)) {
            throw ProblemException.unsupported(table + " has a file outside the warehouse " + folder
                    + " (setting warehouse), which alone is read here: " + location);
        }
        return path;
    }

    /** Metadata spells a path with or without a scheme, DuckDB as the file system does. */
    @Override
    public String pathOf(String column) {
        return "regexp_replace(" + column + ", '^file:/*', '/')";
    }

    @Override
    public Held hold(FileIO io, Supplier<TableFiles> files) {
        return ALWAYS;
    }

    @Override
    public void close() {}
}
