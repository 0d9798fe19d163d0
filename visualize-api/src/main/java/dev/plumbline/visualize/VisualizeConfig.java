package dev.plumbline.visualize;

import dev.plumbline.runtime.Addresses;
import dev.plumbline.runtime.Settings;
import dev.plumbline.storage.tables.Warehouse;
import dev.plumbline.visualize.query.EngineLimits;
import dev.plumbline.visualize.query.TrinoConfig;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** What the visualize API can be told at start; every default works on a laptop. {@code trino} is there where Trino answers. */
public record VisualizeConfig(
        Addresses addresses,
        Path data,
        Warehouse warehouse,
        Path fileCache,
        long fileCacheBytes,
        Optional<Path> contracts,
        Optional<Path> queries,
        Duration catalogRefresh,
        EngineLimits limits,
        Optional<TrinoConfig> trino,
        long maxRows,
        long cacheBytes,
        int liveClients,
        int tailRate) {

    public static VisualizeConfig from(Settings settings) {
        Path data = settings.path("data.dir", "data");
        return new VisualizeConfig(
                Addresses.from(settings),
                data,
                settings.parsed(given -> Warehouse.from(given::text, data)),
                data.resolve("visualize").resolve("files"),
                settings.number("visualize.file-cache-bytes", 8L << 30, 1 << 20, Long.MAX_VALUE),
                settings.optionalPath("contracts.dir"),
                settings.optionalPath("queries.dir"),
                settings.duration("visualize.catalog-refresh", Duration.ofMillis(200)),
                settings.parsed(given -> limits(given, data)),
                settings.parsed(VisualizeConfig::trino),
                settings.number("visualize.max-rows", 10_000, 1, 10_000_000),
                settings.number("visualize.cache-bytes", 32L << 20, 0, 1L << 40),
                (int) settings.number("visualize.live-clients", 50, 1, 10_000),
                (int) settings.number("visualize.tail-rate", 50, 1, 10_000));
    }

    private static EngineLimits limits(Settings settings, Path data) {
        return new EngineLimits(
                settings.text("visualize.query-memory", "512MB"),
                (int) settings.number("visualize.query-threads", 2, 1, 256),
                (int) settings.number("visualize.query-parallel", 4, 1, 256),
                settings.duration(
                        "visualize.query-timeout", Duration.ofSeconds(30), Duration.ofMillis(1), Duration.ofHours(24)),
                data.resolve("tmp").resolve("duckdb"));
    }

    private static Optional<TrinoConfig> trino(Settings settings) {
        String engine = settings.text("visualize.engine", "duckdb");
        return switch (engine) {
            case "duckdb" -> Optional.empty();
            case "trino" ->
                Optional.of(new TrinoConfig(
                        URI.create(settings.text("trino.url", "http://127.0.0.1:8086")),
                        settings.text("trino.catalog", "plumbline"),
                        settings.text("trino.user", "visualize-api"),
                        settings.optional("trino.password")));
            default ->
                throw new IllegalArgumentException("visualize.engine is " + engine + ", expected duckdb or trino");
        };
    }
}
