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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.duckdb.DuckDBConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * DuckDB in this process, in memory: a connection per query, a limit on time, memory and number. It may read below the
 * given directory, and nothing else: no extension, no network, no other file, and settings are locked.
 */
public final class DuckDb implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DuckDb.class);

    private final DuckDBConnection root;
    private final EngineLimits limits;
    private final Turns turns;

    private DuckDb(DuckDBConnection root, EngineLimits limits) {
        this.root = root;
        this.limits = limits;
        this.turns = new Turns(limits);
    }

    /** One that reads data files below {@code readable}. */
    public static DuckDb open(EngineLimits limits, Path readable) {
        return open(limits, Optional.of(readable));
    }

    /** One that reads no file, for what needs its parser alone. */
    public static DuckDb parser(EngineLimits limits) {
        return open(limits, Optional.empty());
    }

    private static DuckDb open(EngineLimits limits, Optional<Path> readable) {
        try {
            Path spill = Scratch.create(limits.spill());
            DuckDBConnection root = (DuckDBConnection) DriverManager.getConnection("jdbc:duckdb:");
            List<String> settings = new ArrayList<>(List.of(
                    "autoload_known_extensions = false",
                    "autoinstall_known_extensions = false",
                    "TimeZone = 'UTC'",
                    "threads = " + limits.threads(),
                    "memory_limit = " + Sql.text(limits.memory()),
                    "temp_directory = " + Sql.text(spill.toString()),
                    // Data files never change, so neither do their footers.
                    "parquet_metadata_cache = true"));
            readable.ifPresent(folder -> settings.add("allowed_directories = [" + Sql.text(folder + "/") + "]"));
            settings.addAll(List.of("enable_external_access = false", "lock_configuration = true"));
            for (String setting : settings) {
                run(root, "SET " + setting);
            }
            return new DuckDb(root, limits);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot create " + limits.spill() + " for DuckDB's temporary files", e);
        } catch (SQLException e) {
            throw new IllegalStateException("DuckDB does not start: " + e.getMessage(), e);
        }
    }

    /** Runs a query; {@code parameters} are bound to {@code $1}, {@code $2} … in order. */
    <T> T query(String sql, List<?> parameters, QueryEngine.Reader<T> reader) {
        try (Turns.Turn turn = turns.take()) {
            try (Connection connection = root.duplicate();
                    PreparedStatement statement = connection.prepareStatement(sql)) {
                for (int i = 0; i < parameters.size(); i++) {
                    statement.setObject(i + 1, parameters.get(i));
                }
                turn.limit(statement);
                try (ResultSet rows = statement.executeQuery()) {
                    return reader.read(new DuckDbRows(rows));
                }
            } catch (SQLException e) {
                throw turn.late() ? turns.tooLong() : problem(e);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Runs a statement of this API's own making, such as one that creates a view. */
    void define(String sql) {
        try (Connection connection = root.duplicate()) {
            run(connection, sql);
        } catch (SQLException e) {
            throw problem(e);
        }
    }

    /** How many queries run now. */
    int running() {
        return turns.running();
    }

    @Override
    public void close() throws SQLException {
        turns.close();
        root.close();
    }

    private RuntimeException problem(SQLException e) {
        String message = String.valueOf(e.getMessage());
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

    private static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
