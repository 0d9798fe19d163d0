package dev.plumbline.storage.catalog;

import java.util.Map;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;

/**
 * The files that this process touches, all inside the warehouse. Metadata is written by clients, and a purge deletes what
 * metadata names: whatever it names, nothing outside is read, written or deleted from here.
 */
final class WarehouseFileIO implements FileIO {

    private static final long serialVersionUID = 1L;

    private final FileIO files;
    private final transient WarehouseBoundary boundary;

    WarehouseFileIO(FileIO files, WarehouseBoundary boundary) {
        this.files = files;
        this.boundary = boundary;
    }

    @Override
    public InputFile newInputFile(String location) {
        boundary.requireInside("read of", location);
        return files.newInputFile(location);
    }

    @Override
    public OutputFile newOutputFile(String location) {
        boundary.requireInside("write to", location);
        return files.newOutputFile(location);
    }

    @Override
    public void deleteFile(String location) {
        boundary.requireInside("delete of", location);
        files.deleteFile(location);
    }

    @Override
    public Map<String, String> properties() {
        return files.properties();
    }

    @Override
    public void close() {
        files.close();
    }
}
