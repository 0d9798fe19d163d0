package dev.plumbline.visualize;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.plumbline.runtime.Health;
import dev.plumbline.runtime.Metrics;
import dev.plumbline.visualize.query.ColumnTypes;
import dev.plumbline.visualize.query.Engine;
import dev.plumbline.visualize.query.EngineLimits;
import dev.plumbline.visualize.query.NamedQueries;
import dev.plumbline.visualize.query.Queries;
import dev.plumbline.visualize.query.QueryResource;
import dev.plumbline.visualize.query.TableViews;
import dev.plumbline.visualize.tables.CurrentTables;
import dev.plumbline.visualize.tables.Manifests;
import dev.plumbline.visualize.tables.TablesResource;
import dev.plumbline.visualize.web.OpenApi;
import dev.plumbline.visualize.web.WebFiles;
import io.javalin.Javalin;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The API over a warehouse of tests, on a free port. */
public final class TestApi implements AutoCloseable {

    public final Engine engine;
    public final NamedQueries named;
    public final Javalin server;
    private final HttpClient http = HttpClient.newHttpClient();

    public TestApi(TestWarehouse warehouse, Path temporary, Optional<Path> queriesDirectory) {
        engine = Engine.open(
                new EngineLimits("256MB", 2, 4, Duration.ofSeconds(20), temporary.resolve("spill")),
                warehouse.directory);
        Manifests manifests = new Manifests(10_000);
        CurrentTables tables = new CurrentTables(() -> warehouse.catalog, Duration.ZERO);
        Metrics metrics = new Metrics();
        TableViews views = new TableViews(engine, manifests, warehouse.directory);
        Queries queries = new Queries(engine, tables, views, 1_000, 1 << 20, metrics.registry());
        named = NamedQueries.load(engine, queriesDirectory);
        server = VisualizeApi.create(new VisualizeApi.Routes(
                        new TablesResource(tables, manifests, ColumnTypes::answered),
                        new QueryResource(queries, named),
                        new WebFiles(),
                        new OpenApi(named.all().stream()
                                .map(VisualizeApi::described)
                                .toList()),
                        new Health().check("catalog", tables::problem),
                        metrics))
                .start("127.0.0.1", 0);
    }

    public HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    public JsonNode json(String path) throws IOException, InterruptedException {
        return new ObjectMapper().readTree(get(path).body());
    }

    @Override
    public void close() throws Exception {
        server.stop();
        engine.close();
    }
}
