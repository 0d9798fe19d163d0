package dev.plumbline.storage.tables;

import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes a catalog hold the tables that definitions say: creates what is missing, evolves what is there. */
public final class Tables {

    private static final Logger LOG = LoggerFactory.getLogger(Tables.class);
    private static final int ATTEMPTS = 10;

    private Tables() {}

    /**
     * Brings every table to its definition and returns them in the same order. Doing it again does nothing, and two
     * processes may do it at once. Throws {@link IncompatibleSchemaException} before the first change to that table.
     */
    public static List<Table> ensure(Catalog catalog, List<TableDefinition> definitions) {
        List<Table> tables = new ArrayList<>();
        for (TableDefinition definition : definitions) {
            tables.add(ensure(catalog, definition));
        }
        return tables;
    }

    public static Table ensure(Catalog catalog, TableDefinition definition) {
        if (!catalog.tableExists(definition.identifier())) {
            ensureNamespace(catalog, definition.identifier().namespace());
            try {
                return create(catalog, definition);
            } catch (AlreadyExistsException e) {
                LOG.debug("table was created meanwhile table={}", definition.identifier());
            }
        }
        return evolve(catalog.loadTable(definition.identifier()), definition);
    }

    private static void ensureNamespace(Catalog catalog, Namespace namespace) {
        SupportsNamespaces namespaces = (SupportsNamespaces) catalog;
        if (namespaces.namespaceExists(namespace)) {
            return;
        }
        try {
            namespaces.createNamespace(namespace);
            LOG.info("namespace created namespace={}", namespace);
        } catch (AlreadyExistsException e) {
            LOG.debug("namespace was created meanwhile namespace={}", namespace);
        }
    }

    private static Table create(Catalog catalog, TableDefinition definition) {
        Table table = catalog.buildTable(definition.identifier(), definition.schema())
                .withPartitionSpec(definition.spec())
                .withProperties(definition.propertiesOfNewTable())
                .create();
        LOG.info(
                "table created table={} columns={}",
                definition.identifier(),
                table.schema().columns().size());
        return table;
    }

    private static Table evolve(Table table, TableDefinition definition) {
        for (int attempt = 1; ; attempt++) {
            TableEvolution evolution = TableEvolution.plan(table, definition);
            if (!evolution.kept().isEmpty()) {
                LOG.info(
                        "columns kept that the definition no longer has table={} columns={}",
                        definition.identifier(),
                        evolution.kept());
            }
            if (evolution.isEmpty()) {
                return table;
            }
            try {
                evolution.apply();
                LOG.info("table changed table={} changes={}", definition.identifier(), evolution.changes());
                return table;
            } catch (CommitFailedException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
                table.refresh();
            }
        }
    }
}
