package dev.plumbline.visualize.tables;

import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;

/** The files that make up one snapshot of a table. */
public record TableFiles(List<DataFile> data, List<DeleteFile> deletes) {

    /** Below this size a data file costs more to open than to read. */
    private static final long SMALL_BYTES = 8L << 20;

    public TableFiles {
        data = List.copyOf(data);
        deletes = List.copyOf(deletes);
    }

    /** Data and delete files. */
    public List<ContentFile<?>> all() {
        List<ContentFile<?>> all = new ArrayList<>(data);
        all.addAll(deletes);
        return all;
    }

    public long rows() {
        return data.stream().mapToLong(DataFile::recordCount).sum();
    }

    public long bytes() {
        return data.stream().mapToLong(DataFile::fileSizeInBytes).sum();
    }

    public long small() {
        return data.stream()
                .filter(file -> file.fileSizeInBytes() < SMALL_BYTES)
                .count();
    }
}
