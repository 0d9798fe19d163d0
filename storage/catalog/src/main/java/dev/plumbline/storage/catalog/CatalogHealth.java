package dev.plumbline.storage.catalog;

import dev.plumbline.runtime.Health;
import dev.plumbline.storage.tables.LocalFileIO;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.jdbc.JdbcCatalog;

/** Whether storage would work now: its database answers, its warehouse can be written, the disk has room. */
final class CatalogHealth {

    private CatalogHealth() {}

    static Health of(StorageConfig config, JdbcCatalog catalog) {
        Health health = new Health().check("catalog", () -> {
            catalog.namespaceExists(Namespace.of("health"));
            return Optional.empty();
        });
        if (config.localWarehouse()) {
            Path folder = LocalFileIO.path(config.warehouse());
            health.check("warehouse", () -> writable(folder)).check("disk", () -> room(folder, config.freeBytes()));
        }
        return health;
    }

    private static Optional<String> writable(Path folder) {
        return Files.isDirectory(folder) && Files.isWritable(folder)
                ? Optional.empty()
                : Optional.of("the warehouse " + folder + " cannot be written; check that it is there and who owns it");
    }

    private static Optional<String> room(Path folder, long wanted) {
        try {
            long free = Files.getFileStore(folder).getUsableSpace();
            return free >= wanted
                    ? Optional.empty()
                    : Optional.of("the disk of " + folder + " has " + free + " bytes free, expected " + wanted
                            + " at least (storage.free-bytes); make room");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
