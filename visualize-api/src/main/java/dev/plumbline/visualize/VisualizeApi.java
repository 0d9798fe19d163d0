package dev.plumbline.visualize;

import dev.plumbline.buffer.contract.Contracts;
import dev.plumbline.buffer.contract.InvalidContractException;
import dev.plumbline.runtime.BrowserGuard;
import dev.plumbline.runtime.ProcessMain;
import dev.plumbline.runtime.Settings;
import dev.plumbline.runtime.Shutdown;
import dev.plumbline.runtime.web.UnreadableRequest;
import dev.plumbline.runtime.web.WebDoor;
import dev.plumbline.storage.tables.CatalogClient;
import dev.plumbline.visualize.query.InvalidQueryException;
import dev.plumbline.visualize.web.Json;
import dev.plumbline.visualize.web.ProblemException;
import io.javalin.Javalin;
import io.javalin.config.RoutesConfig;
import io.javalin.http.HttpResponseException;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts the visualize API. Read this first: it names every route of the module; {@link Parts} names what answers them. */
public final class VisualizeApi {

    private static final Logger LOG = LoggerFactory.getLogger(VisualizeApi.class);
    private static final int MAX_BODY_BYTES = 10_000;

    /** As many requests are answered at a time, whoever listens; more wait. */
    private static final int REQUEST_THREADS = 200;

    private VisualizeApi() {}

    public static void main(String[] args) {
        ProcessMain.to("start the visualize API")
                .endsWith(ProcessMain.WRONG_INPUT, InvalidContractException.class)
                .endsWith(ProcessMain.WRONG_INPUT, InvalidQueryException.class)
                .run(args, VisualizeApi::start);
    }

    private static void start(Settings settings) {
        Shutdown shutdown = Shutdown.install(settings);
        VisualizeConfig config = VisualizeConfig.from(settings);
        Parts parts = shutdown.stops(
                "parts",
                new Parts(
                        config,
                        Contracts.load(config.contracts()),
                        () -> CatalogClient.open(CatalogClient.properties(
                                config.addresses().catalogUri(),
                                config.warehouse().properties()))));
        Javalin server = create(parts, BrowserGuard.from(settings));
        WebDoor.listen(server, config.addresses().bind(), config.addresses().visualizePort());
        shutdown.stops("server", server::stop);
        shutdown.stops("listeners", parts::closeListeners);
        LOG.info(
                "visualize-api started url={} queries={}",
                config.addresses().visualizeUrl(),
                parts.named.all().size());
    }

    /** The API without its surroundings, for tests. */
    static Javalin create(Parts parts, BrowserGuard guard) {
        return Javalin.create(config -> {
            WebDoor.quiet(config);
            config.http.prefer405over404 = true;
            config.http.maxRequestSize = MAX_BODY_BYTES;
            config.jetty.threadPool = new QueuedThreadPool(REQUEST_THREADS + parts.listenersThreads(), 8);
            config.jetty.modifyServer(jetty -> jetty.setErrorHandler(
                    UnreadableRequest.answeredWith(ProblemException.CONTENT_TYPE, ProblemException::document)));
            config.routes.before(context -> guard.refusal(context::header).ifPresent(refusal -> {
                throw new ProblemException(refusal.status(), "The request is refused", refusal.reason());
            }));
            config.routes.before(parts.web::secure);
            questions(config.routes, parts);
            process(config.routes, parts);
            page(config.routes, parts);
            problems(config.routes);
        });
    }

    private static void questions(RoutesConfig routes, Parts parts) {
        routes.get("/v1/tables", parts.tables::list);
        routes.get("/v1/tables/{table}", parts.tables::table);
        routes.get("/v1/tables/{table}/rows", parts.queries::rows);
        routes.get("/v1/queries", parts.queries::list);
        routes.get("/v1/queries/{name}", parts.queries::query);
        routes.get("/v1/book", parts.book::all);
        routes.get("/v1/book/{stream}", parts.book::stream);
        routes.get("/v1/lag", parts.live::lag);
        routes.get("/v1/live", parts.live::live);
        routes.get("/v1/streams/{stream}/tail", parts.tail::tail);
    }

    private static void process(RoutesConfig routes, Parts parts) {
        WebDoor.healthAndMetrics(routes, parts.health, parts::scrape);
        routes.get("/openapi.yaml", parts.openApi::document);
    }

    private static void page(RoutesConfig routes, Parts parts) {
        routes.get("/", parts.web::index);
        routes.get("/docs", parts.web::docs);
        routes.get("/docs/{path}", parts.web::docsFile);
        routes.get("/webjars/<path>", parts.web::webjar);
        routes.get("/<path>", parts.web::page);
    }

    private static void problems(RoutesConfig routes) {
        routes.exception(ProblemException.class, (problem, context) -> Json.answer(context, problem));
        routes.exception(
                HttpResponseException.class,
                (e, context) -> Json.answer(
                        context,
                        new ProblemException(
                                e.getStatus(),
                                e.getMessage(),
                                context.method() + " " + context.path() + ": " + e.getMessage())));
        routes.exception(Exception.class, (e, context) -> {
            LOG.error("request failed path={}", context.path(), e);
            Json.answer(
                    context,
                    new ProblemException(500, "The request failed", "a fault of visualize-api; its log says more"));
        });
    }
}
