package dev.plumbline.visualize.tables;

import dev.plumbline.visualize.web.ProblemException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.exceptions.RESTException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tables as the catalog has them: asked on request only, and for each table at most once per {@code age}, however
 * many requests come. Safe for many threads; one slow table holds up nobody who asks for another.
 */
public final class CurrentTables {

    private static final Logger LOG = LoggerFactory.getLogger(CurrentTables.class);

    private final Supplier<? extends Catalog> opening;
    private Catalog catalog;
    private final long ageNanos;
    private final Map<TableName, Aged<Table>> tables = new ConcurrentHashMap<>();
    private final Aged<List<TableName>> names = new Aged<>();

    /** {@code opening} is called when a table is first asked for, and again as long as it fails. */
    public CurrentTables(Supplier<? extends Catalog> opening, Duration age) {
        this.opening = opening;
        this.ageNanos = age.toNanos();
    }

    /** Every table's name, in alphabetical order. */
    public List<TableName> names() {
        return asked(() -> names.value(ageNanos, this::list));
    }

    /** The table as of {@code asOf}; a problem for the caller when there is no such table or snapshot. */
    public TableAt table(TableName name, AsOf asOf) {
        try {
            Table table = asked(() -> tables.computeIfAbsent(name, unknown -> new Aged<>())
                    .value(ageNanos, () -> catalog().loadTable(name.identifier())));
            return TableAt.of(name, table, asOf);
        } catch (NoSuchTableException | NoSuchNamespaceException e) {
            tables.remove(name);
            throw ProblemException.notFound("there is no table " + name + "; GET /v1/tables lists all");
        }
    }

    /** Why the catalog cannot be asked now; empty when it answers. */
    public Optional<String> problem() {
        try {
            names();
            return Optional.empty();
        } catch (ProblemException e) {
            return Optional.of(e.getMessage());
        }
    }

    /** Whether the table exists now. */
    public boolean exists(TableName name) {
        return names().contains(name);
    }

    private List<TableName> list() {
        List<TableName> found = new ArrayList<>();
        Catalog open = catalog();
        for (Namespace namespace : ((SupportsNamespaces) open).listNamespaces()) {
            if (namespace.levels().length == 1) {
                open.listTables(namespace).forEach(identifier -> found.add(TableName.of(identifier)));
            }
        }
        Collections.sort(found);
        return List.copyOf(found);
    }

    private synchronized Catalog catalog() {
        if (catalog == null) {
            catalog = opening.get();
        }
        return catalog;
    }

    private static <T> T asked(Supplier<T> question) {
        try {
            return question.get();
        } catch (RESTException e) {
            LOG.debug("catalog did not answer", e);
            throw ProblemException.unavailable("the catalog did not answer (" + e.getMessage()
                    + "); ./plumbline status tells which layer is down");
        }
    }

    /** A value and when it was fetched; whoever comes while it is being fetched waits for that one fetch. */
    private static final class Aged<T> {

        private T value;
        private long fetchedAt;

        synchronized T value(long ageNanos, Supplier<T> fetch) {
            // The age counts from before the fetch, so that a commit during it is seen in time.
            long now = System.nanoTime();
            if (value == null || now - fetchedAt > ageNanos) {
                value = fetch.get();
                fetchedAt = now;
            }
            return value;
        }
    }
}
