package dev.plumbline.airflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A server that answers as Airflow does, and goes wrong where a test says so. */
final class AirflowServer implements AutoCloseable {

    static final String USER = "admin";
    static final String PASSWORD = "not-to-be-seen";

    /** What happens to a request in the place of, or after, its answer. */
    @FunctionalInterface
    interface Fault {
        /** True when the exchange is dealt with. */
        boolean strike(HttpExchange exchange, Runnable take) throws IOException;
    }

    final List<String> requests = new CopyOnWriteArrayList<>();
    final Map<String, JsonNode> runs = new ConcurrentHashMap<>();
    final List<JsonNode> backfills = new CopyOnWriteArrayList<>();
    private final Map<String, List<Fault>> faults = new ConcurrentHashMap<>();
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private volatile int tokens;

    AirflowServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** The next request {@code "METHOD /path"} meets this fault; of several, each meets one. */
    AirflowServer next(String request, Fault fault) {
        faults.computeIfAbsent(request, key -> new CopyOnWriteArrayList<>()).add(fault);
        return this;
    }

    void expireToken() {
        tokens++;
    }

    long count(String request) {
        return requests.stream().filter(request::equals).count();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    static Fault status(int status, String body) {
        return (exchange, take) -> {
            answer(exchange, status, body);
            return true;
        };
    }

    /** The request is taken and done; its answer never arrives. */
    static Fault replyLost() {
        return (exchange, take) -> {
            take.run();
            exchange.close();
            return true;
        };
    }

    /** The connection breaks before anything is done. */
    static Fault notTaken() {
        return (exchange, take) -> {
            exchange.close();
            return true;
        };
    }

    /** The head of the answer comes, its body never does. */
    static Fault stalls() {
        return (exchange, take) -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
            return true;
        };
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String request = exchange.getRequestMethod() + " " + path;
        requests.add(request);
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        List<Fault> waiting = faults.getOrDefault(request, List.of());
        if (!waiting.isEmpty() && waiting.remove(0).strike(exchange, () -> done(request, body))) {
            return;
        }
        if (request.equals("POST /auth/token")) {
            JsonNode given = Calls.JSON.readTree(body);
            boolean known = given.path("username").asText().equals(USER)
                    && given.path("password").asText().equals(PASSWORD);
            answer(
                    exchange,
                    known ? 201 : 401,
                    known ? "{\"access_token\":\"token-" + tokens + "\"}" : "{\"detail\":\"Invalid credentials\"}");
            return;
        }
        String expected = "Bearer token-" + tokens;
        if (!expected.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            answer(exchange, 401, "{\"detail\":\"Token Expired\"}");
            return;
        }
        String[] done = done(request, body);
        answer(exchange, Integer.parseInt(done[0]), done[1]);
    }

    /** The status and the body of what Airflow would do. */
    private String[] done(String request, String body) {
        try {
            if (request.matches("POST /api/v2/dags/[^/]+/dagRuns")) {
                JsonNode asked = Calls.JSON.readTree(body);
                if (!asked.has("logical_date")) {
                    return new String[] {
                        "422",
                        "{\"detail\":[{\"type\":\"missing\",\"loc\":[\"body\",\"logical_date\"],\"msg\":\"Field required\"}]}"
                    };
                }
                String id = asked.path("dag_run_id").asText();
                JsonNode run = Calls.JSON
                        .createObjectNode()
                        .put("dag_id", request.split("/")[4])
                        .put("dag_run_id", id)
                        .put("state", "queued")
                        .put("run_type", "manual")
                        .set("conf", asked.path("conf"));
                ((com.fasterxml.jackson.databind.node.ObjectNode) run).set("logical_date", asked.path("logical_date"));
                boolean there = runs.putIfAbsent(id, run) != null;
                return there
                        ? new String[] {"409", "{\"detail\":\"A run with this id is there\"}"}
                        : new String[] {"200", run.toString()};
            }
            if (request.matches("GET /api/v2/dags/[^/]+/dagRuns/[^/]+")) {
                JsonNode run = runs.get(request.substring(request.lastIndexOf('/') + 1));
                return run == null
                        ? new String[] {"404", "{\"detail\":\"There is no such run\"}"}
                        : new String[] {"200", run.toString()};
            }
            if (request.endsWith("/taskInstances")) {
                return new String[] {"200", "{\"task_instances\":[],\"total_entries\":0}"};
            }
            if (request.equals("POST /api/v2/backfills")) {
                JsonNode backfill = ((com.fasterxml.jackson.databind.node.ObjectNode) Calls.JSON.readTree(body))
                        .put("id", backfills.size() + 1)
                        .putNull("completed_at");
                if (backfills.stream()
                        .anyMatch(known -> known.path("completed_at").isNull())) {
                    return new String[] {"409", "{\"detail\":\"There is already a running backfill\"}"};
                }
                backfills.add(backfill);
                return new String[] {"200", backfill.toString()};
            }
            if (request.equals("GET /api/v2/backfills")) {
                return new String[] {
                    "200", "{\"backfills\":" + backfills + ",\"total_entries\":" + backfills.size() + "}"
                };
            }
            return new String[] {"200", "{\"version\":\"3.3.2\"}"};
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
