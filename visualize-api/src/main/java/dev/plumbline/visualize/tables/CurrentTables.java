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
        return asked(() -> names.value(System.nanoTime() - ageNanos, this::list));
    }

    /** The table as of {@code asOf}; a problem for the caller when there is no such table or snapshot. */
    public TableAt table(TableName name, AsOf asOf) {
        return TableAt.of(name, fetched(name, System.nanoTime() - ageNanos).orElseThrow(() -> absent(name)), asOf);
    }

    /** The table as it was at {@code moment} ({@link System#nanoTime}) or later; empty where there is no such table. */
    public Optional<TableAt> notOlderThan(TableName name, long moment) {
        return fetched(name, moment).map(table -> TableAt.of(name, table, AsOf.NOW));
    }

    private Optional<Table> fetched(TableName name, long notBefore) {
        try {
            return Optional.of(asked(() -> tables.computeIfAbsent(name, unknown -> new Aged<>())
                    .value(notBefore, () -> catalog().loadTable(name.identifier()))));
        } catch (NoSuchTableException | NoSuchNamespaceException e) {
            tables.remove(name);
            return Optional.empty();
        }
    }

    private static ProblemException absent(TableName name) {
        return ProblemException.notFound("there is no table " + name + "; GET /v1/tables lists all");
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

    /** A value and when it was fetched; whoever comes while it is being fetched waits for that one fetch, and fails with it. */
    private static final class Aged<T> {

        private T value;
        private long fetchedAt;
        private RuntimeException failure;
        private long failedAt;

        /** The value, fetched at {@code notBefore} or later. */
        T value(long notBefore, Supplier<T> fetch) {
            long asked = System.nanoTime();
            synchronized (this) {
                if (value != null && fetchedAt - notBefore >= 0) {
                    return value;
                }
                if (failure != null && failedAt - asked > 0) {
                    // A catalog that hangs would otherwise keep the second who waits for twice as long, the third
                    // thrice.
                    throw failure;
                }
                return fetched(fetch);
            }
        }

        private T fetched(Supplier<T> fetch) {
            // What counts is when the fetch began: a commit during it may or may not be in the value.
            long now = System.nanoTime();
            try {
                value = fetch.get();
                fetchedAt = now;
                failure = null;
                return value;
            } catch (RuntimeException e) {
                failure = e;
                failedAt = System.nanoTime();
                throw e;
            }
        }
    }
}
