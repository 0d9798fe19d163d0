package dev.plumbline.processing.gold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.buffer.contract.Contracts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelsTest {

    private static final String HEADER = """
            /* model
            target: gold.orders_by_hour
            description: Orders per hour.
            keys: [hour]
            window: { column: hour, size: 1 hour }
            watermark: 15 minutes
            late: list
            partition: [day(hour)]
            */
            SELECT date_trunc('HOUR', invoice_date) AS hour, COUNT(*) AS orders FROM silver GROUP BY 1
            """;

    @Test
    void theShippedModelsAreFoundByTheirFiles() {
        Models models = Models.load(Optional.empty(), Contracts.load(Optional.empty()));

        assertThat(models.all())
                .extracting(Model::name)
                .contains(
                        "revenue_by_country_day",
                        "revenue_by_minute",
                        "requests_by_minute",
                        "readings_by_sensor_minute");
    }

    @Test
    void aFileInTheDirectoryAddsAModel(@TempDir Path directory) throws IOException {
        Files.createDirectories(directory.resolve("orders"));
        Files.writeString(directory.resolve("orders/orders_by_hour.sql"), HEADER);

        Models models = Models.load(Optional.of(directory), Contracts.load(Optional.empty()));

        assertThat(models.named("gold.orders_by_hour")).hasValueSatisfying(model -> {
            assertThat(model.stream()).isEqualTo("orders");
            assertThat(model.window()).isEqualTo(Duration.ofHours(1));
            assertThat(model.watermarkDelay()).isEqualTo(Duration.ofMinutes(15));
            assertThat(model.late()).isEqualTo(Model.Late.LIST);
            assertThat(model.partition()).isEqualTo(List.of("day(hour)"));
        });
    }

    @Test
    void aFolderWithoutAStreamIsRefused(@TempDir Path directory) throws IOException {
        Files.createDirectories(directory.resolve("nothing"));
        Files.writeString(directory.resolve("nothing/orders_by_hour.sql"), HEADER);

        assertThatThrownBy(() -> Models.load(Optional.of(directory), Contracts.load(Optional.empty())))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("no stream is called nothing");
    }

    @Test
    void aHeaderIsCheckedEntryByEntry() {
        assertRefused(HEADER.replace("late: list", "late: maybe"), "late is maybe, expected count or list");
        assertRefused(HEADER.replace("1 hour", "7 hours"), "window size is PT7H, expected one that divides a day");
        assertRefused(HEADER.replace("15 minutes", "soon"), "watermark is soon");
        assertRefused(
                HEADER.replace("gold.orders_by_hour", "silver.orders"), "target is silver.orders, expected gold.");
        assertRefused(HEADER.replace("description:", "descriptoin:"), "unknown entries [descriptoin]");
        assertRefused(HEADER.replace("day(hour)", "bucket(3, hour)"), "partition is bucket(3");
        assertRefused("SELECT 1", "a model begins with its header");
    }

    private static void assertRefused(String text, String message) {
        assertThatThrownBy(() -> Models.parse("orders", "orders_by_hour", text, "orders_by_hour.sql"))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining(message);
    }
}
