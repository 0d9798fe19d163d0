package dev.plumbline.storage.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plumbline.storage.tables.CatalogClient;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.rest.RESTCatalog;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KillAndRestartTest {

    private static final TableIdentifier TABLE = TableIdentifier.of("ns", "t");

    @TempDir
    Path directory;

    private Process process;

    @AfterEach
    void stop() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Test
    void tablesOutliveAKilledProcess() throws Exception {
        int port = freePort();
        start(port);
        Table table;
        try (RESTCatalog client = CatalogClient.open(uri(port))) {
            client.createNamespace(Namespace.of("ns"));
            table = client.createTable(TABLE, RunningStorage.SCHEMA);
            for (int i = 0; i < 5; i++) {
                RunningStorage.append(table);
            }

            process.destroyForcibly().waitFor();
            start(port);

            RunningStorage.append(table);
        }
        try (RESTCatalog client = CatalogClient.open(uri(port))) {
            assertThat(client.loadTable(TABLE).snapshots()).hasSize(6);
            assertThat(RunningStorage.files(client.loadTable(TABLE))).hasSize(6);
        }
    }

    private void start(int port) throws IOException {
        process = StorageProcess.start(
                directory.resolve("log"), "--data-dir", directory.toString(), "--storage-port", Integer.toString(port));
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> ready(port));
    }

    private static boolean ready(int port) {
        try {
            HttpURLConnection connection = (HttpURLConnection)
                    URI.create(uri(port) + "/health/ready").toURL().openConnection();
            return connection.getResponseCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    private static String uri(int port) {
        return "http://127.0.0.1:" + port;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
