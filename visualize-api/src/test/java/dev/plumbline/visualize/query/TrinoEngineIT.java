package dev.plumbline.visualize.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.runtime.Settings;
import dev.plumbline.storage.catalog.StorageApp;
import dev.plumbline.storage.tables.CatalogClient;
import dev.plumbline.storage.tables.ObjectStore;
import dev.plumbline.storage.tables.TrinoServer;
import dev.plumbline.storage.tables.Warehouse;
import dev.plumbline.visualize.TestWarehouse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.iceberg.rest.RESTCatalog;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.junit.jupiter.Testcontainers;

/** Trino in a container, over tables in a bucket, through the platform's own catalog. */
@Testcontainers(disabledWithoutDocker = true)
class TrinoEngineIT extends QueryEngineContract {

    @TempDir
    static Path directory;

    private static ObjectStore objects;
    private static StorageApp storage;
    private static TrinoServer trino;
    private static RESTCatalog catalog;

    @BeforeAll
    static void startServers() {
        objects = new ObjectStore();
        objects.start();
        Map<String, String> settings = new HashMap<>(objects.settings("tables"));
        settings.putAll(Map.of(
                "data.dir",
                directory.toString(),
                "bind",
                "0.0.0.0",
                "storage.port",
                "0",
                "http.allowed-hosts",
                TrinoServer.HOST));
        storage = StorageApp.start(Settings.of(settings));
        int port = Integer.parseInt(storage.uri().replaceFirst(".*:", ""));
        trino = new TrinoServer(port, settings);
        trino.start();
        catalog = CatalogClient.open(CatalogClient.properties(
                storage.uri(), Warehouse.from(settings::getOrDefault, directory).properties()));
    }

    @AfterAll
    static void stopServers() throws IOException {
        if (catalog != null) {
            catalog.close();
        }
        if (trino != null) {
            trino.stop();
        }
        if (storage != null) {
            storage.close();
        }
        objects.stop();
    }

    @Override
    TestWarehouse warehouse(Path parent) {
        return new TestWarehouse(parent, catalog);
    }

    @Override
    Map<String, String> settings(Path queries) {
        try {
            Files.writeString(queries.resolve("in_duckdb_only.sql"), """
                    /* query
                    description: of a test
                    */
                    SELECT median(price) AS middle FROM silver.lines
                    """);
            Files.writeString(queries.resolve("misspelt.sql"), """
                    /* query
                    description: of a test
                    */
                    SELECT prise FROM silver.lines
                    """);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Map.of("queries.dir", queries.toString(), "visualize.engine", "trino", "trino.url", trino.url());
    }

    @Test
    void anAnswerSaysThatTrinoGaveItAndHealthKnowsIt() throws Exception {
        lines();

        JsonNode answer = api().json("/v1/queries/shapes");

        assertThat(answer.path("engine").asText()).isEqualTo("trino");
        assertThat(api().json("/v1/queries/shapes").path("cached").asBoolean()).isTrue();
        assertThat(api().get("/health/ready").statusCode()).isEqualTo(200);
        assertThat(api().get("/metrics").body()).contains("plumbline_visualize_answers_total{from=\"trino\"} 1.0");
    }

    @Test
    void whatTrinoCannotSayIsRefusedWithTheReason() throws Exception {
        lines();

        HttpResponse<String> other = api().get("/v1/queries/in_duckdb_only");
        HttpResponse<String> wrong = api().get("/v1/queries/misspelt");

        assertThat(other.statusCode()).isEqualTo(501);
        assertThat(other.body())
                .contains("This query does not run on Trino")
                .contains("the function median has no counterpart in Trino's SQL here")
                .contains("visualize.engine=duckdb");
        assertThat(wrong.statusCode()).isEqualTo(501);
        assertThat(wrong.body()).contains("'prise' cannot be resolved");
    }
}
