package dev.plumbline.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.storage.tables.ObjectStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.testcontainers.postgresql.PostgreSQLContainer;

/** The five real processes with the warehouse in a bucket and the catalog in PostgreSQL: other settings, the same code. */
@Testcontainers(disabledWithoutDocker = true)
class BucketPlatformIT {

    private static final int LINES = 20_000;

    @Container
    static final ObjectStore OBJECTS = new ObjectStore();

    @Container
    static final PostgreSQLContainer POSTGRES = new PostgreSQLContainer("postgres:17")
            .withDatabaseName("catalog")
            .withUsername("catalog")
            .withPassword(UUID.randomUUID().toString());

    @TempDir
    static Path directory;

    @Test
    void totalsAreExactAndCopiesAreFetchedAgain() throws Exception {
        Path data = directory.resolve("data");
        RetailFile retail = RetailFile.write(directory.resolve("shop-2011.csv.gz"), 4711, LINES, 40);
        Platform platform = Platform.on(data);
        OBJECTS.settings("tables").forEach(platform::with);
        platform.with("storage.jdbc.url", POSTGRES.getJdbcUrl())
                .with("storage.jdbc.user", POSTGRES.getUsername())
                .with("storage.jdbc.password", POSTGRES.getPassword());
        try (platform) {
            platform.start();

            platform.replay("orders", retail.path);
            platform.awaitSettled("orders");

            JsonNode book = platform.book("orders");
            assertThat(book.path("silver").asInt()).isEqualTo(LINES - retail.negativePrices);
            assertThat(book.path("closes").asBoolean()).isTrue();
            JsonNode totals = platform.query("silver_orders_totals", Map.of());
            assertThat(platform.query("revenue_by_country", Map.of())).hasSize(retail.revenueByCountry.size());
            assertThat(data.resolve("storage")).doesNotExist();

            List<Path> copies = copies(data);
            assertThat(copies).isNotEmpty();
            for (Path copy : copies) {
                Files.delete(copy);
            }
            platform.kill("visualize-api");
            platform.awaitRestart("visualize-api", 1);

            assertThat(platform.query("silver_orders_totals", Map.of())).isEqualTo(totals);
            assertThat(copies(data)).isNotEmpty();
        }
    }

    private static List<Path> copies(Path data) throws Exception {
        try (Stream<Path> files = Files.list(data.resolve("visualize").resolve("files"))) {
            return files.toList();
        }
    }
}
