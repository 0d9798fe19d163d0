package dev.plumbline.visualize.query;

import dev.plumbline.visualize.tables.Manifests;
import dev.plumbline.visualize.tables.TableAt;
import dev.plumbline.visualize.tables.TableName;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Answers in this process: Iceberg's metadata says which files a table's snapshot is, and DuckDB reads them. */
public final class DuckDbEngine implements QueryEngine {

    private final DuckDb duckDb;
    private final TableViews views;
    private final FilesOnDisk files;

    /** Owns {@code files}, below whose folder {@code duckDb} must be allowed to read. */
    public DuckDbEngine(DuckDb duckDb, Manifests manifests, FilesOnDisk files) {
        this.duckDb = duckDb;
        this.views = new TableViews(duckDb, manifests, files);
        this.files = files;
    }

    @Override
    public String name() {
        return "duckdb";
    }

    @Override
    public Optional<String> refusal(ParsedSelect select) {
        return Optional.empty();
    }

    @Override
    public <T> T query(ParsedSelect select, Map<TableName, TableAt> at, List<?> values, Reader<T> reader) {
        try (TableViews.Reading reading = views.open(List.copyOf(at.values()))) {
            Map<TableName, String> names = new LinkedHashMap<>();
            at.keySet().forEach(table -> names.put(table, reading.sources().get(names.size())));
            return duckDb.query(select.over(names), values, reader);
        }
    }

    @Override
    public <T> T rows(TableAt at, long count, Reader<T> reader) {
        try (TableViews.Reading reading = views.enough(at, count)) {
            return duckDb.query("SELECT * FROM " + reading.sources().get(0) + " LIMIT " + count, List.of(), reader);
        }
    }

    @Override
    public int running() {
        return duckDb.running();
    }

    @Override
    public Optional<String> problem() {
        return Optional.empty();
    }

    @Override
    public void close() throws SQLException {
        files.close();
    }
}
