package dev.plumbline.storage.catalog;

import dev.plumbline.storage.tables.LocalFileIO;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.jdbc.JdbcCatalog;
import org.apache.iceberg.jdbc.JdbcClientPool;

/** Opens the catalog that the door serves: Iceberg's own over JDBC, with files that stay inside the warehouse. */
final class CatalogStore {

    static final String NAME = "plumbline";

    private static final int CONNECTIONS = 4;
    private static final String SQLITE = "jdbc:sqlite:";

    private CatalogStore() {}

    static FileIO files(StorageConfig config, WarehouseBoundary boundary) {
        Map<String, String> properties = new HashMap<>(config.catalogProperties());
        properties.keySet().removeIf(key -> key.startsWith("jdbc."));
        return new WarehouseFileIO(CatalogUtil.loadFileIO(properties.get("io-impl"), properties, null), boundary);
    }

    static JdbcClientPool connections(StorageConfig config) {
        makeFolders(config);
        return new JdbcClientPool(CONNECTIONS, config.jdbcUrl(), config.catalogProperties());
    }

    static JdbcCatalog open(StorageConfig config, JdbcClientPool connections, FileIO files) {
        JdbcCatalog catalog = new JdbcCatalog(properties -> files, properties -> connections, true);
        catalog.initialize(NAME, config.catalogProperties());
        return catalog;
    }

    private static void makeFolders(StorageConfig config) {
        try {
            if (config.localWarehouse()) {
                Files.createDirectories(LocalFileIO.path(config.warehouse()));
            }
            if (config.jdbcUrl().startsWith(SQLITE)) {
                String file = config.jdbcUrl().substring(SQLITE.length()).replaceFirst("\\?.*", "");
                Files.createDirectories(Path.of(file).toAbsolutePath().getParent());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot make the folder of the warehouse or of its catalog", e);
        }
    }
}
