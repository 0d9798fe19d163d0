package dev.plumbline.storage.catalog;

import dev.plumbline.runtime.Addresses;
import dev.plumbline.runtime.Settings;
import dev.plumbline.storage.tables.LocalFileIO;
import dev.plumbline.storage.tables.Warehouse;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** What the storage process needs to know; every default works on a laptop. */
record StorageConfig(
        String bind,
        int port,
        Warehouse warehouse,
        Map<String, String> catalogProperties,
        long maxBodyBytes,
        long freeBytes) {

    /** In WAL mode readers never wait for the writer; writers queue for up to ten seconds instead of failing. */
    private static final String SQLITE = "?journal_mode=WAL&busy_timeout=10000&transaction_mode=IMMEDIATE&synchronous=";

    /** What JDBC's driver for PostgreSQL is told: a database that hangs must not hold up the catalog for good. */
    private static final Map<String, String> POSTGRESQL = Map.of(
            "jdbc.connectTimeout", "5",
            "jdbc.socketTimeout", "20",
            "jdbc.tcpKeepAlive", "true",
            // A database that is stopped says so on each connection before it hangs up; nothing was done then.
            "retryable_status_codes", "57P01,57P02,57P03");

    static StorageConfig from(Settings settings) {
        Addresses addresses = Addresses.from(settings);
        Path data = settings.path("data.dir", "./data");
        boolean fsync = settings.flag("storage.fsync", false);
        Warehouse warehouse = settings.parsed(given -> Warehouse.from(given::text, data));
        String url = settings.text(
                "storage.jdbc.url",
                "jdbc:sqlite:" + data.resolve("storage/catalog.db") + SQLITE + (fsync ? "FULL" : "NORMAL"));

        Map<String, String> catalog = new TreeMap<>();
        catalog.put("uri", url);
        if (url.startsWith("jdbc:postgresql:")) {
            catalog.putAll(POSTGRESQL);
        }
        settings.optional("storage.jdbc.user").ifPresent(user -> catalog.put("jdbc.user", user));
        settings.optional("storage.jdbc.password").ifPresent(password -> catalog.put("jdbc.password", password));
        catalog.put("jdbc.schema-version", "V1");
        catalog.put("jdbc.strict-mode", "true");
        catalog.put("warehouse", warehouse.location());
        catalog.put(LocalFileIO.FSYNC, Boolean.toString(fsync));
        catalog.putAll(warehouse.properties());
        return new StorageConfig(
                addresses.bind(),
                addresses.storagePort(),
                warehouse,
                Map.copyOf(catalog),
                settings.number("storage.max-body-bytes", 32L << 20, 1 << 10, 1L << 30),
                settings.number("storage.free-bytes", 512L << 20, 0, Long.MAX_VALUE));
    }

    String jdbcUrl() {
        return catalogProperties.get("uri");
    }

    /** Whether the catalog's database is a file of this process. */
    boolean localDatabase() {
        return jdbcUrl().startsWith("jdbc:sqlite:");
    }

    /** What every client of the catalog is told: its files of a local warehouse lie nowhere else. */
    Map<String, String> forClients() {
        return warehouse.local() ? Map.of(LocalFileIO.ROOT, warehouse.location()) : Map.of();
    }

    /** Without the catalog's properties, as these may hold a password. */
    @Override
    public String toString() {
        return "bind=" + bind + " port=" + port + " warehouse=" + warehouse.location();
    }
}
