package dev.plumbline.visualize.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.storage.tables.Warehouse;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class WarehouseFolderTest extends FilesOnDiskContract {

    @Override
    FilesOnDisk open(Warehouse warehouse) {
        return new WarehouseFolder(warehouse.folder());
    }

    @Test
    void aFileIsReadWhereItIs() {
        FilesOnDisk files = new WarehouseFolder(Path.of("/w"));

        assertThat(files.path(LINES, "file:///w/a.parquet")).isEqualTo(Path.of("/w/a.parquet"));
        assertThat(files.path(LINES, "/w/a.parquet")).isEqualTo(Path.of("/w/a.parquet"));
    }

    @Test
    void nobodyAsksWhichFilesThereAre() {
        new WarehouseFolder(Path.of("/w"))
                .hold(table.io(), () -> {
                    throw new AssertionError("not asked");
                })
                .close();
    }
}
