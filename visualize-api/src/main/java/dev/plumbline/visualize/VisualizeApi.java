package dev.plumbline.visualize;

import dev.plumbline.buffer.contract.Contracts;
import dev.plumbline.buffer.contract.InvalidContractException;
import dev.plumbline.runtime.Health;
import dev.plumbline.runtime.Metrics;
import dev.plumbline.runtime.Settings;
import dev.plumbline.runtime.Shutdown;
import dev.plumbline.storage.tables.CatalogClient;
import dev.plumbline.visualize.query.ColumnTypes;
import dev.plumbline.visualize.query.Engine;
import dev.plumbline.visualize.query.NamedQueries;
import dev.plumbline.visualize.query.NamedQuery;
import dev.plumbline.visualize.query.Queries;
import dev.plumbline.visualize.query.QueryResource;
import dev.plumbline.visualize.query.TableViews;
import dev.plumbline.visualize.tables.CurrentTables;
import dev.plumbline.visualize.tables.Manifests;
import dev.plumbline.visualize.tables.TablesResource;
import dev.plumbline.visualize.web.Json;
import dev.plumbline.visualize.web.OpenApi;
import dev.plumbline.visualize.web.ProblemException;
import dev.plumbline.visualize.web.WebFiles;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.HttpResponseException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts the visualize API. Read this first: it names every part of the module. */
public final class VisualizeApi {

    private static final Logger LOG = LoggerFactory.getLogger(VisualizeApi.class);
    private static final int MAX_FILE_ENTRIES = 200_000;

    /** What the routes lead to. */
    record Routes(
            TablesResource tables,
            QueryResource queries,
            WebFiles web,
            OpenApi openApi,
            Health health,
            Metrics metrics) {}

    private VisualizeApi() {}

    public static void main(String[] args) throws InvalidContractException {
        Settings settings = Settings.load(args, System.getenv());
        Shutdown shutdown = Shutdown.install(settings);
        VisualizeConfig config = VisualizeConfig.from(settings);
        Contracts contracts = Contracts.load(config.contracts());
        Metrics metrics = new Metrics();

        CurrentTables tables =
                new CurrentTables(() -> CatalogClient.open(config.addresses().catalogUri()), config.catalogRefresh());
        Manifests manifests = new Manifests(MAX_FILE_ENTRIES);
        Engine engine = shutdown.stops("engine", Engine.open(config.limits(), config.warehouse()));
        TableViews views = new TableViews(engine, manifests, config.warehouse());
        Queries queries = new Queries(engine, tables, views, config.maxRows(), config.cacheBytes(), metrics.registry());
        NamedQueries named = NamedQueries.load(engine, config.queries());
        Health health = new Health().check("catalog", tables::problem);

        Javalin server = create(new Routes(
                new TablesResource(tables, manifests, ColumnTypes::answered),
                new QueryResource(queries, named),
                new WebFiles(),
                new OpenApi(named.all().stream().map(VisualizeApi::described).toList()),
                health,
                metrics));
        server.start(config.addresses().bind(), config.addresses().visualizePort());
        shutdown.stops("server", server::stop);
        LOG.info(
                "visualize-api started url={} queries={}",
                config.addresses().visualizeUrl(),
                named.all().size());
    }

    /** The API without its surroundings, for tests. */
    static Javalin create(Routes routes) {
        return Javalin.create(config -> {
            config.startup.showJavalinBanner = false;
            config.startup.showOldJavalinVersionWarning = false;
            config.http.prefer405over404 = true;
            config.http.maxRequestSize = 10_000;
            config.routes.before(routes.web()::secure);
            config.routes.get("/v1/tables", routes.tables()::list);
            config.routes.get("/v1/tables/{table}", routes.tables()::table);
            config.routes.get("/v1/tables/{table}/rows", routes.queries()::rows);
            config.routes.get("/v1/queries", routes.queries()::list);
            config.routes.get("/v1/queries/{name}", routes.queries()::query);
            process(config, routes);
            web(config, routes);
            problems(config);
        });
    }

    private static void process(JavalinConfig config, Routes routes) {
        config.routes.get("/health/live", context -> context.contentType("application/json")
                .result("{\"status\":\"live\"}"));
        config.routes.get("/health/ready", context -> {
            var problems = routes.health().problems();
            context.status(problems.isEmpty() ? 200 : 503)
                    .contentType("application/json")
                    .result(Health.json(problems));
        });
        config.routes.get("/metrics", context -> context.contentType(Metrics.CONTENT_TYPE)
                .result(routes.metrics().scrape()));
        config.routes.get("/openapi.yaml", routes.openApi()::document);
    }

    private static void web(JavalinConfig config, Routes routes) {
        config.routes.get("/", routes.web()::index);
        config.routes.get("/docs", routes.web()::docs);
        config.routes.get("/docs/{path}", routes.web()::docsFile);
        config.routes.get("/webjars/<path>", routes.web()::webjar);
        config.routes.get("/<path>", routes.web()::page);
    }

    private static void problems(JavalinConfig config) {
        config.routes.exception(ProblemException.class, (problem, context) -> Json.answer(context, problem));
        config.routes.exception(
                HttpResponseException.class,
                (e, context) -> Json.answer(
                        context,
                        new ProblemException(e.getStatus(), e.getMessage(), e.getMessage() + ": " + context.path())));
        config.routes.exception(Exception.class, (e, context) -> {
            LOG.error("request failed path={}", context.path(), e);
            Json.answer(
                    context,
                    new ProblemException(500, "The request failed", "a fault of visualize-api; its log says more"));
        });
    }

    static OpenApi.Query described(NamedQuery query) {
        List<OpenApi.Parameter> parameters = query.parameters().stream()
                .map(p -> new OpenApi.Parameter(
                        p.name(),
                        p.type().word(),
                        p.required(),
                        p.defaultValue().orElse(null),
                        p.description()))
                .toList();
        return new OpenApi.Query(query.name(), query.description(), parameters);
    }
}
