package dev.plumbline.storage.catalog;

import dev.plumbline.runtime.InvalidSettingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.jdbc.JdbcCatalog;
import org.apache.iceberg.jdbc.JdbcClientPool;
import org.apache.iceberg.jdbc.UncheckedSQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the catalog that the door serves: Iceberg's own over JDBC, with files that stay inside the warehouse. */
final class CatalogStore {

    static final String NAME = "plumbline";

    private static final Logger LOG = LoggerFactory.getLogger(CatalogStore.class);

    private static final int CONNECTIONS = 4;
    private static final String SQLITE = "jdbc:sqlite:";
    private static final Duration DATABASE_PAUSE = Duration.ofMillis(250);

    private CatalogStore() {}

    /** The files of the warehouse as they are reached; {@link WarehouseFileIO} keeps them inside. */
    static FileIO files(StorageConfig config) {
        Map<String, String> properties = new HashMap<>(config.catalogProperties());
        properties.keySet().removeIf(key -> key.startsWith("jdbc."));
        return CatalogUtil.loadFileIO(config.warehouse().ioImpl(), properties, null);
    }

    static JdbcClientPool connections(StorageConfig config) {
        makeFolders(config);
        return new JdbcClientPool(CONNECTIONS, config.jdbcUrl(), config.catalogProperties());
    }

    /** Waits for the database for as long as it takes, as processes start in any order; one that refuses is an error. */
    static JdbcCatalog open(StorageConfig config, JdbcClientPool connections, FileIO files) {
        for (int attempt = 1; ; attempt++) {
            JdbcCatalog catalog = new JdbcCatalog(properties -> files, properties -> connections, true);
            try {
                catalog.initialize(NAME, config.catalogProperties());
                return catalog;
            } catch (UncheckedSQLException e) {
                SQLException problem = awayOrRethrow(e);
                if (attempt % 20 == 1) {
                    LOG.warn(
                            "waiting for the catalog's database url={} problem={}",
                            config.jdbcUrl(),
                            problem.getMessage());
                }
                LockSupport.parkNanos(DATABASE_PAUSE.toNanos());
            }
        }
    }

    /** The reason where a database does not answer (yet): it cannot be reached (08), or is still starting (57P03). */
    private static SQLException awayOrRethrow(UncheckedSQLException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException problem) {
                String state = String.valueOf(problem.getSQLState());
                if (state.startsWith("08") || state.equals("57P03")) {
                    return problem;
                }
            }
        }
        throw e;
    }

    private static void makeFolders(StorageConfig config) {
        try {
            if (config.warehouse().local()) {
                Files.createDirectories(config.warehouse().folder());
            }
            if (config.localDatabase()) {
                String file = config.jdbcUrl().substring(SQLITE.length()).replaceFirst("\\?.*", "");
                Files.createDirectories(Path.of(file).toAbsolutePath().getParent());
            }
        } catch (IOException e) {
            throw new InvalidSettingException("the folder of the warehouse or of its catalog cannot be made: " + e
                    + "; give another with --data-dir, or make it writable");
        }
    }
}
