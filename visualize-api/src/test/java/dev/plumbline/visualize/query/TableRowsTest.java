package dev.plumbline.visualize.query;

import static dev.plumbline.visualize.TestWarehouse.append;
import static dev.plumbline.visualize.TestWarehouse.row;
import static org.apache.iceberg.types.Types.NestedField.optional;
import static org.apache.iceberg.types.Types.NestedField.required;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.visualize.TestApi;
import dev.plumbline.visualize.TestWarehouse;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableRowsTest {

    private static final Schema LINES = new Schema(
            required(1, "id", Types.IntegerType.get()),
            optional(2, "country", Types.StringType.get()),
            optional(3, "price", Types.DecimalType.of(9, 3)),
            optional(4, "at", Types.TimestampType.withZone()));

    private TestWarehouse warehouse;
    private TestApi api;

    @BeforeEach
    void start(@TempDir Path directory) {
        warehouse = new TestWarehouse(directory);
        api = new TestApi(warehouse, directory, Map.of());
    }

    @AfterEach
    void stop() throws Exception {
        api.close();
        warehouse.close();
    }

    @Test
    void aTableThatWasNeverWrittenHasColumnsAndNoRows() throws Exception {
        warehouse.create("silver.lines", LINES, PartitionSpec.unpartitioned());

        JsonNode answer = api.json("/v1/tables/silver.lines/rows");

        assertThat(answer.path("rowCount").asInt()).isZero();
        assertThat(answer.path("columns").toString())
                .contains("\"int\"", "\"string\"", "\"decimal(9,3)\"", "\"timestamptz\"");
        assertThat(answer.at("/snapshots/silver.lines/id").isNull()).isTrue();
    }

    @Test
    void valuesAreExactAndTimesAreUtc() throws Exception {
        Table table = warehouse.create(
                "silver.kinds",
                new Schema(
                        required(1, "whole", Types.LongType.get()),
                        optional(2, "price", Types.DecimalType.of(38, 10)),
                        optional(3, "at", Types.TimestampType.withZone()),
                        optional(4, "local", Types.TimestampType.withoutZone()),
                        optional(5, "day", Types.DateType.get()),
                        optional(6, "ratio", Types.DoubleType.get()),
                        optional(7, "flag", Types.BooleanType.get()),
                        optional(8, "raw", Types.BinaryType.get())),
                PartitionSpec.unpartitioned());
        append(
                table,
                row(
                        table,
                        Long.MAX_VALUE,
                        new BigDecimal("1234567890123456789012345678.1000000000"),
                        OffsetDateTime.parse("2011-12-09T12:50:00.123456Z"),
                        LocalDateTime.parse("2011-12-09T12:50:00"),
                        LocalDate.parse("2011-12-09"),
                        Double.NaN,
                        true,
                        ByteBuffer.wrap(new byte[] {1, 2})));

        String body = api.get("/v1/tables/silver.kinds/rows").body();

        assertThat(body)
                .contains("{\"whole\":9223372036854775807,\"price\":1234567890123456789012345678.1,"
                        + "\"at\":\"2011-12-09T12:50:00.123456Z\",\"local\":\"2011-12-09T12:50:00\",\"day\":\"2011-12-09\","
                        + "\"ratio\":null,\"flag\":true,\"raw\":\"AQI=\"}");
    }

    @Test
    void renamedAddedDroppedAndWidenedColumnsReadRightFromOldFiles() throws Exception {
        Table table = warehouse.create("silver.lines", LINES, PartitionSpec.unpartitioned());
        append(table, row(table, 1, "France", new BigDecimal("1.500"), null));
        table.updateSchema()
                .renameColumn("country", "land")
                .updateColumn("id", Types.LongType.get())
                .updateColumn("price", Types.DecimalType.of(18, 3))
                .addColumn("note", Types.StringType.get())
                .deleteColumn("at")
                .commit();
        // The old name comes back as another column: by name the old file would answer wrongly.
        table.updateSchema().addColumn("country", Types.StringType.get()).commit();
        append(table, row(table, 5_000_000_000L, "Spain", new BigDecimal("2.000"), "new", "other"));

        JsonNode rows = api.json("/v1/tables/silver.lines/rows").path("rows");

        assertThat(rows.toString())
                .contains("{\"id\":1,\"land\":\"France\",\"price\":1.5,\"note\":null,\"country\":null}")
                .contains("{\"id\":5000000000,\"land\":\"Spain\",\"price\":2,\"note\":\"new\",\"country\":\"other\"}");
    }

    @Test
    void deletedPositionsAreLeftOut() throws Exception {
        Table table = warehouse.create("silver.lines", LINES, PartitionSpec.unpartitioned());
        append(table, row(table, 1, "a", null, null), row(table, 2, "b", null, null), row(table, 3, "c", null, null));
        String file = table.newScan().planFiles().iterator().next().file().location();
        append(table, row(table, 4, "d", null, null));
        TestWarehouse.deletePositions(table, file, 0, 2);

        JsonNode answer = api.json("/v1/tables/silver.lines/rows");

        assertThat(answer.path("rows").findValuesAsText("country")).containsExactlyInAnyOrder("b", "d");
    }

    @Test
    void equalityDeletesAreRefusedRatherThanIgnored() throws Exception {
        Table table = warehouse.create("silver.lines", LINES, PartitionSpec.unpartitioned());
        append(table, row(table, 1, "a", null, null));
        TestWarehouse.deleteEqual(table, 1, row(table, 1, "a", null, null));

        HttpResponse<String> response = api.get("/v1/tables/silver.lines/rows");

        assertThat(response.statusCode()).isEqualTo(501);
        assertThat(response.body()).contains("silver.lines has equality deletes");
    }

    @Test
    void nestedColumnsAreReadWithWhatWasAddedInside() throws Exception {
        Table table = warehouse.create("silver.nested", nested(), PartitionSpec.unpartitioned());
        append(table, nestedRow(table));
        table.updateSchema()
                .addColumn("place", "floor", Types.IntegerType.get())
                .commit();
        table.refresh();
        append(table, row(table, 2, null, null, null));

        JsonNode rows = api.json("/v1/tables/silver.nested/rows").path("rows");

        assertThat(rows.toString())
                .contains(
                        "{\"id\":1,\"place\":{\"city\":\"Bonn\",\"floor\":null},\"tags\":[\"a\",\"b\"],\"marks\":{\"x\":1.5}}")
                .contains("{\"id\":2,\"place\":null,\"tags\":null,\"marks\":null}");
    }

    @Test
    void aRenameInsideANestedColumnIsRefusedRatherThanReadAsNull() throws Exception {
        Table table = warehouse.create("silver.nested", nested(), PartitionSpec.unpartitioned());
        append(table, nestedRow(table));
        table.updateSchema().renameColumn("place.city", "town").commit();

        HttpResponse<String> response = api.get("/v1/tables/silver.nested/rows");

        assertThat(response.statusCode()).isEqualTo(501);
        assertThat(response.body()).contains("inside silver.nested.place").contains("was renamed");
    }

    @Test
    void anEarlierStateIsReadByIdAndByTime() throws Exception {
        Table table = warehouse.create("silver.lines", LINES, PartitionSpec.unpartitioned());
        long first = append(table, row(table, 1, "a", null, null));
        Instant then = Instant.ofEpochMilli(table.currentSnapshot().timestampMillis());
        table.updateSchema().renameColumn("country", "land").commit();
        append(table, row(table, 2, "b", null, null));

        JsonNode byId = api.json("/v1/tables/silver.lines/rows?asOf=" + first);
        JsonNode byTime = api.json("/v1/tables/silver.lines/rows?asOf=" + then);
        JsonNode now = api.json("/v1/tables/silver.lines/rows");

        assertThat(byId.path("rows").toString()).contains("\"country\":\"a\"").doesNotContain("\"b\"");
        assertThat(byId.at("/snapshots/silver.lines/id").asText()).isEqualTo(Long.toString(first));
        assertThat(byTime.path("rows")).isEqualTo(byId.path("rows"));
        assertThat(now.path("rows").findValuesAsText("land")).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void aTimeBeforeTheFirstSnapshotAndAnUnknownIdAreSaid() throws Exception {
        Table table = warehouse.create("silver.lines", LINES, PartitionSpec.unpartitioned());
        append(table, row(table, 1, "a", null, null));

        assertThat(api.get("/v1/tables/silver.lines/rows?asOf=2001-01-01").body())
                .contains("no snapshot as old as 2001-01-01T00:00:00Z");
        assertThat(api.get("/v1/tables/silver.lines/rows?asOf=12345").body()).contains("has no snapshot 12345");
        assertThat(api.get("/v1/tables/silver.lines/rows?asOf=%2B999999999-12-31T23:59:59Z")
                        .body())
                .contains("expected a snapshot id or a time");
        assertThat(api.get("/v1/tables/silver.lines/rows?asOf=yesterday").body())
                .contains("asOf is 'yesterday', expected a snapshot id or a time");
    }

    @Test
    void aRowIsThereAtTheNextRequestAndTheSameQuestionComesFromTheCache() throws Exception {
        Table table = warehouse.create("silver.lines", LINES, PartitionSpec.unpartitioned());
        append(table, row(table, 1, "a", null, null));

        JsonNode first = api.json("/v1/tables/silver.lines/rows");
        JsonNode again = api.json("/v1/tables/silver.lines/rows");
        append(table, row(table, 2, "b", null, null));
        JsonNode after = api.json("/v1/tables/silver.lines/rows");

        assertThat(first.path("cached").asBoolean()).isFalse();
        assertThat(again.path("cached").asBoolean()).isTrue();
        assertThat(again.path("rows")).isEqualTo(first.path("rows"));
        assertThat(after.path("cached").asBoolean()).isFalse();
        assertThat(after.path("rowCount").asInt()).isEqualTo(2);
    }

    @Test
    void theLimitIsKeptAndSaid() throws Exception {
        Table table = warehouse.create("silver.lines", LINES, PartitionSpec.unpartitioned());
        append(table, row(table, 1, "a", null, null), row(table, 2, "b", null, null));

        JsonNode one = api.json("/v1/tables/silver.lines/rows?limit=1");
        JsonNode two = api.json("/v1/tables/silver.lines/rows?limit=2");

        assertThat(one.path("rowCount").asInt()).isEqualTo(1);
        assertThat(one.path("truncated").asBoolean()).isTrue();
        assertThat(two.path("truncated").asBoolean()).isFalse();
        assertThat(api.get("/v1/tables/silver.lines/rows?limit=0").statusCode()).isEqualTo(400);
        assertThat(api.get("/v1/tables/silver.lines/rows?limit=99999999").statusCode())
                .isEqualTo(400);
    }

    @Test
    void aFewRowsOfManyFilesAreAsManyAsAskedForAndSayThatThereAreMore() throws Exception {
        Table table = warehouse.create("silver.lines", LINES, PartitionSpec.unpartitioned());
        for (int id = 1; id <= 4; id++) {
            append(table, row(table, id, "a", null, null));
        }

        JsonNode two = api.json("/v1/tables/silver.lines/rows?limit=2");
        JsonNode all = api.json("/v1/tables/silver.lines/rows?limit=4");

        assertThat(two.path("rowCount").asInt()).isEqualTo(2);
        assertThat(two.path("truncated").asBoolean()).isTrue();
        assertThat(all.path("rows").findValuesAsText("id")).containsExactlyInAnyOrder("1", "2", "3", "4");
        assertThat(all.path("truncated").asBoolean()).isFalse();
    }

    @Test
    void csvIsAnsweredWhereItIsAskedFor() throws Exception {
        Table table = warehouse.create("silver.lines", LINES, PartitionSpec.unpartitioned());
        append(table, row(table, 1, "a, \"b\"", new BigDecimal("1.500"), null));

        HttpResponse<String> response = api.get("/v1/tables/silver.lines/rows", "Accept", "text/csv");

        assertThat(response.headers().firstValue("content-type").orElse("")).startsWith("text/csv");
        assertThat(response.body()).isEqualTo("id,country,price,at\r\n1,\"a, \"\"b\"\"\",1.5,\r\n");
        assertThat(response.headers().firstValue("x-plumbline-snapshots"))
                .hasValueSatisfying(value -> assertThat(value).startsWith("silver.lines="));
    }

    @Test
    void aTableNameWithADashOrAPartitionIsNoTrouble() throws Exception {
        Table table = warehouse.create(
                "silver.web-logs",
                LINES,
                PartitionSpec.builderFor(LINES).identity("country").build());
        append(table, row(table, 1, "a", null, null), row(table, 2, "it's", null, null));

        JsonNode answer = api.json("/v1/tables/silver.web-logs/rows");

        assertThat(answer.path("rows").findValuesAsText("country")).containsExactlyInAnyOrder("a", "it's");
    }

    private static Schema nested() {
        return new Schema(
                required(1, "id", Types.IntegerType.get()),
                optional(2, "place", Types.StructType.of(optional(5, "city", Types.StringType.get()))),
                optional(3, "tags", Types.ListType.ofOptional(6, Types.StringType.get())),
                optional(4, "marks", Types.MapType.ofOptional(7, 8, Types.StringType.get(), Types.DoubleType.get())));
    }

    private static GenericRecord nestedRow(Table table) {
        GenericRecord place =
                GenericRecord.create(table.schema().findType("place").asStructType());
        place.setField("city", "Bonn");
        return (GenericRecord) row(table, 1, place, List.of("a", "b"), Map.of("x", 1.5));
    }
}
