package dev.plumbline.storage.catalog;

import dev.plumbline.runtime.BrowserGuard;
import dev.plumbline.runtime.Health;
import dev.plumbline.runtime.Metrics;
import dev.plumbline.runtime.ProcessMain;
import dev.plumbline.runtime.Settings;
import dev.plumbline.runtime.Shutdown;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.jdbc.JdbcCatalog;
import org.apache.iceberg.jdbc.JdbcClientPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts the storage process, the Iceberg REST catalog. Read this first: it names every part of the module. */
public final class StorageApp implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StorageApp.class);

    private final JdbcCatalog catalog;
    private final CatalogDoor door;

    private StorageApp(JdbcCatalog catalog, CatalogDoor door) {
        this.catalog = catalog;
        this.door = door;
    }

    public static void main(String[] args) {
        ProcessMain.to("start storage")
                .run(args, settings -> Shutdown.install(settings).stops("storage", start(settings)));
    }

    /** Opens the catalog and its door; returns when the door answers. */
    public static StorageApp start(Settings settings) {
        StorageConfig config = StorageConfig.from(settings);
        WarehouseBoundary boundary = WarehouseBoundary.around(config.warehouse());
        FileIO warehouse = CatalogStore.files(config);
        FileIO files = new WarehouseFileIO(warehouse, boundary);
        JdbcClientPool connections = CatalogStore.connections(config);
        JdbcCatalog catalog = CatalogStore.open(config, connections, files);
        Health health = CatalogHealth.of(config, catalog, warehouse);
        TablePointers pointers = new TablePointers(connections, CatalogStore.NAME);
        TableFolders folders = new TableFolders(pointers, files, boundary);
        CatalogDoor door = new CatalogDoor(
                new CatalogService(catalog, files, boundary, folders),
                pointers,
                new DoorMetrics(new Metrics()),
                health,
                BrowserGuard.from(settings),
                config.maxBodyBytes(),
                config.forClients());
        StorageApp app = new StorageApp(catalog, door);
        try {
            door.open(config.bind(), config.port());
        } catch (RuntimeException e) {
            app.close();
            throw e;
        }
        LOG.info(
                "storage is up address={} warehouse={}",
                app.uri(),
                config.warehouse().location());
        health.problems().forEach((check, problem) -> LOG.warn("not ready check={} problem={}", check, problem));
        return app;
    }

    /** Where the catalog answers. */
    public String uri() {
        return "http://127.0.0.1:" + door.port();
    }

    @Override
    public void close() {
        door.close();
        catalog.close();
    }
}
