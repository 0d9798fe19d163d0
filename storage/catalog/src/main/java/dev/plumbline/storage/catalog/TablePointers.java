package dev.plumbline.storage.catalog;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.ClientPool;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.jdbc.JdbcClientPool;
import org.apache.iceberg.jdbc.UncheckedSQLException;

/**
 * Which metadata file is a table's current one, asked of the catalog's database itself: far cheaper than to load the table,
 * and as true.
 */
final class TablePointers {

    private static final String CURRENT = "SELECT metadata_location FROM iceberg_tables"
            + " WHERE catalog_name = ? AND table_namespace = ? AND table_name = ?"
            + " AND (iceberg_type = 'TABLE' OR iceberg_type IS NULL)";

    private static final String ALL =
            "SELECT table_namespace, table_name, metadata_location FROM iceberg_tables WHERE catalog_name = ?";

    private final JdbcClientPool connections;
    private final String catalogName;

    TablePointers(JdbcClientPool connections, String catalogName) {
        this.connections = connections;
        this.catalogName = catalogName;
    }

    /** The location of the table's metadata file; empty where there is no such table. */
    Optional<String> current(TableIdentifier table) {
        return ask(table.toString(), connection -> {
            try (PreparedStatement query = connection.prepareStatement(CURRENT)) {
                query.setString(1, catalogName);
                query.setString(2, String.join(".", table.namespace().levels()));
                query.setString(3, table.name());
                try (ResultSet rows = query.executeQuery()) {
                    return rows.next() ? Optional.ofNullable(rows.getString(1)) : Optional.empty();
                }
            }
        });
    }

    /** The current metadata file of every table and view. */
    Map<TableIdentifier, String> all() {
        return ask("the tables", connection -> {
            try (PreparedStatement query = connection.prepareStatement(ALL)) {
                query.setString(1, catalogName);
                Map<TableIdentifier, String> all = new HashMap<>();
                try (ResultSet rows = query.executeQuery()) {
                    while (rows.next()) {
                        Namespace namespace = Namespace.of(rows.getString(1).split("\\."));
                        all.put(TableIdentifier.of(namespace, rows.getString(2)), rows.getString(3));
                    }
                }
                return all;
            }
        });
    }

    private <T> T ask(String what, ClientPool.Action<T, Connection, SQLException> question) {
        try {
            return connections.run(question);
        } catch (SQLException e) {
            throw new UncheckedSQLException(e, "Cannot look up %s", what);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while looking up " + what, e);
        }
    }
}
