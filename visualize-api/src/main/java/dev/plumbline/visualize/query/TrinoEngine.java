package dev.plumbline.visualize.query;

import dev.plumbline.visualize.tables.TableAt;
import dev.plumbline.visualize.tables.TableName;
import dev.plumbline.visualize.web.ProblemException;
import io.trino.jdbc.TrinoDriver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has Trino answer, which reads the same tables through the same catalog: no data file comes to this machine. The SQL stays that
 * of the query files and is said in Trino's dialect ({@link TrinoSql}); each table is read at the snapshot that the catalog
 * settled ({@link TrinoTable}).
 */
public final class TrinoEngine implements QueryEngine {

    private static final Logger LOG = LoggerFactory.getLogger(TrinoEngine.class);
    private static final int FIRST_OF_RESOURCES = 0x2_0000;
    private static final int FIRST_OF_FAULTS = 0x1_0000;

    /** Trino says that it has started before it counts itself among its nodes, which it looks for every five seconds. */
    private static final Duration UNTIL_IT_KNOWS_ITSELF = Duration.ofSeconds(12);

    private final TrinoConfig config;
    private final TrinoDriver driver = new TrinoDriver();
    private final Turns turns;
    private final HttpClient http = HttpClient.newHttpClient();

    public TrinoEngine(TrinoConfig config, EngineLimits limits) {
        this.config = config;
        this.turns = new Turns(limits);
    }

    @Override
    public String name() {
        return "trino";
    }

    @Override
    public Optional<String> refusal(ParsedSelect select) {
        try {
            Map<TableName, String> sources = new HashMap<>();
            select.tables().forEach(table -> sources.put(table, Sql.table(table)));
            TrinoSql.of(select, sources, Map.of());
            return Optional.empty();
        } catch (TrinoSql.NoCounterpartException e) {
            return Optional.of(e.getMessage());
        }
    }

    @Override
    public <T> T query(ParsedSelect select, Map<TableName, TableAt> at, List<?> values, Reader<T> reader) {
        Map<TableName, String> sources = new LinkedHashMap<>();
        at.forEach((table, state) -> sources.put(table, TrinoTable.select(config.catalog(), state)));
        Map<String, Object> byName = new HashMap<>();
        for (int i = 0; i < values.size(); i++) {
            byName.put(select.parameters().get(i), values.get(i));
        }
        try {
            TrinoSql.Statement statement = TrinoSql.of(select, sources, byName);
            return run(statement.sql(), statement.values(), reader);
        } catch (TrinoSql.NoCounterpartException e) {
            throw notHere(e.getMessage());
        }
    }

    @Override
    public <T> T rows(TableAt at, long count, Reader<T> reader) {
        return run("SELECT * FROM " + TrinoTable.select(config.catalog(), at) + " LIMIT " + count, List.of(), reader);
    }

    @Override
    public int running() {
        return turns.running();
    }

    @Override
    public Optional<String> problem() {
        HttpRequest request = HttpRequest.newBuilder(config.url().resolve("/v1/info"))
                .timeout(Duration.ofSeconds(2))
                .build();
        try {
            String answer =
                    http.send(request, HttpResponse.BodyHandlers.ofString()).body();
            return answer.contains("\"starting\":false")
                    ? Optional.empty()
                    : Optional.of("Trino at " + config.url() + " is starting");
        } catch (IOException e) {
            return Optional.of("Trino at " + config.url() + " does not answer (" + e + ")");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("visualize-api is stopping");
        }
    }

    @Override
    public void close() {
        turns.close();
        try {
            driver.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private <T> T run(String sql, List<Object> values, Reader<T> reader) {
        long patience = System.nanoTime() + UNTIL_IT_KNOWS_ITSELF.toNanos();
        try (Turns.Turn turn = turns.take()) {
            while (true) {
                try {
                    return ask(turn, sql, values, reader);
                } catch (SQLException e) {
                    if (turn.late()) {
                        throw late();
                    }
                    if (!hasNoNode(e) || System.nanoTime() > patience) {
                        throw problem(e, sql);
                    }
                    pause();
                }
            }
        }
    }

    private <T> T ask(Turns.Turn turn, String sql, List<Object> values, Reader<T> reader) throws SQLException {
        try (Connection connection = driver.connect(config.jdbcUrl(), config.properties());
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.size(); i++) {
                statement.setObject(i + 1, values.get(i));
            }
            turn.limit(statement);
            try (ResultSet rows = statement.executeQuery()) {
                return reader.read(new TrinoRows(rows));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean hasNoNode(SQLException e) {
        return String.valueOf(e.getMessage()).contains("No nodes available");
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(500);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ProblemException.unavailable("visualize-api is stopping");
        }
    }

    /** The driver asks a server that is away again and again until its time is over, which is not the query's fault. */
    private ProblemException late() {
        return problem().map(ProblemException::unavailable).orElseGet(turns::tooLong);
    }

    private ProblemException problem(SQLException e, String sql) {
        String message = String.valueOf(e.getMessage());
        LOG.warn("query failed on Trino error={} sql={}", message, sql);
        if (hasNoNode(e)) {
            return ProblemException.unavailable(
                    "Trino at " + config.url() + " has no node that runs queries (" + message + "); see its log");
        }
        if (!message.startsWith("Query failed")) {
            return ProblemException.unavailable("Trino at " + config.url() + " did not answer (" + message
                    + "); ask it: curl " + config.url() + "/v1/info");
        }
        if (message.contains("snapshot ID does not exist")) {
            return new ProblemException(
                    410, "The snapshot is gone", "the snapshot has been removed; ask for a newer one: " + message);
        }
        int code = e.getErrorCode();
        if (code >= FIRST_OF_RESOURCES) {
            return new ProblemException(
                    507, "The query needs too much", message + "; ask for less, or give Trino more memory");
        }
        return code < FIRST_OF_FAULTS ? notHere(message) : new ProblemException(500, "The query failed", message);
    }

    private static ProblemException notHere(String why) {
        return new ProblemException(
                501,
                "This query does not run on Trino",
                why + "; write it in SQL that both engines know, or set visualize.engine=duckdb");
    }
}
