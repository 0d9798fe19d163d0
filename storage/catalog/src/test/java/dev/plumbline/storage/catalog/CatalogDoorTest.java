package dev.plumbline.storage.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.storage.tables.TableDefinition;
import dev.plumbline.storage.tables.Tables;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.NamespaceNotEmptyException;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.rest.RESTCatalog;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.view.View;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CatalogDoorTest {

    @TempDir
    static Path directory;

    private static RunningStorage storage;
    private static RESTCatalog client;

    @BeforeAll
    static void start() {
        storage = RunningStorage.in(directory, Map.of("storage.max-body-bytes", "200000"));
        client = storage.client();
    }

    @AfterAll
    static void stop() throws Exception {
        client.close();
        storage.close();
    }

    @Test
    void tellsClientsWhatItServes() {
        assertThat(storage.get("/v1/config").body())
                .contains("POST /v1/{prefix}/namespaces/{namespace}/tables/{table}", "GET /v1/{prefix}/namespaces");
    }

    @Test
    void refusesWhatAWebPageOfOthersSends() {
        String namespace = "{\"namespace\":[\"page\"],\"properties\":{}}";

        HttpResponse<String> asText = storage.post("/v1/namespaces", namespace, "text/plain");
        HttpResponse<String> fromElsewhere = storage.get("/v1/config", "Origin", "http://evil.example");

        assertThat(asText.statusCode()).isEqualTo(415);
        assertThat(asText.body()).contains("expected application/json");
        assertThat(fromElsewhere.statusCode()).isEqualTo(403);
        assertThat(fromElsewhere.body()).contains("ForbiddenException", "http.allowed-origins");
        assertThat(storage.get("/v1/config", "Origin", storage.uri()).statusCode())
                .isEqualTo(200);
        assertThat(storage.get("/v1/namespaces/page").statusCode()).isEqualTo(404);
    }

    @Test
    void keepsWhatFourWritersAppendAtOnce() throws Exception {
        TableIdentifier identifier = create("concurrent", "appends");
        client.loadTable(identifier)
                .updateProperties()
                .set("commit.retry.num-retries", "100")
                .set("commit.retry.min-wait-ms", "10")
                .set("commit.retry.max-wait-ms", "200")
                .commit();
        ExecutorService writers = Executors.newFixedThreadPool(4);
        List<Future<?>> results = new ArrayList<>();

        for (int writer = 0; writer < 4; writer++) {
            results.add(writers.submit(() -> {
                Table table = client.loadTable(identifier);
                for (int i = 0; i < 10; i++) {
                    RunningStorage.append(table);
                }
            }));
        }
        for (Future<?> result : results) {
            result.get();
        }
        writers.shutdown();

        Table table = client.loadTable(identifier);
        assertThat(table.snapshots()).hasSize(40);
        assertThat(RunningStorage.files(table)).hasSize(40);
    }

    @Test
    void evolvesATableThroughTheDoor() {
        TableIdentifier identifier = TableIdentifier.of("evolution", "t");
        Schema before = new Schema(Types.NestedField.required(1, "a", Types.IntegerType.get()));
        Schema after = new Schema(
                Types.NestedField.required(1, "b", Types.LongType.get()),
                Types.NestedField.optional(2, "a", Types.StringType.get()));
        Table table = Tables.ensure(
                client,
                new TableDefinition(
                        identifier,
                        before,
                        PartitionSpec.unpartitioned(),
                        Map.of("format-version", "2"),
                        Map.of(1, "first")));
        RunningStorage.append(table);

        Tables.ensure(
                client,
                new TableDefinition(
                        identifier,
                        after,
                        PartitionSpec.unpartitioned(),
                        Map.of("format-version", "2"),
                        Map.of(1, "first", 2, "second")));

        Table evolved = client.loadTable(identifier);
        assertThat(evolved.schema().findField("b").fieldId()).isEqualTo(1);
        assertThat(evolved.schema().findField("b").type()).hasToString("long");
        assertThat(evolved.schema().findField("a").type()).hasToString("string");
        assertThat(evolved.properties()).containsEntry(TableDefinition.FIELD_IDS, "{\"first\":1,\"second\":2}");
    }

    @Test
    void createsATableInOneStepWithItsFirstCommit() {
        namespace("staged");
        TableIdentifier identifier = TableIdentifier.of("staged", "t");

        Transaction transaction = client.newCreateTableTransaction(identifier, RunningStorage.SCHEMA);
        transaction
                .newAppend()
                .appendFile(RunningStorage.file(transaction.table()))
                .commit();
        assertThat(client.tableExists(identifier)).isFalse();
        transaction.commitTransaction();

        assertThat(RunningStorage.files(client.loadTable(identifier))).hasSize(1);
    }

    @Test
    void renamesAndDropsTables() {
        TableIdentifier before = create("moves", "before");
        TableIdentifier after = TableIdentifier.of("moves", "after");

        client.renameTable(before, after);

        assertThat(client.tableExists(before)).isFalse();
        assertThat(client.loadTable(after).schema().columns()).hasSize(2);
        assertThatThrownBy(() -> client.dropNamespace(Namespace.of("moves")))
                .isInstanceOf(NamespaceNotEmptyException.class)
                .hasMessageContaining("moves");
        assertThat(client.dropTable(after, false)).isTrue();
        assertThat(client.dropNamespace(Namespace.of("moves"))).isTrue();
    }

    @Test
    void registersATableThatWasDropped() {
        TableIdentifier identifier = create("registered", "t");
        Table table = client.loadTable(identifier);
        RunningStorage.append(table);
        String metadata =
                ((org.apache.iceberg.BaseTable) table).operations().current().metadataFileLocation();
        client.dropTable(identifier, false);

        Table again = client.registerTable(identifier, metadata);

        assertThat(again.currentSnapshot()).isNotNull();
    }

    @Test
    void keepsViews() {
        namespace("views");
        TableIdentifier identifier = TableIdentifier.of("views", "v");

        client.buildView(identifier)
                .withSchema(RunningStorage.SCHEMA)
                .withDefaultNamespace(Namespace.of("views"))
                .withQuery("spark", "select 1 as id, 'x' as name")
                .create();
        client.loadView(identifier).updateProperties().set("k", "v").commit();

        View view = client.loadView(identifier);
        assertThat(view.sqlFor("spark").sql()).startsWith("select 1");
        assertThat(view.properties()).containsEntry("k", "v");
        assertThat(client.listViews(Namespace.of("views"))).containsExactly(identifier);
        assertThatThrownBy(() -> client.dropNamespace(Namespace.of("views")))
                .isInstanceOf(NamespaceNotEmptyException.class)
                .hasMessageContaining("views");
        client.renameView(identifier, TableIdentifier.of("views", "w"));
        assertThat(client.dropView(TableIdentifier.of("views", "w"))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"a%20b%2Bc, a b+c", "a+b%2Bc, a b+c", "x%1Fy, x\u001fy", "%C3%A9%25, é%"})
    void readsNamesHoweverTheyAreEncoded(String segment, String levels) {
        Namespace namespace = Namespace.of(levels.split("\u001f"));
        if (!client.namespaceExists(namespace)) {
            client.createNamespace(namespace);
        }

        HttpResponse<String> loaded = storage.get("/v1/namespaces/" + segment);

        assertThat(loaded.statusCode()).isEqualTo(200);
        assertThat(client.loadNamespaceMetadata(namespace)).containsKey("location");
    }

    @Test
    void keepsATableWhoseNameNeedsEncoding() {
        TableIdentifier identifier = create("odd names", "a b+c%d.e");

        RunningStorage.append(client.loadTable(identifier));

        assertThat(client.listTables(identifier.namespace())).containsExactly(identifier);
        assertThat(client.dropTable(identifier, true)).isTrue();
    }

    @Test
    void givesListsInPages() {
        for (String name : List.of("a", "b", "c")) {
            create("pages", name);
        }

        assertThat(storage.get("/v1/namespaces/pages/tables?pageSize=2").body())
                .contains("\"next-page-token\":\"2\"")
                .doesNotContain("\"c\"");
        assertThat(storage.get("/v1/namespaces/pages/tables?pageSize=2&pageToken=2")
                        .body())
                .contains("\"c\"", "\"next-page-token\":null");
        assertThat(storage.get("/v1/namespaces/pages/tables?pageToken=").body()).contains("\"a\"", "\"b\"", "\"c\"");
        assertThat(storage.get("/v1/namespaces/pages/tables?pageSize=none").statusCode())
                .isEqualTo(400);
    }

    @Test
    void clientsMeetTheExceptionsTheyExpect() {
        TableIdentifier identifier = create("errors", "t");

        assertThatThrownBy(() -> client.loadTable(TableIdentifier.of("errors", "none")))
                .isInstanceOf(NoSuchTableException.class)
                .hasMessageContaining("errors.none");
        assertThatThrownBy(() -> client.createTable(identifier, RunningStorage.SCHEMA))
                .isInstanceOf(AlreadyExistsException.class)
                .hasMessageContaining("errors.t");
        assertThatThrownBy(() -> client.createTable(TableIdentifier.of("nowhere", "t"), RunningStorage.SCHEMA))
                .isInstanceOf(NoSuchNamespaceException.class)
                .hasMessageContaining("nowhere");
        assertThatThrownBy(() -> client.createNamespace(Namespace.of("errors")))
                .isInstanceOf(AlreadyExistsException.class)
                .hasMessageContaining("errors");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET    | /v1/nothing              | 404 | NoSuchEndpointException",
                "PUT    | /v1/namespaces           | 404 | NoSuchEndpointException",
                "GET    | /v1/namespaces/none      | 404 | NoSuchNamespaceException",
                "DELETE | /v1/namespaces/none      | 404 | NoSuchNamespaceException",
                "GET    | /v1/namespaces/%00       | 400 | BadRequestException",
                "POST   | /v1/namespaces           | 400 | IllegalArgumentException",
                "GET    | /v1/namespaces?pageSize=0 | 400 | IllegalArgumentException",
            })
    void everyErrorHasTheProtocolsBody(String method, String path, int status, String type) {
        HttpResponse<String> refused = storage.send(method, path);

        assertThat(refused.statusCode()).isEqualTo(status);
        assertThat(refused.headers().firstValue("Content-Type"))
                .hasValueSatisfying(value -> assertThat(value).startsWith("application/json"));
        assertThat(refused.body())
                .contains("\"error\":{\"message\":\"", "\"type\":\"" + type + "\"", "\"code\":" + status);
    }

    @Test
    void aBodyThatEndsTooEarlyIsSaidToDoSo() {
        HttpResponse<String> refused = storage.post("/v1/namespaces", "{\"namespace\":[");

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("start marker at line 1, column").doesNotContain("REDACTED");
    }

    @Test
    void refusesABodyThatIsTooLong() {
        HttpResponse<String> refused = storage.post("/v1/namespaces", " ".repeat(300_000));

        assertThat(refused.statusCode()).isEqualTo(413);
        assertThat(refused.body()).contains("storage.max-body-bytes", "\"code\":413");
    }

    @Test
    void refusesNamesThatAreNoFolder() {
        namespace("names");
        for (String name : List.of("a/b", "..", ".", " ", "a\\\\b")) {
            HttpResponse<String> refused = storage.post(
                    "/v1/namespaces/names/tables",
                    "{\"name\":\"" + name
                            + "\",\"schema\":{\"type\":\"struct\",\"fields\":[{\"id\":1,\"name\":\"a\",\"type\":\"int\",\"required\":false}]}}");
            assertThat(refused.statusCode()).as(name).isEqualTo(400);
            assertThat(refused.body()).contains("cannot be the name of a folder");
        }
        assertThat(storage.post("/v1/namespaces", "{\"namespace\":[\"a.b\"]}").body())
                .contains("has a dot in it");
    }

    @Test
    void tellsAClientThatNothingChanged() {
        create("tags", "t");
        String path = "/v1/namespaces/tags/tables/t";
        String tag = storage.get(path).headers().firstValue("ETag").orElseThrow();

        assertThat(storage.get(path, "If-None-Match", tag).statusCode()).isEqualTo(304);

        RunningStorage.append(client.loadTable(TableIdentifier.of("tags", "t")));
        assertThat(storage.get(path, "If-None-Match", tag).statusCode()).isEqualTo(200);
    }

    @Test
    void purgeDeletesTheTablesFiles() throws Exception {
        TableIdentifier identifier = create("purged", "t");
        Table table = client.loadTable(identifier);
        Path data = dev.plumbline.storage.tables.LocalFileIO.path(table.location() + "/data/mine.parquet");
        Files.createDirectories(data.getParent());
        Files.writeString(data, "rows");
        table.newAppend()
                .appendFile(org.apache.iceberg.DataFiles.builder(table.spec())
                        .withPath("file:" + data)
                        .withFileSizeInBytes(4)
                        .withRecordCount(1)
                        .build())
                .commit();

        client.dropTable(identifier, true);

        assertThat(data).doesNotExist();
        try (var metadata = Files.list(data.getParent().resolveSibling("metadata"))) {
            assertThat(metadata).isEmpty();
        }
    }

    @Test
    void saysHowItIs() {
        RunningStorage.append(client.loadTable(create("measured", "t")));

        assertThat(storage.get("/health/live").statusCode()).isEqualTo(200);
        assertThat(storage.get("/health/ready").body()).isEqualTo("{\"status\":\"ready\",\"problems\":{}}");
        assertThat(storage.get("/metrics").body())
                .contains(
                        "plumbline_storage_requests_seconds_count{method=\"POST\",route=\"/v1/namespaces/{namespace}/tables/{table}\",status=\"200\"}",
                        "plumbline_storage_commit_seconds{quantile=\"0.99\"}");
    }

    private static TableIdentifier create(String namespace, String name) {
        namespace(namespace);
        TableIdentifier identifier = TableIdentifier.of(namespace, name);
        client.createTable(identifier, RunningStorage.SCHEMA);
        return identifier;
    }

    private static void namespace(String name) {
        if (!client.namespaceExists(Namespace.of(name))) {
            client.createNamespace(Namespace.of(name));
        }
    }
}
