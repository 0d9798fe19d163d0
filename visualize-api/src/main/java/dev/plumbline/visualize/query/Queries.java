package dev.plumbline.visualize.query;

import dev.plumbline.visualize.tables.AsOf;
import dev.plumbline.visualize.tables.CurrentTables;
import dev.plumbline.visualize.tables.TableAt;
import dev.plumbline.visualize.tables.TableName;
import dev.plumbline.visualize.web.ProblemException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/**
 * Answers questions over tables: picks each table's snapshot, has an engine run the SQL on them, and says what the answer is
 * as of. Open this class first. Safe for many threads.
 */
public final class Queries {

    private static final Set<String> RESERVED = Set.of("asOf");

    private final QueryEngine engine;
    private final DuckDb parser;
    private final CurrentTables tables;
    private final AnswerWriter writer;
    private final long maxRows;
    private final AnswerCache cache;
    private final RecentTimes times = new RecentTimes();
    private final Timer timer;
    private final Counter hits;
    private final Counter runs;

    public Queries(
            QueryEngine engine,
            DuckDb parser,
            CurrentTables tables,
            long maxRows,
            long cacheBytes,
            MeterRegistry metrics) {
        this.engine = engine;
        this.parser = parser;
        this.tables = tables;
        this.maxRows = maxRows;
        this.writer = new AnswerWriter(maxRows);
        this.cache = new AnswerCache(cacheBytes);
        this.timer = Timer.builder("plumbline.visualize.query")
                .description("time to answer a question, cached or not")
                .publishPercentiles(0.5, 0.95, 0.99)
                .register(metrics);
        this.hits = Counter.builder("plumbline.visualize.answers")
                .tag("from", "cache")
                .register(metrics);
        this.runs = Counter.builder("plumbline.visualize.answers")
                .tag("from", engine.name())
                .register(metrics);
        Gauge.builder("plumbline.visualize.queries.running", engine, QueryEngine::running)
                .register(metrics);
    }

    /** Answers a named query; {@code given} are the caller's parameters by name. */
    public QueryAnswer named(NamedQuery query, Map<String, String> given, AsOf asOf, AnswerFormat format) {
        refuseUnknown(query, given);
        List<Object> values = new ArrayList<>();
        for (String name : query.select().parameters()) {
            values.add(query.parameter(name).orElseThrow().value(given.get(name)));
        }
        if (asOf.namesSnapshot() && query.select().tables().size() != 1) {
            throw ProblemException.invalid("asOf names a snapshot, but " + query.name() + " reads "
                    + query.select().tables() + ": use a time instead");
        }
        return answer("query", query.name(), query.sql(), query.select(), values, asOf, maxRows, format);
    }

    /** The first {@code limit} rows of a table. */
    public QueryAnswer rows(TableName name, AsOf asOf, long limit, AnswerFormat format) {
        if (limit < 1 || limit > maxRows) {
            throw ProblemException.invalid("limit is " + limit + ", expected 1 to " + maxRows);
        }
        TableAt at = tables.table(name, asOf);
        String shown = "SELECT * FROM " + Sql.table(name) + " LIMIT " + limit;
        return run(
                "table",
                name.toString(),
                shown,
                Map.of(name, at),
                List.of(limit),
                format,
                // One row more than asked for tells whether there are more.
                () -> engine.rows(at, limit + 1, found -> new AnswerWriter(limit).write(found, format)));
    }

    /** Figures for the page: how many run, how long the last ones took, how many came from the cache. */
    public RecentTimes times() {
        return times;
    }

    /** Runs SQL of this API's own over tables at chosen snapshots; {@code sql} has {@code %s} for each table in order. */
    public <T> T over(String sql, List<TableAt> at, List<?> parameters, QueryEngine.Reader<T> reader) {
        Map<TableName, TableAt> byName = new LinkedHashMap<>();
        at.forEach(table -> byName.put(table.name(), table));
        String named = sql.formatted(byName.keySet().stream().map(Sql::table).toArray());
        return engine.query(ParsedSelect.parse(parser, named), byName, parameters, reader);
    }

    private QueryAnswer answer(
            String kind,
            String name,
            String sql,
            ParsedSelect select,
            List<Object> values,
            AsOf asOf,
            long limit,
            AnswerFormat format) {
        Map<TableName, TableAt> at = new LinkedHashMap<>();
        select.tables().forEach(table -> at.put(table, tables.table(table, asOf)));
        return run(
                kind,
                name,
                sql,
                at,
                values,
                format,
                () -> engine.query(select, at, values, found -> writer.write(found, format)));
    }

    private QueryAnswer run(
            String kind,
            String name,
            String sql,
            Map<TableName, TableAt> at,
            List<?> values,
            AnswerFormat format,
            java.util.function.Supplier<Answer> run) {
        long start = System.nanoTime();
        List<String> versions = at.values().stream().map(TableAt::version).toList();
        AnswerCache.Found found = cache.find(List.of(kind, name, nullable(values), versions, format), run);
        long nanos = System.nanoTime() - start;
        timer.record(nanos, TimeUnit.NANOSECONDS);
        times.add(nanos / 1e6, found.cached());
        (found.cached() ? hits : runs).increment();
        return new QueryAnswer(kind, name, sql, at, found.answer(), engine.name(), nanos / 1e6, found.cached());
    }

    private static List<Object> nullable(List<?> values) {
        return new ArrayList<>(values);
    }

    private static void refuseUnknown(NamedQuery query, Map<String, String> given) {
        Set<String> allowed = new TreeSet<>(query.select().parameters());
        allowed.addAll(RESERVED);
        for (String name : given.keySet()) {
            if (!allowed.contains(name)) {
                throw ProblemException.invalid("the query " + query.name() + " has no parameter '" + name + "'; it has "
                                + String.join(", ", allowed))
                        .with("parameters", allowed);
            }
        }
    }
}
