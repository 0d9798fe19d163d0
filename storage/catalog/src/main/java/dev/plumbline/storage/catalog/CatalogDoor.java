package dev.plumbline.storage.catalog;

import dev.plumbline.runtime.BrowserGuard;
import dev.plumbline.runtime.Health;
import dev.plumbline.runtime.web.UnreadableRequest;
import dev.plumbline.runtime.web.WebDoor;
import dev.plumbline.storage.catalog.CatalogService.Page;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.rest.CatalogHandlers;
import org.apache.iceberg.rest.Endpoint;
import org.apache.iceberg.rest.RESTCatalogProperties.SnapshotMode;
import org.apache.iceberg.rest.RESTRequest;
import org.apache.iceberg.rest.RESTUtil;
import org.apache.iceberg.rest.requests.CreateNamespaceRequest;
import org.apache.iceberg.rest.requests.CreateTableRequest;
import org.apache.iceberg.rest.requests.CreateViewRequest;
import org.apache.iceberg.rest.requests.RegisterTableRequest;
import org.apache.iceberg.rest.requests.RenameTableRequest;
import org.apache.iceberg.rest.requests.UpdateNamespacePropertiesRequest;
import org.apache.iceberg.rest.requests.UpdateTableRequest;
import org.apache.iceberg.rest.responses.ConfigResponse;
import org.apache.iceberg.rest.responses.LoadTableResponse;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** The routes of the Iceberg REST catalog protocol that clients use, with health and metrics beside them. */
final class CatalogDoor implements AutoCloseable {

    private static final List<Endpoint> ENDPOINTS = List.of(
            Endpoint.V1_LIST_NAMESPACES,
            Endpoint.V1_CREATE_NAMESPACE,
            Endpoint.V1_LOAD_NAMESPACE,
            Endpoint.V1_NAMESPACE_EXISTS,
            Endpoint.V1_DELETE_NAMESPACE,
            Endpoint.V1_UPDATE_NAMESPACE,
            Endpoint.V1_LIST_TABLES,
            Endpoint.V1_CREATE_TABLE,
            Endpoint.V1_REGISTER_TABLE,
            Endpoint.V1_LOAD_TABLE,
            Endpoint.V1_TABLE_EXISTS,
            Endpoint.V1_UPDATE_TABLE,
            Endpoint.V1_DELETE_TABLE,
            Endpoint.V1_RENAME_TABLE,
            Endpoint.V1_REPORT_METRICS,
            Endpoint.V1_LIST_VIEWS,
            Endpoint.V1_CREATE_VIEW,
            Endpoint.V1_LOAD_VIEW,
            Endpoint.V1_VIEW_EXISTS,
            Endpoint.V1_UPDATE_VIEW,
            Endpoint.V1_DELETE_VIEW,
            Endpoint.V1_RENAME_VIEW);

    private static final String NAMESPACE = "/v1/namespaces/{namespace}";
    private static final String TABLE = NAMESPACE + "/tables/{table}";
    private static final String VIEW = NAMESPACE + "/views/{view}";

    private static final int MAX_THREADS = 32;

    private static final long ANSWERS_BYTES = 24L << 20;

    private final CatalogService service;
    private final TablePointers pointers;
    private final AnsweredTables answered = new AnsweredTables(ANSWERS_BYTES);
    private final DoorMetrics metrics;
    private final Health health;
    private final Map<String, String> forClients;
    private final Javalin server;

    CatalogDoor(
            CatalogService service,
            TablePointers pointers,
            DoorMetrics metrics,
            Health health,
            BrowserGuard guard,
            long maxBodyBytes,
            Map<String, String> forClients) {
        this.service = service;
        this.pointers = pointers;
        this.metrics = metrics;
        this.health = health;
        // The builder of the answer asks its map for null, which an immutable one takes amiss.
        this.forClients = new HashMap<>(forClients);
        this.server = Javalin.create(config -> {
            configure(config, maxBodyBytes);
            config.routes.before(context -> refuse(context, guard));
            catalog(config.routes);
            namespaces(config.routes);
            tables(config.routes);
            views(config.routes);
            healthAndMetrics(config.routes);
            config.routes.exception(Exception.class, (failure, context) -> CatalogErrors.answer(context, failure));
        });
    }

    void open(String bind, int port) {
        WebDoor.listen(server, bind, port);
    }

    int port() {
        return server.port();
    }

    @Override
    public void close() {
        server.stop();
    }

    private static void configure(JavalinConfig config, long maxBodyBytes) {
        WebDoor.quiet(config);
        config.http.maxRequestSize = maxBodyBytes;
        // Clients are near, and to compress a table's metadata costs more than to send it.
        config.http.compressionStrategy = CompressionStrategy.NONE;
        config.jetty.modifyServer(server ->
                server.setErrorHandler(UnreadableRequest.answeredWith("application/json", CatalogErrors::document)));
        config.jetty.threadPool = new QueuedThreadPool(MAX_THREADS, 4);
    }

    private static void refuse(Context context, BrowserGuard guard) {
        guard.refusalOfChange(context.method().name(), context::header).ifPresent(refusal -> {
            String type = refusal.status() == 403 ? "ForbiddenException" : "BadRequestException";
            CatalogErrors.answer(context, refusal.status(), type, refusal.reason());
            context.skipRemainingHandlers();
        });
    }

    private void catalog(RoutesConfig routes) {
        answer(routes, HandlerType.GET, "/v1/config", context -> ConfigResponse.builder()
                .withEndpoints(ENDPOINTS)
                .withOverrides(forClients)
                .build());
    }

    private void namespaces(RoutesConfig routes) {
        answer(
                routes,
                HandlerType.GET,
                "/v1/namespaces",
                context -> service.listNamespaces(parent(context), page(context)));
        answer(
                routes,
                HandlerType.POST,
                "/v1/namespaces",
                context -> service.createNamespace(body(context, CreateNamespaceRequest.class)));
        answer(
                routes,
                HandlerType.GET,
                NAMESPACE,
                context -> CatalogHandlers.loadNamespace(service.catalog(), namespace(context)));
        act(
                routes,
                HandlerType.HEAD,
                NAMESPACE,
                context -> CatalogHandlers.namespaceExists(service.catalog(), namespace(context)));
        act(routes, HandlerType.DELETE, NAMESPACE, context -> service.dropNamespace(namespace(context)));
        answer(
                routes,
                HandlerType.POST,
                NAMESPACE + "/properties",
                context -> service.updateNamespace(
                        namespace(context), body(context, UpdateNamespacePropertiesRequest.class)));
    }

    private void tables(RoutesConfig routes) {
        answer(
                routes,
                HandlerType.GET,
                NAMESPACE + "/tables",
                context -> service.listTables(namespace(context), page(context)));
        answer(
                routes,
                HandlerType.POST,
                NAMESPACE + "/tables",
                context -> service.createTable(namespace(context), body(context, CreateTableRequest.class)));
        answer(
                routes,
                HandlerType.POST,
                NAMESPACE + "/register",
                context -> service.registerTable(namespace(context), body(context, RegisterTableRequest.class)));
        answer(routes, HandlerType.GET, TABLE, this::loadTable);
        act(
                routes,
                HandlerType.HEAD,
                TABLE,
                context -> CatalogHandlers.tableExists(
                        service.catalog(), RequestPath.of(context).identifier()));
        answer(routes, HandlerType.POST, TABLE, this::updateTable);
        act(
                routes,
                HandlerType.DELETE,
                TABLE,
                context -> service.dropTable(
                        RequestPath.of(context).identifier(),
                        Boolean.parseBoolean(context.queryParam("purgeRequested"))));
        // A scan's figures are the client's own; they are taken, so that no client fails, and not kept.
        act(routes, HandlerType.POST, TABLE + "/metrics", context -> {});
        act(
                routes,
                HandlerType.POST,
                "/v1/tables/rename",
                context -> service.renameTable(body(context, RenameTableRequest.class)));
    }

    private void views(RoutesConfig routes) {
        answer(
                routes,
                HandlerType.GET,
                NAMESPACE + "/views",
                context -> service.listViews(namespace(context), page(context)));
        answer(
                routes,
                HandlerType.POST,
                NAMESPACE + "/views",
                context -> service.createView(namespace(context), body(context, CreateViewRequest.class)));
        answer(
                routes,
                HandlerType.GET,
                VIEW,
                context -> CatalogHandlers.loadView(
                        service.catalog(), RequestPath.of(context).identifier()));
        act(
                routes,
                HandlerType.HEAD,
                VIEW,
                context -> CatalogHandlers.viewExists(
                        service.catalog(), RequestPath.of(context).identifier()));
        answer(
                routes,
                HandlerType.POST,
                VIEW,
                context -> service.updateView(
                        RequestPath.of(context).identifier(), body(context, UpdateTableRequest.class)));
        act(
                routes,
                HandlerType.DELETE,
                VIEW,
                context -> CatalogHandlers.dropView(
                        service.catalog(), RequestPath.of(context).identifier()));
        act(
                routes,
                HandlerType.POST,
                "/v1/views/rename",
                context -> service.renameView(body(context, RenameTableRequest.class)));
    }

    private void healthAndMetrics(RoutesConfig routes) {
        WebDoor.healthAndMetrics(routes, health, metrics::scrape);
        routes.error(404, this::explainMissingRoute);
        routes.error(405, this::explainMissingRoute);
    }

    /** A client that has the table already sends its tag back, and is told that nothing changed. */
    private Object loadTable(Context context) {
        TableIdentifier table = RequestPath.of(context).identifier();
        SnapshotMode mode =
                "refs".equalsIgnoreCase(context.queryParam("snapshots")) ? SnapshotMode.REFS : SnapshotMode.ALL;
        String current = pointers.current(table).orElse("");
        if (!current.isEmpty() && tag(current, mode).equals(context.header("If-None-Match"))) {
            context.status(304);
            return null;
        }
        Optional<byte[]> ready = answered.find(table, mode, current);
        if (ready.isPresent()) {
            context.header("ETag", tag(current, mode));
            return ready.get();
        }
        return answer(context, table, mode, service.loadTable(table, mode));
    }

    private byte[] answer(Context context, TableIdentifier table, SnapshotMode mode, LoadTableResponse response) {
        byte[] json = CatalogJson.write(response);
        answered.keep(table, mode, response.metadataLocation(), json);
        context.header("ETag", tag(response.metadataLocation(), mode));
        return json;
    }

    private Object updateTable(Context context) {
        long start = System.nanoTime();
        int status = 200;
        try {
            TableIdentifier table = RequestPath.of(context).identifier();
            LoadTableResponse updated = service.updateTable(table, body(context, UpdateTableRequest.class));
            return answer(context, table, SnapshotMode.ALL, updated);
        } catch (Exception e) {
            status = CatalogErrors.status(e);
            throw e;
        } finally {
            metrics.committed(status, System.nanoTime() - start);
        }
    }

    /** Metadata files never change, so the name of the file stands for what is in it. */
    private static String tag(String location, SnapshotMode mode) {
        return '"' + location.substring(location.lastIndexOf('/') + 1) + '-' + mode + '"';
    }

    private static Namespace namespace(Context context) {
        return RequestPath.of(context).namespace();
    }

    private static Namespace parent(Context context) {
        String parent = context.queryParam("parent");
        return parent == null || parent.isEmpty() ? Namespace.empty() : RESTUtil.namespaceFromQueryParam(parent);
    }

    private static Page page(Context context) {
        return Page.of(context.queryParam("pageToken"), context.queryParam("pageSize"));
    }

    private static <T extends RESTRequest> T body(Context context, Class<T> type) {
        return CatalogJson.read(context.bodyAsBytes(), type);
    }

    /** What a route says: an object of the protocol, its JSON where that is there already, or null where the status alone says it. */
    @FunctionalInterface
    private interface Route {
        Object answer(Context context) throws Exception;
    }

    private void answer(RoutesConfig routes, HandlerType method, String path, Route route) {
        routes.addHttpHandler(method, path, measured(method, path, context -> {
            Object response = route.answer(context);
            if (response != null) {
                byte[] json = response instanceof byte[] ready ? ready : CatalogJson.write(response);
                context.status(200).contentType("application/json").result(json);
            }
        }));
    }

    private void act(RoutesConfig routes, HandlerType method, String path, Handler action) {
        routes.addHttpHandler(method, path, measured(method, path, context -> {
            action.handle(context);
            context.status(204);
        }));
    }

    private Handler measured(HandlerType method, String path, Handler handler) {
        return context -> {
            long start = System.nanoTime();
            try {
                handler.handle(context);
            } catch (Exception e) {
                CatalogErrors.answer(context, e);
            } finally {
                metrics.answered(method.name(), path, context.statusCode(), System.nanoTime() - start);
            }
        };
    }

    /** The framework's own answer is text; a client of the protocol expects JSON for every status. */
    private void explainMissingRoute(Context context) {
        if (!String.valueOf(context.res().getContentType()).startsWith("application/json")) {
            CatalogErrors.answer(
                    context,
                    context.statusCode(),
                    "NoSuchEndpointException",
                    "There is no route " + context.method() + " " + context.path());
        }
    }
}
