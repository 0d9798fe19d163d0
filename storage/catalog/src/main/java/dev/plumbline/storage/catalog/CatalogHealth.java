package dev.plumbline.storage.catalog;

import dev.plumbline.runtime.Health;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.SupportsPrefixOperations;
import org.apache.iceberg.jdbc.JdbcCatalog;

/** Whether storage would work now: its database answers, and its warehouse can be written
 * and has room, or answers where it is not on this machine. */
final class CatalogHealth {

    private static final Duration LIMIT = Duration.ofSeconds(2);

    private CatalogHealth() {}

    static Health of(StorageConfig config, JdbcCatalog catalog, FileIO files) {
        Health health = new Health();
        Supplier<Optional<String>> database = () -> {
            catalog.namespaceExists(Namespace.of("health"));
            return Optional.empty();
        };
        health.check("catalog", config.localDatabase() ? database : new TimedProbe("the database", LIMIT, database));
        if (config.warehouse().local()) {
            Path folder = config.warehouse().folder();
            health.check("warehouse", () -> writable(folder)).check("disk", () -> room(folder, config.freeBytes()));
        } else {
            String location = config.warehouse().location();
            health.check(
                    "warehouse", new TimedProbe("the warehouse " + location, LIMIT, () -> listed(location, files)));
        }
        return health;
    }

    /** Asks for a folder that is not there: the cheapest question that only a bucket that is there answers. */
    private static Optional<String> listed(String warehouse, FileIO files) {
        String nothing = warehouse + "/.ready/";
        if (files instanceof SupportsPrefixOperations folders) {
            folders.listPrefix(nothing).iterator().hasNext();
        } else {
            files.newInputFile(nothing + "file").exists();
        }
        return Optional.empty();
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
