package dev.plumbline.visualize.book;

import static dev.plumbline.visualize.TestWarehouse.append;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.plumbline.buffer.contract.Contract;
import dev.plumbline.buffer.contract.Contracts;
import dev.plumbline.storage.tables.SnapshotProperties;
import dev.plumbline.storage.tables.TableDefinition;
import dev.plumbline.storage.tables.TableDefinitions;
import dev.plumbline.storage.tables.Tables;
import dev.plumbline.visualize.TestApi;
import dev.plumbline.visualize.TestWarehouse;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BookTest {

    private static final OffsetDateTime NOON = OffsetDateTime.parse("2011-12-09T12:10:00Z");

    private TestWarehouse warehouse;
    private HttpServer processing;
    /** The model that processing has; while it is null, processing answers nothing of use. */
    private volatile String models;

    private TestApi api;
    private Table bronze;
    private Table silver;
    private Table quarantine;
    private Table duplicates;

    @BeforeEach
    void start(@TempDir Path directory) throws Exception {
        warehouse = new TestWarehouse(directory);
        processing = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        processing.createContext("/v1/state", this::state);
        processing.start();
        api = new TestApi(
                warehouse,
                directory,
                Map.of(
                        "processing.url",
                        "http://127.0.0.1:" + processing.getAddress().getPort()));
        Contract orders = Contracts.load(Optional.empty()).stream("orders").orElseThrow();
        bronze = table(TableDefinitions.bronze(orders));
        silver = table(TableDefinitions.silver(orders));
        quarantine = table(TableDefinitions.quarantine(orders));
        duplicates = table(TableDefinitions.duplicates());
    }

    @AfterEach
    void stop() throws Exception {
        api.close();
        processing.stop(0);
        warehouse.close();
    }

    @Test
    void aPlatformWithoutEventsHasABookThatCloses() throws Exception {
        JsonNode book = api.json("/v1/book");

        assertThat(book.path("closes").asBoolean()).isTrue();
        assertThat(book.path("streams").findValuesAsText("stream"))
                .containsExactlyInAnyOrder("orders", "web-logs", "vehicle-telemetry");
    }

    @Test
    void acceptedIsSilverAndQuarantineAndDuplicates() throws Exception {
        batch(silver, 1, 3, rows(silver, 2, NOON));
        batch(quarantine, 1, 4, rows(quarantine, 1, NOON));
        batch(duplicates, 1, 5, rows(duplicates, 2, NOON.plusHours(1)));
        batch(bronze, 1, 5, rows(bronze, 3, NOON), rows(bronze, 2, NOON.plusHours(1)));

        JsonNode orders = api.json("/v1/book/orders");

        assertThat(orders.path("accepted").asInt()).isEqualTo(5);
        assertThat(orders.path("silver").asInt()).isEqualTo(2);
        assertThat(orders.path("quarantine").asInt()).isEqualTo(1);
        assertThat(orders.path("duplicates").asInt()).isEqualTo(2);
        assertThat(orders.path("closes").asBoolean()).isTrue();
        assertThat(orders.path("hours").toString())
                .isEqualTo(
                        "[{\"hour\":\"2011-12-09T13:00:00Z\",\"accepted\":2,\"silver\":0,\"quarantine\":0,\"duplicates\":2,"
                                + "\"difference\":0,\"closes\":true},{\"hour\":\"2011-12-09T12:00:00Z\",\"accepted\":3,\"silver\":2,"
                                + "\"quarantine\":1,\"duplicates\":0,\"difference\":0,\"closes\":true}]");
    }

    @Test
    void aBatchThatHasNotReachedBronzeYetDoesNotOpenTheBook() throws Exception {
        batch(silver, 1, 2, rows(silver, 2, NOON));
        batch(bronze, 1, 2, rows(bronze, 2, NOON));
        batch(silver, 2, 7, rows(silver, 5, NOON));

        JsonNode orders = api.json("/v1/book/orders");

        assertThat(orders.path("silver").asInt()).isEqualTo(2);
        assertThat(orders.path("difference").asInt()).isZero();
    }

    @Test
    void aBatchThatWasCutShortAfterACrashDoesNotOpenTheBook() throws Exception {
        batch(silver, 1, 2, at(rows(silver, 2, NOON), 0, 1));
        batch(bronze, 1, 2, at(rows(bronze, 2, NOON), 0, 1));
        // Silver was committed up to 9, then all stopped; the batch that was done again ended at 5.
        batch(silver, 2, 9, at(rows(silver, 7, NOON), 2, 3, 4, 5, 6, 7, 8));
        batch(bronze, 2, 5, at(rows(bronze, 3, NOON), 2, 3, 4));

        JsonNode orders = api.json("/v1/book/orders");

        assertThat(orders.path("accepted").asInt()).isEqualTo(5);
        assertThat(orders.path("silver").asInt()).isEqualTo(5);
        assertThat(orders.path("closes").asBoolean()).isTrue();
        assertThat(orders.path("hours").get(0).path("silver").asInt()).isEqualTo(5);
    }

    @Test
    void aLostRowIsShown() throws Exception {
        batch(silver, 1, 3, rows(silver, 2, NOON));
        batch(bronze, 1, 3, rows(bronze, 3, NOON));

        JsonNode book = api.json("/v1/book");

        assertThat(book.path("closes").asBoolean()).isFalse();
        assertThat(book.path("streams").get(0).path("difference").asInt()).isEqualTo(1);
    }

    @Test
    void aModelCountsEachSilverRowOnce() throws Exception {
        batch(silver, 1, 2, rows(silver, 2, NOON));
        gold("revenue_by_minute", silver.currentSnapshot().snapshotId(), 1, 1);
        batch(silver, 2, 9, rows(silver, 7, NOON));
        models = "revenue_by_minute";

        JsonNode model = api.json("/v1/book").path("models").get(0);

        assertThat(model.path("model").asText()).isEqualTo("revenue_by_minute");
        assertThat(model.path("late").asText()).isEqualTo("list");
        assertThat(model.path("silverRows").asInt()).isEqualTo(2);
        assertThat(model.path("difference").asInt()).isZero();
        assertThat(model.path("closes").asBoolean()).isTrue();
        assertThat(model.path("upToDate").asBoolean(true)).isFalse();
    }

    @Test
    void theTableOfAModelThatWasTakenAwayKeepsNoBookOpen() throws Exception {
        batch(silver, 1, 2, rows(silver, 2, NOON));
        gold("revenue_by_minute", silver.currentSnapshot().snapshotId(), 2, 0);
        gold("taken_away", silver.currentSnapshot().snapshotId(), 1, 0);
        models = "revenue_by_minute";

        JsonNode book = api.json("/v1/book/orders");

        assertThat(book.path("models").findValuesAsText("model")).containsExactly("revenue_by_minute");
        assertThat(api.json("/v1/book").path("models")).hasSize(1);
    }

    @Test
    void whileProcessingIsDownEveryGoldTableCountsAndNoneIsSaidToBeUpToDate() throws Exception {
        batch(silver, 1, 2, rows(silver, 2, NOON));
        gold("revenue_by_minute", silver.currentSnapshot().snapshotId(), 2, 0);
        gold("taken_away", silver.currentSnapshot().snapshotId(), 1, 0);

        JsonNode models = api.json("/v1/book").path("models");

        assertThat(models.findValuesAsText("model")).containsExactly("revenue_by_minute", "taken_away");
        assertThat(models)
                .allSatisfy(model -> assertThat(model.path("upToDate").isNull()).isTrue());
    }

    @Test
    void aSilverSnapshotThatIsGoneIsUnknownAndNoDifference() throws Exception {
        batch(silver, 1, 2, rows(silver, 2, NOON));
        batch(bronze, 1, 2, rows(bronze, 2, NOON));
        gold("revenue_by_minute", 4711, 2, 0);

        JsonNode book = api.json("/v1/book");
        JsonNode model = book.path("models").get(0);

        assertThat(book.path("closes").asBoolean()).isTrue();
        assertThat(model.path("silverRows").isNull()).isTrue();
        assertThat(model.path("difference").isNull()).isTrue();
        assertThat(model.path("closes").isNull()).isTrue();
    }

    @Test
    void anUnknownStreamIsSaidWithThoseThereAre() throws Exception {
        assertThat(api.get("/v1/book/nothing").statusCode()).isEqualTo(404);
        assertThat(api.get("/v1/book/nothing").body())
                .contains("there is no stream 'nothing'")
                .contains("web-logs");
    }

    private void state(HttpExchange exchange) throws IOException {
        byte[] state = models == null
                ? new byte[0]
                : ("{\"models\":[{\"target\":\"gold." + models + "\",\"late\":\"list\"}]}")
                        .getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(models == null ? 503 : 200, state.length == 0 ? -1 : state.length);
        exchange.getResponseBody().write(state);
        exchange.close();
    }

    /** A gold table of a model over orders that is up to a silver snapshot. */
    private void gold(String model, long silverSnapshot, int counted, int late) {
        Schema schema = new Schema(Types.NestedField.required(1, "revenue", Types.LongType.get()));
        Table gold = warehouse.create("gold." + model, schema, PartitionSpec.unpartitioned());
        gold.updateProperties().set(SnapshotProperties.STREAM, "orders").commit();
        GenericRecord row = GenericRecord.create(schema);
        row.setField("revenue", 5L);
        append(
                gold,
                Map.of(
                        SnapshotProperties.SILVER_SNAPSHOT_ID,
                        Long.toString(silverSnapshot),
                        SnapshotProperties.WATERMARK,
                        "2011-12-09T12:00:00Z",
                        SnapshotProperties.ROWS_COUNTED,
                        Integer.toString(counted),
                        SnapshotProperties.ROWS_LATE,
                        Integer.toString(late)),
                row);
    }

    private Table table(TableDefinition definition) {
        return Tables.ensure(warehouse.catalog, definition);
    }

    @SafeVarargs
    private static void batch(Table table, long number, long end, List<Record>... rows) {
        List<Record> all = new ArrayList<>();
        List.of(rows).forEach(all::addAll);
        append(
                table,
                Map.of(
                        SnapshotProperties.STREAM,
                        "orders",
                        SnapshotProperties.BATCH_ID,
                        Long.toString(number),
                        SnapshotProperties.OFFSETS,
                        "{\"0\":" + end + "}"),
                all.toArray(Record[]::new));
    }

    private static List<Record> rows(Table table, int count, OffsetDateTime receivedAt) {
        List<Record> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            GenericRecord row = GenericRecord.create(table.schema());
            for (Types.NestedField field : table.schema().columns()) {
                if (field.isRequired()) {
                    row.setField(field.name(), value(field, receivedAt));
                }
            }
            rows.add(row);
        }
        return rows;
    }

    /** Rows that lie at the given offsets of partition 0. */
    private static List<Record> at(List<Record> rows, long... offsets) {
        for (int i = 0; i < offsets.length; i++) {
            String column = rows.get(i).struct().field("_kafka_offset") == null ? "offset" : "_kafka_offset";
            rows.get(i).setField(column, offsets[i]);
        }
        return rows;
    }

    private static Object value(Types.NestedField field, OffsetDateTime receivedAt) {
        return switch (field.type().typeId()) {
            case STRING -> field.name().equals("stream") ? "orders" : "text";
            case INTEGER -> 0;
            case LONG -> 1L;
            case DECIMAL -> new java.math.BigDecimal("1").setScale(((Types.DecimalType) field.type()).scale());
            case TIMESTAMP -> receivedAt;
            default -> throw new IllegalArgumentException(field.toString());
        };
    }
}
