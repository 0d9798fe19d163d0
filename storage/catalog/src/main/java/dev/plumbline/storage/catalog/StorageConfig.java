package dev.plumbline.storage.catalog;

import dev.plumbline.runtime.Addresses;
import dev.plumbline.runtime.Settings;
import dev.plumbline.storage.tables.CatalogClient;
import dev.plumbline.storage.tables.LocalFileIO;
import java.util.Map;
import java.util.TreeMap;

/** What the storage process needs to know; every default works on a laptop. */
record StorageConfig(
        String bind,
        int port,
        String warehouse,
        Map<String, String> catalogProperties,
        long maxBodyBytes,
        long freeBytes) {

    /** In WAL mode readers never wait for the writer; writers queue for up to ten seconds instead of failing. */
    private static final String SQLITE = "?journal_mode=WAL&busy_timeout=10000&transaction_mode=IMMEDIATE&synchronous=";

    static StorageConfig from(Settings settings) {
        Addresses addresses = Addresses.from(settings);
        String directory =
                settings.path("data.dir", "./data").resolve("storage").toString();
        boolean fsync = settings.flag("storage.fsync", false);
        String warehouse = plain(settings.text("warehouse", "file:" + directory + "/warehouse"));

        Map<String, String> catalog = new TreeMap<>();
        catalog.put(
                "uri",
                settings.text(
                        "storage.jdbc.url",
                        "jdbc:sqlite:" + directory + "/catalog.db" + SQLITE + (fsync ? "FULL" : "NORMAL")));
        settings.optional("storage.jdbc.user").ifPresent(user -> catalog.put("jdbc.user", user));
        settings.optional("storage.jdbc.password").ifPresent(password -> catalog.put("jdbc.password", password));
        catalog.put("jdbc.schema-version", "V1");
        catalog.put("jdbc.strict-mode", "true");
        catalog.put("warehouse", warehouse);
        catalog.put("io-impl", settings.text("catalog.io-impl", CatalogClient.LOCAL_IO));
        catalog.put(LocalFileIO.FSYNC, Boolean.toString(fsync));
        catalog.putAll(CatalogClient.parseProperties(settings.text("catalog.properties", "")));
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

    boolean localWarehouse() {
        return isLocal(warehouse);
    }

    /** What every client of the catalog is told: its files of a local warehouse lie nowhere else. */
    Map<String, String> forClients() {
        return localWarehouse() ? Map.of(LocalFileIO.ROOT, warehouse) : Map.of();
    }

    /** Without the catalog's properties, as these may hold a password. */
    @Override
    public String toString() {
        return "bind=" + bind + " port=" + port + " warehouse=" + warehouse;
    }

    private static boolean isLocal(String location) {
        return location.startsWith("file:") || location.startsWith("/");
    }

    /** One spelling for one place: every location is compared with it. */
    private static String plain(String location) {
        if (isLocal(location)) {
            return "file:" + LocalFileIO.path(location).normalize();
        }
        return location.endsWith("/") ? location.substring(0, location.length() - 1) : location;
    }
}
