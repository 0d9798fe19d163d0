package dev.plumbline.visualize.query;

import static dev.plumbline.visualize.TestWarehouse.append;
import static dev.plumbline.visualize.TestWarehouse.row;
import static dev.plumbline.visualize.query.QueryEngineContract.LINES;
import static dev.plumbline.visualize.query.QueryEngineContract.nested;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.visualize.TestApi;
import dev.plumbline.visualize.TestWarehouse;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a table's rows whatever engine reads them, and what is DuckDB's alone; {@link QueryEngineContract} has the rest. */
class TableRowsTest {

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
    void theListOfTablesAsOfATimeHasThoseThatWereWrittenLaterOrNever() throws Exception {
        Table table = warehouse.create("silver.lines", LINES, PartitionSpec.unpartitioned());
        warehouse.create("silver.never", LINES, PartitionSpec.unpartitioned());
        append(table, row(table, 1, "a", null, null));

        JsonNode before = api.json("/v1/tables?asOf=2001-01-01").path("tables");
        JsonNode after = api.json("/v1/tables?asOf=2999-01-01").path("tables");

        assertThat(before.findValuesAsText("table")).containsExactly("silver.lines", "silver.never");
        assertThat(before.findValuesAsText("rows")).containsExactly("null", "0");
        assertThat(after.findValuesAsText("rows")).containsExactly("1", "0");
        assertThat(api.json("/v1/tables/silver.never/rows?asOf=2999-01-01")
                        .path("rowCount")
                        .asInt())
                .isZero();
        assertThat(api.get("/v1/tables?asOf=12345").body()).contains("a snapshot, which is one table's");
    }

    @Test
    void aParameterThatWouldBePassedOverIsRefused() throws Exception {
        warehouse.create("silver.lines", LINES, PartitionSpec.unpartitioned());

        for (String path : List.of("/v1/book?", "/v1/lag?", "/v1/queries?")) {
            assertThat(api.get(path + "asOf=2011-12-09").body())
                    .as(path)
                    .contains("there is no parameter 'asOf'; this takes none");
        }
        assertThat(api.get("/v1/tables?limit=1").body()).contains("no parameter 'limit'; there is asOf");
        assertThat(api.get("/v1/tables/silver.lines/rows?x=1").body())
                .contains("no parameter 'x'; there are limit and asOf");
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
    void aLimitThatIsNoneIsRefused() throws Exception {
        warehouse.create("silver.lines", LINES, PartitionSpec.unpartitioned());

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
        assertThat(response.body()).isEqualTo("id,country,price,taken\r\n1,\"a, \"\"b\"\"\",1.5,\r\n");
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

    private static GenericRecord nestedRow(Table table) {
        GenericRecord place =
                GenericRecord.create(table.schema().findType("place").asStructType());
        place.setField("city", "Bonn");
        return (GenericRecord) row(table, 1, place, List.of("a", "b"), Map.of("x", 1.5));
    }
}
