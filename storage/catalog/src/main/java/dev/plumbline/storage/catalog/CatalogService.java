package dev.plumbline.storage.catalog;

import java.util.UUID;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.NamespaceNotEmptyException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.jdbc.JdbcCatalog;
import org.apache.iceberg.rest.CatalogHandlers;
import org.apache.iceberg.rest.RESTCatalogProperties.SnapshotMode;
import org.apache.iceberg.rest.requests.CreateNamespaceRequest;
import org.apache.iceberg.rest.requests.CreateTableRequest;
import org.apache.iceberg.rest.requests.CreateViewRequest;
import org.apache.iceberg.rest.requests.RegisterTableRequest;
import org.apache.iceberg.rest.requests.RenameTableRequest;
import org.apache.iceberg.rest.requests.UpdateNamespacePropertiesRequest;
import org.apache.iceberg.rest.requests.UpdateTableRequest;
import org.apache.iceberg.rest.responses.ListNamespacesResponse;
import org.apache.iceberg.rest.responses.ListTablesResponse;
import org.apache.iceberg.rest.responses.LoadTableResponse;
import org.apache.iceberg.rest.responses.LoadViewResponse;

/**
 * What the catalog does for a request: Iceberg's own handlers over the JDBC catalog, behind the warehouse's boundary. The
 * requests that name neither a location nor a new name go to the handlers as they are.
 */
final class CatalogService {

    private static final String NAMESPACE_LOCATION = "location";
    private static final int MAX_PAGE = 100_000;

    private final JdbcCatalog catalog;
    private final FileIO files;
    private final WarehouseBoundary boundary;
    private final TableFolders folders;

    CatalogService(JdbcCatalog catalog, FileIO files, WarehouseBoundary boundary, TableFolders folders) {
        this.catalog = catalog;
        this.files = files;
        this.boundary = boundary;
        this.folders = folders;
    }

    JdbcCatalog catalog() {
        return catalog;
    }

    Object createNamespace(CreateNamespaceRequest request) {
        boundary.requireNamespace(request.namespace());
        boundary.requireFolder("namespace location", request.properties().get(NAMESPACE_LOCATION));
        return CatalogHandlers.createNamespace(catalog, request);
    }

    Object updateNamespace(Namespace namespace, UpdateNamespacePropertiesRequest request) {
        boundary.requireFolder("namespace location", request.updates().get(NAMESPACE_LOCATION));
        return CatalogHandlers.updateNamespaceProperties(catalog, namespace, request);
    }

    void dropNamespace(Namespace namespace) {
        if (catalog.namespaceExists(namespace)
                && !(catalog.listNamespaces(namespace).isEmpty()
                        && catalog.listViews(namespace).isEmpty())) {
            throw new NamespaceNotEmptyException("Namespace %s is not empty", namespace);
        }
        CatalogHandlers.dropNamespace(catalog, namespace);
    }

    ListNamespacesResponse listNamespaces(Namespace parent, Page page) {
        return page.all()
                ? CatalogHandlers.listNamespaces(catalog, parent)
                : CatalogHandlers.listNamespaces(catalog, parent, page.token(), page.size());
    }

    ListTablesResponse listTables(Namespace namespace, Page page) {
        return page.all()
                ? CatalogHandlers.listTables(catalog, namespace)
                : CatalogHandlers.listTables(catalog, namespace, page.token(), page.size());
    }

    ListTablesResponse listViews(Namespace namespace, Page page) {
        return page.all()
                ? CatalogHandlers.listViews(catalog, namespace)
                : CatalogHandlers.listViews(catalog, namespace, page.token(), page.size());
    }

    LoadTableResponse createTable(Namespace namespace, CreateTableRequest request) {
        TableIdentifier table = TableIdentifier.of(namespace, request.name());
        boundary.requireIdentifier(table);
        boundary.requireFolder("location", request.location());
        boundary.requireProperties(request.properties());
        // Two that come at once must not both find a folder free.
        synchronized (folders) {
            folders.requireFree(table, request.properties());
            CreateTableRequest placed = placed(table, request);
            return request.stageCreate()
                    ? CatalogHandlers.stageTableCreate(catalog, namespace, placed)
                    : CatalogHandlers.createTable(catalog, namespace, placed);
        }
    }

    /** The request with a location where the usual one is taken, as it is once a table that was made there has another name. */
    private CreateTableRequest placed(TableIdentifier table, CreateTableRequest request) {
        if (request.location() != null) {
            folders.requireFree(table, "location", request.location());
            return request;
        }
        if (!catalog.namespaceExists(table.namespace())) {
            return request;
        }
        String usual = catalog.buildTable(table, request.schema())
                .createTransaction()
                .table()
                .location();
        if (folders.free(table, usual)) {
            return request;
        }
        String another = usual + "-" + UUID.randomUUID();
        folders.requireFree(table, "location", another);
        CreateTableRequest.Builder placed = CreateTableRequest.builder()
                .withName(request.name())
                .withSchema(request.schema())
                .withPartitionSpec(request.spec())
                .withWriteOrder(request.writeOrder())
                .setProperties(request.properties())
                .withLocation(another);
        return request.stageCreate() ? placed.stageCreate().build() : placed.build();
    }

    LoadTableResponse registerTable(Namespace namespace, RegisterTableRequest request) {
        TableIdentifier table = TableIdentifier.of(namespace, request.name());
        boundary.requireIdentifier(table);
        boundary.requireFolder("metadata location", request.metadataLocation());
        TableMetadata metadata = TableMetadataParser.read(files.newInputFile(request.metadataLocation()));
        boundary.requireMetadata(metadata);
        synchronized (folders) {
            folders.requireFree(table, "location", metadata.location());
            folders.requireFree(table, metadata.properties());
            return CatalogHandlers.registerTable(catalog, namespace, request);
        }
    }

    LoadTableResponse loadTable(TableIdentifier identifier, SnapshotMode mode) {
        return CatalogHandlers.loadTable(catalog, identifier, mode);
    }

    LoadTableResponse updateTable(TableIdentifier identifier, UpdateTableRequest request) {
        boundary.requireIdentifier(identifier);
        boundary.requireUpdates(request.updates());
        if (!TableFolders.asked(request.updates())) {
            return CatalogHandlers.updateTable(catalog, identifier, request);
        }
        synchronized (folders) {
            folders.requireFree(identifier, request.updates());
            return CatalogHandlers.updateTable(catalog, identifier, request);
        }
    }

    void dropTable(TableIdentifier identifier, boolean purge) {
        if (purge) {
            CatalogHandlers.purgeTable(catalog, identifier);
        } else {
            CatalogHandlers.dropTable(catalog, identifier);
        }
    }

    void renameTable(RenameTableRequest request) {
        boundary.requireIdentifier(request.destination());
        CatalogHandlers.renameTable(catalog, request);
    }

    LoadViewResponse createView(Namespace namespace, CreateViewRequest request) {
        TableIdentifier view = TableIdentifier.of(namespace, request.name());
        boundary.requireIdentifier(view);
        boundary.requireFolder("location", request.location());
        boundary.requireProperties(request.properties());
        synchronized (folders) {
            folders.requireFree(view, "location", request.location());
            return CatalogHandlers.createView(catalog, namespace, request);
        }
    }

    LoadViewResponse updateView(TableIdentifier identifier, UpdateTableRequest request) {
        boundary.requireIdentifier(identifier);
        boundary.requireUpdates(request.updates());
        return CatalogHandlers.updateView(catalog, identifier, request);
    }

    void renameView(RenameTableRequest request) {
        boundary.requireIdentifier(request.destination());
        CatalogHandlers.renameView(catalog, request);
    }

    /** Which part of a list is wanted; a token without a size means all, as some clients ask for it. */
    record Page(String token, String size) {

        static Page of(String token, String size) {
            if (size == null || size.isEmpty()) {
                return new Page("", "");
            }
            requireNumber("pageSize", size, 1);
            if (token != null && !token.isEmpty()) {
                requireNumber("pageToken", token, 0);
            }
            return new Page(token == null ? "" : token, size);
        }

        boolean all() {
            return size.isEmpty();
        }

        private static void requireNumber(String name, String text, int minimum) {
            boolean number =
                    text.matches("\\d{1,6}") && Integer.parseInt(text) >= minimum && Integer.parseInt(text) <= MAX_PAGE;
            if (!number) {
                throw new IllegalArgumentException(
                        name + " is " + text + ", expected a whole number from " + minimum + " to " + MAX_PAGE);
            }
        }
    }
}
