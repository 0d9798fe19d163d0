package dev.plumbline.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.plumbline.buffer.contract.Contract;
import dev.plumbline.buffer.contract.EventReader;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A small ingest over real HTTP: checks lines against the contract, keeps what it accepted by source and id. */
public final class IngestStub implements AutoCloseable {

    private final HttpServer server;
    private final EventReader reader;
    private final AtomicInteger refusals = new AtomicInteger();

    /** Accepted events by source, then id. */
    public final Map<String, TreeMap<Long, String>> accepted = new LinkedHashMap<>();

    public final Map<String, TreeMap<Long, String>> deadLetters = new LinkedHashMap<>();
    public final AtomicInteger requests = new AtomicInteger();
    public final AtomicInteger events = new AtomicInteger();

    public IngestStub(Contract contract) throws IOException {
        reader = EventReader.compile(contract);
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/v1/streams/" + contract.stream() + "/events", this::take);
        server.createContext("/v1/streams", exchange -> answer(exchange, 200, Map.of("streams", List.of())));
        server.start();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    public URI events(String stream) {
        return URI.create(url() + "/v1/streams/" + stream + "/events");
    }

    /** The next requests are turned away as if the buffer were down. */
    public void refuse(int count) {
        refusals.set(count);
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void take(HttpExchange exchange) throws IOException {
        requests.incrementAndGet();
        byte[] body = exchange.getRequestBody().readAllBytes();
        if (refusals.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            answer(exchange, 503, Map.of("title", "The buffer is down"));
            return;
        }
        Map<String, String> query = query(exchange.getRequestURI());
        long id = Long.parseLong(query.get("firstId"));
        List<Map<String, Object>> results = new ArrayList<>();
        int index = 0;
        for (String line : new String(body, StandardCharsets.UTF_8).split("\n")) {
            byte[] event = line.getBytes(StandardCharsets.UTF_8);
            EventReader.Checked checked = reader.check(event, 0, event.length);
            keep(checked.valid() ? accepted : deadLetters, query.get("source"), id + index, line);
            if (!checked.valid()) {
                results.add(Map.of(
                        "index",
                        index,
                        "status",
                        "rejected",
                        "pointer",
                        checked.violation().pointer(),
                        "reason",
                        checked.violation().reason()));
            }
            index++;
        }
        events.addAndGet(index);
        answer(
                exchange,
                results.size() == index ? 422 : 202,
                Map.of(
                        "accepted",
                        index - results.size(),
                        "rejected",
                        results.size(),
                        "unknown",
                        0,
                        "results",
                        results));
    }

    private synchronized void keep(Map<String, TreeMap<Long, String>> where, String source, long id, String line) {
        where.computeIfAbsent(source, ignored -> new TreeMap<>()).put(id, line);
    }

    private static void answer(HttpExchange exchange, int status, Map<String, ?> json) throws IOException {
        byte[] body = Json.line(json).getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static Map<String, String> query(URI uri) {
        Map<String, String> query = new LinkedHashMap<>();
        for (String pair : uri.getRawQuery().split("&")) {
            int equals = pair.indexOf('=');
            query.put(pair.substring(0, equals), URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
        }
        return query;
    }

    /** An accepted event as JSON. */
    public JsonNode event(String source, long id) throws IOException {
        return Json.tree(accepted.get(source).get(id));
    }
}
