package dev.plumbline.visualize;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.plumbline.buffer.contract.Contracts;
import dev.plumbline.buffer.contract.InvalidContractException;
import dev.plumbline.runtime.BrowserGuard;
import dev.plumbline.runtime.Settings;
import io.javalin.Javalin;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The API over a warehouse of tests, on a free port; the other layers are where the settings say, which is nowhere by default. */
public final class TestApi implements AutoCloseable {

    public final Parts parts;
    public final Javalin server;
    private final HttpClient http = HttpClient.newHttpClient();

    public TestApi(TestWarehouse warehouse, Path temporary, Map<String, String> further) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "data.dir", temporary.toString(),
                "warehouse", warehouse.directory.toString(),
                "visualize.catalog-refresh", "0ms",
                "visualize.max-rows", "1000",
                "ingest.url", "http://127.0.0.1:1",
                "processing.url", "http://127.0.0.1:1",
                "kafka.bootstrap", "127.0.0.1:1"));
        settings.putAll(further);
        try {
            parts = new Parts(
                    VisualizeConfig.from(Settings.of(settings)), Contracts.load(Optional.empty()), () -> warehouse
                            .catalog);
        } catch (InvalidContractException e) {
            throw new IllegalStateException(e);
        }
        server = VisualizeApi.create(parts, BrowserGuard.of("127.0.0.1")).start("127.0.0.1", 0);
    }

    public dev.plumbline.visualize.query.DuckDb parser() {
        return parts.parser;
    }

    public HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
    }

    public HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = request(path);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    public JsonNode json(String path) throws IOException, InterruptedException {
        return new ObjectMapper().readTree(get(path).body());
    }

    /** The first step of a stop. */
    public void closeListeners() {
        parts.closeListeners();
    }

    @Override
    public void close() throws Exception {
        closeListeners();
        server.stop();
        parts.close();
    }
}
