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
        assertRefused(HEADER.replace("size: 1 hour", "size: 0 hours"), "window size is PT0S");
        assertRefused(
                HEADER.replace("15 minutes", "99999999999999999999 days"), "watermark is 99999999999999999999 days");
        assertRefused(HEADER.replace("keys: [hour]", "keys: hour"), "keys is hour, expected a list");
        assertRefused(HEADER.replace("keys: [hour]", "keys: [hour"), "the header is not YAML");
        assertRefused("\n" + HEADER.replace("keys: [hour]", "keys: [hour"), "line " + (lineOf("keys:") + 1));
        assertRefused(HEADER.replace("keys: [hour]", "keys: [hour]\nkeys: [day]"), "Duplicate field 'keys'");
    }

    @Test
    void theLinesOfTheSelectAreThoseOfTheFile() {
        Model model = Models.parse("orders", "orders_by_hour", "\uFEFF" + HEADER, "orders_by_hour.sql");

        assertThat(model.sql()
                        .lines()
                        .toList()
                        .indexOf("SELECT date_trunc('HOUR', invoice_date) AS hour, COUNT(*) AS"
                                + " orders FROM silver GROUP BY 1"))
                .isEqualTo(HEADER.lines().toList().size() - 1);
    }

    @Test
    void aTableHasOneModel(@TempDir Path directory) throws IOException {
        Contracts contracts = Contracts.load(Optional.empty());
        Files.createDirectories(directory.resolve("orders"));
        Files.createDirectories(directory.resolve("web-logs"));
        String shippedForWebLogs = HEADER.replace("orders_by_hour", "requests_by_minute");
        Path orders = Files.writeString(directory.resolve("orders/requests_by_minute.sql"), shippedForWebLogs);

        assertThatThrownBy(() -> Models.load(Optional.of(directory), contracts))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining(orders + ": gold.requests_by_minute is the table of ")
                .hasMessageContaining("a table has one model");

        Path webLogs = Files.move(orders, directory.resolve("web-logs/requests_by_minute.sql"));
        assertThat(Models.load(Optional.of(directory), contracts)
                        .named("requests_by_minute")
                        .orElseThrow()
                        .origin())
                .isEqualTo(webLogs.toString());

        Files.writeString(directory.resolve("orders/orders_by_hour.sql"), HEADER);
        Files.writeString(directory.resolve("web-logs/orders_by_hour.sql"), HEADER);
        assertThatThrownBy(() -> Models.load(Optional.of(directory), contracts))
                .hasMessageContaining("gold.orders_by_hour is the table of")
                .hasMessageContaining("orders/orders_by_hour.sql already");
    }

    @Test
    void aDirectoryThatCannotBeReadIsNamed(@TempDir Path directory) throws IOException {
        Contracts contracts = Contracts.load(Optional.empty());
        Path file = Files.createDirectories(directory.resolve("orders")).resolve("bytes.sql");
        Files.write(file, new byte[] {(byte) 0xE9});

        assertThatThrownBy(() -> Models.load(Optional.of(directory), contracts))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining(file + " is not UTF-8");
        assertThatThrownBy(() -> Models.load(Optional.of(directory.resolve("nowhere")), contracts))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("nowhere cannot be read");
    }

    private static long lineOf(String start) {
        return 1 + HEADER.lines().takeWhile(line -> !line.startsWith(start)).count();
    }

    private static void assertRefused(String text, String message) {
        assertThatThrownBy(() -> Models.parse("orders", "orders_by_hour", text, "orders_by_hour.sql"))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining(message);
    }
}
