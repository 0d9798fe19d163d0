package dev.plumbline.storage.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.plumbline.storage.tables.CatalogClient;
import dev.plumbline.storage.tables.ObjectStore;
import dev.plumbline.storage.tables.Warehouse;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.rest.RESTCatalog;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.testcontainers.postgresql.PostgreSQLContainer;

/** The catalog over a database and an object store that are servers of their own. */
@Testcontainers(disabledWithoutDocker = true)
class BucketAndPostgresIT {

    private static final TableIdentifier TABLE = TableIdentifier.of("ns", "t");
    private static final String PASSWORD = UUID.randomUUID().toString();
    private static final String WAREHOUSE = "s3://" + ObjectStore.BUCKET + "/tables";

    @Container
    static final ObjectStore OBJECTS = new ObjectStore();

    @Container
    static final PostgreSQLContainer POSTGRES = postgres(freePort());

    @TempDir
    Path directory;

    private RunningStorage storage;
    private RESTCatalog client;

    @BeforeEach
    void start() {
        storage = RunningStorage.in(directory, settings(POSTGRES));
        client = client();
        if (!client.namespaceExists(Namespace.of("ns"))) {
            client.createNamespace(Namespace.of("ns"));
        }
    }

    @AfterEach
    void stop() throws IOException {
        client.dropTable(TABLE, true);
        client.close();
        storage.close();
    }

    @Test
    void aTableIsCreatedCommittedToAndFoundAgainByTheNextProcess() {
        Table table = client.createTable(TABLE, RunningStorage.SCHEMA);
        RunningStorage.append(table);

        storage.close();
        storage = RunningStorage.in(directory, settings(POSTGRES));
        client = client();

        assertThat(table.location()).startsWith(WAREHOUSE + "/ns/t");
        assertThat(RunningStorage.files(client.loadTable(TABLE))).hasSize(1);
        assertThat(directory).as("nothing is kept on the local disk").isEmptyDirectory();
    }

    @Test
    void everyCommitOfManyWritersIsThereOnce() {
        client.createTable(
                TABLE, RunningStorage.SCHEMA, PartitionSpec.unpartitioned(), Map.of("commit.retry.num-retries", "50"));

        List<CompletableFuture<Void>> writers = new ArrayList<>();
        for (int writer = 0; writer < 4; writer++) {
            writers.add(CompletableFuture.runAsync(() -> {
                Table mine = client.loadTable(TABLE);
                for (int i = 0; i < 10; i++) {
                    RunningStorage.append(mine);
                }
            }));
        }
        writers.forEach(CompletableFuture::join);

        Table table = client.loadTable(TABLE);
        assertThat(table.snapshots()).hasSize(40);
        assertThat(RunningStorage.files(table)).hasSize(40).doesNotHaveDuplicates();
    }

    @Test
    void aPurgeDeletesTheTablesFilesAndNothingElse() throws IOException {
        Table table = client.createTable(TABLE, RunningStorage.SCHEMA);
        FileIO files = table.io();
        String mine = table.location() + "/data/mine.parquet";
        String precious = "s3://" + ObjectStore.BUCKET + "/outside/precious.parquet";
        for (String location : List.of(mine, precious)) {
            try (OutputStream out = files.newOutputFile(location).createOrOverwrite()) {
                out.write("stays?".getBytes(StandardCharsets.UTF_8));
            }
            table.newAppend()
                    .appendFile(DataFiles.builder(table.spec())
                            .withPath(location)
                            .withFormat("parquet")
                            .withFileSizeInBytes(6)
                            .withRecordCount(1)
                            .build())
                    .commit();
        }

        client.dropTable(TABLE, true);

        assertThat(files.newInputFile(mine).exists()).isFalse();
        assertThat(files.newInputFile(precious).exists()).isTrue();
        assertThat(client.tableExists(TABLE)).isFalse();
    }

    @Test
    void refusesALocationOutsideTheWarehouse() {
        for (String location : List.of(
                "s3://" + ObjectStore.BUCKET + "/other/t",
                WAREHOUSE + "-evil/t",
                WAREHOUSE + "/../other/t",
                "file:/t")) {
            assertThatThrownBy(() -> client.createTable(
                            TABLE, RunningStorage.SCHEMA, PartitionSpec.unpartitioned(), location, Map.of()))
                    .as(location)
                    .isInstanceOf(ForbiddenException.class);
        }
    }

    @Test
    void tellsNobodyTheCredentials() {
        client.createTable(TABLE, RunningStorage.SCHEMA);

        assertThat(storage.get("/v1/config").body()).doesNotContain(OBJECTS.secret());
        assertThat(storage.get("/v1/namespaces/ns/tables/t").body()).doesNotContain(OBJECTS.secret());
        assertThat(storage.get("/metrics").body()).doesNotContain(OBJECTS.secret());
    }

    @Test
    void readinessNamesTheServerThatHangsAndDoesNotHang() {
        OBJECTS.pause();
        try {
            HttpResponse<String> ready = storage.get("/health/ready");

            assertThat(ready.statusCode()).isEqualTo(503);
            assertThat(ready.body()).contains("the warehouse " + WAREHOUSE + " has not answered for 2000 ms");
        } finally {
            OBJECTS.unpause();
        }
        awaitReady();

        POSTGRES.getDockerClient().pauseContainerCmd(POSTGRES.getContainerId()).exec();
        try {
            assertThat(storage.get("/health/ready").body()).contains("the database has not answered for 2000 ms");
        } finally {
            POSTGRES.getDockerClient()
                    .unpauseContainerCmd(POSTGRES.getContainerId())
                    .exec();
        }
        awaitReady();
    }

    @Test
    void aBucketThatIsNotThereIsSaidSo() {
        Map<String, String> settings = settings(POSTGRES);
        settings.put("warehouse", "s3://no-such-bucket/tables");

        try (RunningStorage other = RunningStorage.in(directory, settings)) {
            await().untilAsserted(() -> assertThat(other.get("/health/ready").body())
                    .contains("the warehouse s3://no-such-bucket/tables does not answer"));
        }
    }

    @Test
    void goesOnWhenTheDatabaseWasStoppedAndIsBack() {
        Table table = client.createTable(TABLE, RunningStorage.SCHEMA);
        RunningStorage.append(table);

        POSTGRES.getDockerClient()
                .restartContainerCmd(POSTGRES.getContainerId())
                .exec();
        awaitReady();

        RunningStorage.append(table);
        assertThat(RunningStorage.files(client.loadTable(TABLE))).hasSize(2);
    }

    @Test
    void waitsForADatabaseThatStartsLater() {
        try (PostgreSQLContainer later = postgres(freePort())) {
            Map<String, String> settings = settings(POSTGRES);
            settings.put("storage.jdbc.url", url(later));
            CompletableFuture<RunningStorage> starting =
                    CompletableFuture.supplyAsync(() -> RunningStorage.in(directory, settings));

            later.start();

            try (RunningStorage started = starting.join()) {
                assertThat(started.get("/v1/namespaces").body())
                        .isEqualTo("{\"namespaces\":[],\"next-page-token\":null}");
            }
        }
    }

    @Test
    void aDatabaseThatRefusesIsAnErrorAtOnce() {
        Map<String, String> settings = settings(POSTGRES);
        settings.put("storage.jdbc.password", "wrong");

        assertThatThrownBy(() -> RunningStorage.in(directory, settings))
                .hasRootCauseInstanceOf(java.sql.SQLException.class)
                .rootCause()
                .hasMessageContaining("password authentication failed");
    }

    private void awaitReady() {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() ->
                        assertThat(storage.get("/health/ready").statusCode()).isEqualTo(200));
    }

    private RESTCatalog client() {
        Warehouse warehouse = Warehouse.from(OBJECTS.settings("tables")::getOrDefault, directory);
        return CatalogClient.open(CatalogClient.properties(storage.uri(), warehouse.properties()));
    }

    private static Map<String, String> settings(PostgreSQLContainer postgres) {
        Map<String, String> settings = new HashMap<>(OBJECTS.settings("tables"));
        settings.put("storage.jdbc.url", url(postgres));
        settings.put("storage.jdbc.user", postgres.getUsername());
        settings.put("storage.jdbc.password", postgres.getPassword());
        return settings;
    }

    private static String url(PostgreSQLContainer postgres) {
        String port = postgres.getPortBindings().get(0).split(":")[0];
        return "jdbc:postgresql://" + postgres.getHost() + ":" + port + "/catalog";
    }

    /** On a port that stays the same when the server is restarted. */
    private static PostgreSQLContainer postgres(int port) {
        PostgreSQLContainer postgres = new PostgreSQLContainer("postgres:17")
                .withDatabaseName("catalog")
                .withUsername("catalog")
                .withPassword(PASSWORD);
        postgres.setPortBindings(List.of(port + ":5432"));
        return postgres;
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
