package dev.plumbline.visualize.query;

import dev.plumbline.visualize.web.ProblemException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.duckdb.DuckDBConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * DuckDB in this process, in memory: a connection per query, a limit on time, memory and number. It may read below the
 * given directory, and nothing else: no extension, no network, no other file, and settings are locked.
 */
public final class Engine implements AutoCloseable {

    /** What is made of a result while its query holds the connection. */
    @FunctionalInterface
    public interface Reader<T> {
        T read(ResultSet rows) throws SQLException, IOException;
    }

    private static final Logger LOG = LoggerFactory.getLogger(Engine.class);
    private static final long QUEUE_MILLIS = 5_000;

    private final DuckDBConnection root;
    private final EngineLimits limits;
    private final Semaphore places;
    private final ScheduledThreadPoolExecutor clock;

    private Engine(DuckDBConnection root, EngineLimits limits) {
        this.root = root;
        this.limits = limits;
        this.places = new Semaphore(limits.parallel(), true);
        this.clock = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "query-timeout");
            thread.setDaemon(true);
            return thread;
        });
        clock.setRemoveOnCancelPolicy(true);
    }

    /** An engine that reads data files below {@code readable}. */
    public static Engine open(EngineLimits limits, Path readable) {
        try {
            Path spill = Scratch.create(limits.spill());
            DuckDBConnection root = (DuckDBConnection) DriverManager.getConnection("jdbc:duckdb:");
            for (String setting : List.of(
                    "autoload_known_extensions = false",
                    "autoinstall_known_extensions = false",
                    "TimeZone = 'UTC'",
                    "threads = " + limits.threads(),
                    "memory_limit = " + Sql.text(limits.memory()),
                    "temp_directory = " + Sql.text(spill.toString()),
                    // Data files never change, so neither do their footers.
                    "parquet_metadata_cache = true",
                    "allowed_directories = [" + Sql.text(readable + "/") + "]",
                    "enable_external_access = false",
                    "lock_configuration = true")) {
                run(root, "SET " + setting);
            }
            return new Engine(root, limits);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot create " + limits.spill() + " for DuckDB's temporary files", e);
        } catch (SQLException e) {
            throw new IllegalStateException("DuckDB does not start: " + e.getMessage(), e);
        }
    }

    /** Runs a query; {@code parameters} are bound to {@code $1}, {@code $2} … in order. */
    public <T> T query(String sql, List<?> parameters, Reader<T> reader) {
        takePlace();
        AtomicBoolean late = new AtomicBoolean();
        try (Connection connection = root.duplicate();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.size(); i++) {
                statement.setObject(i + 1, parameters.get(i));
            }
            ScheduledFuture<?> timeout = clock.schedule(
                    () -> {
                        late.set(true);
                        cancel(statement);
                    },
                    limits.timeout().toMillis(),
                    TimeUnit.MILLISECONDS);
            try (ResultSet rows = statement.executeQuery()) {
                return reader.read(rows);
            } finally {
                timeout.cancel(false);
            }
        } catch (SQLException e) {
            throw problem(e, late.get());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            places.release();
        }
    }

    /** Runs a statement of this API's own making, such as one that creates a view. */
    void define(String sql) {
        try (Connection connection = root.duplicate()) {
            run(connection, sql);
        } catch (SQLException e) {
            throw problem(e, false);
        }
    }

    /** How many queries run now. */
    public int running() {
        return limits.parallel() - places.availablePermits();
    }

    @Override
    public void close() throws SQLException {
        clock.shutdownNow();
        root.close();
    }

    private void takePlace() {
        try {
            if (!places.tryAcquire(QUEUE_MILLIS, TimeUnit.MILLISECONDS)) {
                throw ProblemException.unavailable("all " + limits.parallel() + " places for queries were taken for "
                        + QUEUE_MILLIS + " ms; try again");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ProblemException.unavailable("visualize-api is stopping");
        }
    }

    private RuntimeException problem(SQLException e, boolean late) {
        String message = String.valueOf(e.getMessage());
        if (late) {
            return new ProblemException(
                    504,
                    "The query took too long",
                    "the query was stopped after " + limits.timeout().toMillis()
                            + " ms; ask for less, or raise visualize.query-timeout");
        }
        if (message.startsWith("Out of Memory Error")) {
            return new ProblemException(
                    507,
                    "The query needs too much memory",
                    "the query needs more than " + limits.memory() + "; ask for less, or raise visualize.query-memory");
        }
        if (message.startsWith("IO Error") && message.contains("No such file")) {
            return new ProblemException(
                    410,
                    "The snapshot is gone",
                    "a data file of the snapshot has been removed; ask for a newer one: " + firstLine(message));
        }
        LOG.warn("query failed error={}", firstLine(message));
        return new ProblemException(500, "The query failed", firstLine(message));
    }

    private static String firstLine(String message) {
        return message.lines().findFirst().orElse("no reason given");
    }

    private static void cancel(Statement statement) {
        try {
            statement.cancel();
        } catch (SQLException e) {
            LOG.debug("query ended before it was cancelled", e);
        }
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
