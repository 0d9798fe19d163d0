package dev.plumbline.runtime;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Health and metrics over the JDK's own HTTP server, for the processes whose classpath must stay free of a web framework
 * (the broker, Spark). Answers {@code /health/live}, {@code /health/ready} and {@code /metrics}; a layer adds its own routes.
 */
public final class HealthDoor implements AutoCloseable {

    /** What a route answers, with headers beside the type of the body. */
    public record Answer(int status, String contentType, String body, Map<String, String> headers) {
        public Answer(int status, String contentType, String body) {
            this(status, contentType, body, Map.of());
        }

        public static Answer json(int status, String body) {
            return new Answer(status, "application/json", body);
        }

        /** That the process lives, whatever it can do now. */
        public static Answer live() {
            return json(200, "{\"status\":\"live\"}");
        }

        /** Whether the process would work now, and if not, why. */
        public static Answer ready(Health health) {
            Map<String, String> problems = health.problems();
            return json(problems.isEmpty() ? 200 : 503, Health.json(problems));
        }
    }

    /** What is asked: {@code name} stands in the path's place for one (empty where there is none), {@code query} is raw. */
    public record Request(String name, String query, String body) {}

    /** A route: a request to its answer. */
    @FunctionalInterface
    public interface Route {
        Answer answer(Request request) throws Exception;
    }

    private static final Logger LOG = LoggerFactory.getLogger(HealthDoor.class);
    private static final int MAX_BODY_BYTES = 1 << 16;

    private static final String NAME = "/{name}";

    private final HttpServer server;
    private final BrowserGuard guard;
    /** By path, then by method. */
    private final Map<String, Map<String, Route>> routes = new ConcurrentHashMap<>();

    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "health-door");
        thread.setDaemon(true);
        return thread;
    });

    private HealthDoor(HttpServer server, BrowserGuard guard) {
        this.server = server;
        this.guard = guard;
    }

    /** As the other, for a process that was told no further names or origins. */
    public static HealthDoor open(String bind, int port, Health health, Metrics metrics) {
        return open(bind, port, BrowserGuard.of(bind), health, metrics);
    }

    /** Opens the door at {@code bind}:{@code port} (0: any free port); nothing else needs to be ready yet. */
    public static HealthDoor open(String bind, int port, BrowserGuard guard, Health health, Metrics metrics) {
        HttpServer server;
        try {
            server = HttpServer.create(new InetSocketAddress(bind, port), 0);
        } catch (IOException e) {
            throw new PortUnavailableException(bind, port, e);
        }
        HealthDoor door = new HealthDoor(server, guard);
        server.setExecutor(door.threads);
        door.route("GET", "/health/live", request -> Answer.live());
        door.route("GET", "/health/ready", request -> Answer.ready(health));
        door.route("GET", "/metrics", request -> new Answer(200, Metrics.CONTENT_TYPE, metrics.scrape()));
        server.start();
        return door;
    }

    /**
     * Adds a route for exactly {@code path}, which may end in {@code /{name}} for any one name; another method answers 405,
     * another path 404, a failure 500.
     */
    public void route(String method, String path, Route route) {
        String above = path.endsWith(NAME) ? path.substring(0, path.length() - NAME.length()) : path;
        boolean isNew = !routes.containsKey(above) && !routes.containsKey(above + NAME);
        routes.computeIfAbsent(path, any -> new ConcurrentSkipListMap<>()).put(method, route);
        if (isNew) {
            server.createContext(above, exchange -> {
                try (exchange) {
                    send(exchange, answer(exchange, above));
                }
            });
        }
    }

    public int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private Answer answer(HttpExchange exchange, String above) throws IOException {
        Optional<BrowserGuard.Refusal> refusal =
                guard.refusalOfChange(exchange.getRequestMethod(), exchange.getRequestHeaders()::getFirst);
        if (refusal.isPresent()) {
            return new Answer(
                    refusal.get().status(),
                    "text/plain; charset=utf-8",
                    refusal.get().reason());
        }
        String below = exchange.getRequestURI().getPath().substring(above.length());
        boolean named = below.matches("/[^/]+");
        Map<String, Route> methods = named || below.isEmpty() ? routes.get(above + (named ? NAME : "")) : null;
        if (methods == null) {
            return Answer.json(404, "{\"detail\":\"no such path\"}");
        }
        Route route = methods.get(exchange.getRequestMethod());
        if (route == null) {
            return Answer.json(405, "{\"detail\":\"use " + String.join(", ", methods.keySet()) + "\"}");
        }
        byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY_BYTES + 1);
        if (body.length > MAX_BODY_BYTES) {
            return Answer.json(413, "{\"detail\":\"the body is longer than " + MAX_BODY_BYTES + " bytes\"}");
        }
        String query = exchange.getRequestURI().getRawQuery();
        try {
            return route.answer(new Request(
                    named ? below.substring(1) : "",
                    query == null ? "" : query,
                    new String(body, StandardCharsets.UTF_8)));
        } catch (Exception e) {
            LOG.error("request failed path={}", above, e);
            return Answer.json(500, "{\"detail\":\"failed; see the log of this process\"}");
        }
    }

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", answer.contentType());
        answer.headers().forEach(exchange.getResponseHeaders()::set);
        exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }
}
