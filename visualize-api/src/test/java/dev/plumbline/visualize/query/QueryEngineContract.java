package dev.plumbline.visualize.query;

import static dev.plumbline.visualize.TestWarehouse.append;
import static dev.plumbline.visualize.TestWarehouse.row;
import static org.apache.iceberg.types.Types.NestedField.optional;
import static org.apache.iceberg.types.Types.NestedField.required;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.visualize.TestApi;
import dev.plumbline.visualize.TestWarehouse;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.Arrays;
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

/** What every engine behind the query API answers, to the letter. */
abstract class QueryEngineContract {

    static final Schema LINES = new Schema(
            required(1, "id", Types.IntegerType.get()),
            optional(2, "country", Types.StringType.get()),
            optional(3, "price", Types.DecimalType.of(9, 3)),
            optional(4, "taken", Types.TimestampType.withZone()));

    private TestWarehouse warehouse;
    private TestApi api;

    abstract TestWarehouse warehouse(Path directory);

    /** The settings that make the API use this engine. */
    abstract Map<String, String> settings(Path queries);

    @BeforeEach
    void start(@TempDir Path directory) throws IOException {
        Path queries = Files.createDirectories(directory.resolve("queries"));
        query(
                queries,
                "by_kinds",
                "parameters:\n"
                        + "  - { name: text, type: string, default: \"it's\" }\n"
                        + "  - { name: whole, type: integer, default: 1 }\n"
                        + "  - { name: exact, type: decimal, default: 0.1 }\n"
                        + "  - { name: since, type: timestamp, default: \"2011-12-09T12:50:00.5Z\" }\n"
                        + "  - { name: day, type: date, default: 2011-12-09 }\n"
                        + "  - { name: none, type: string, default: null }\n",
                """
                SELECT $text AS text, $whole + 1 AS whole, $exact + 0.2 AS exact, $since AS since, $day AS day,
                       count(*) AS rows
                FROM silver.lines
                WHERE ($none IS NULL OR country = $none) AND ($text <> country) AND taken >= $since
                """);
        query(queries, "shapes", "", """
                WITH big AS (SELECT id, country, price FROM silver.lines WHERE price > 1)
                SELECT l.country, count(*) AS lines, count(b.id) AS big, sum(l.price) AS total,
                       round(100.0 * count(b.id) / count(*), 2) AS percent, avg(l.price) AS mean,
                       count(DISTINCT l.price) AS prices, count(*) FILTER (WHERE l.id % 2 = 1) AS odd,
                       max(CASE WHEN l.price >= 2 THEN 'dear' ELSE 'cheap' END) AS word,
                       CAST(sum(l.id) AS BIGINT) AS ids, coalesce(min(l.country), 'none') || '!' AS shout
                FROM silver.lines AS l LEFT JOIN big AS b ON l.id = b.id
                WHERE l.country LIKE '%a%' OR l.country IS NULL OR l.id IN (SELECT id FROM big)
                GROUP BY l.country
                HAVING count(*) > 0
                ORDER BY total DESC, l.country
                """);
        query(queries, "days", "parameters:\n  - { name: latest, type: integer, default: 3 }\n", """
                SELECT hour, day, lines, row_number() OVER (ORDER BY hour) AS position
                FROM (
                  SELECT date_trunc('hour', taken) AS hour, CAST(taken AS DATE) AS day, count(*) AS lines
                  FROM silver.lines GROUP BY ALL
                )
                UNION ALL
                SELECT taken, NULL, 7, 0 FROM silver.lines WHERE id BETWEEN 1 AND 1
                ORDER BY hour, lines DESC LIMIT $latest OFFSET 1
                """);
        warehouse = warehouse(directory);
        api = new TestApi(warehouse, directory, settings(queries));
    }

    @AfterEach
    void stop() throws Exception {
        api.close();
        warehouse.close();
    }

    @Test
    void valuesOfEveryKindAreExactAndTimesAreUtc() throws Exception {
        Table table = warehouse.create(
                "silver.kinds",
                new Schema(
                        required(1, "whole", Types.LongType.get()),
                        optional(2, "price", Types.DecimalType.of(38, 10)),
                        optional(3, "at", Types.TimestampType.withZone()),
                        optional(4, "local", Types.TimestampType.withoutZone()),
                        optional(5, "day", Types.DateType.get()),
                        optional(6, "ratio", Types.DoubleType.get()),
                        optional(7, "small", Types.FloatType.get()),
                        optional(8, "flag", Types.BooleanType.get()),
                        optional(9, "raw", Types.BinaryType.get())),
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
                        0.1 + 0.2,
                        1.5f,
                        true,
                        ByteBuffer.wrap(new byte[] {1, 2})));
        append(table, row(table, -1L, null, null, null, null, Double.NaN, null, null, null));

        JsonNode answer = api.json("/v1/tables/silver.kinds/rows");

        assertThat(api.get("/v1/tables/silver.kinds/rows").body())
                .as("as it is sent, since a reader may round")
                .contains("{\"whole\":9223372036854775807,\"price\":1234567890123456789012345678.1,"
                        + "\"at\":\"2011-12-09T12:50:00.123456Z\",\"local\":\"2011-12-09T12:50:00\",\"day\":\"2011-12-09\","
                        + "\"ratio\":0.30000000000000004,\"small\":1.5,\"flag\":true,\"raw\":\"AQI=\"}")
                .contains("{\"whole\":-1,\"price\":null,\"at\":null,\"local\":null,\"day\":null,\"ratio\":null,"
                        + "\"small\":null,\"flag\":null,\"raw\":null}");
        assertThat(answer.path("columns").findValuesAsText("type"))
                .containsExactly(
                        "long",
                        "decimal(38,10)",
                        "timestamptz",
                        "timestamp",
                        "date",
                        "double",
                        "float",
                        "boolean",
                        "binary");
    }

    @Test
    void nestedValuesAreObjectsAndLists() throws Exception {
        Table table = warehouse.create("silver.nested", nested(), PartitionSpec.unpartitioned());
        GenericRecord place =
                GenericRecord.create(table.schema().findType("place").asStructType());
        place.setField("city", "Bonn");
        append(table, row(table, 1, place, Arrays.asList("a", null, "b"), Map.of("x", 1.5)));
        append(table, row(table, 2, null, null, null));

        JsonNode rows = api.json("/v1/tables/silver.nested/rows").path("rows");

        assertThat(rows.toString())
                .contains("{\"id\":1,\"place\":{\"city\":\"Bonn\"},\"tags\":[\"a\",null,\"b\"],\"marks\":{\"x\":1.5}}")
                .contains("{\"id\":2,\"place\":null,\"tags\":null,\"marks\":null}");
    }

    @Test
    void anEarlierStateIsReadByIdAndByTimeWithItsOwnColumns() throws Exception {
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
    void columnsAreFoundByFieldIdWhateverTheirNamesHaveBeen() throws Exception {
        Table table = warehouse.create("silver.lines", LINES, PartitionSpec.unpartitioned());
        append(table, row(table, 1, "France", new BigDecimal("1.500"), null));
        table.updateSchema()
                .renameColumn("country", "land")
                .updateColumn("id", Types.LongType.get())
                .updateColumn("price", Types.DecimalType.of(18, 3))
                .addColumn("note", Types.StringType.get())
                .deleteColumn("taken")
                .commit();
        // The old name comes back as another column: by name the old file would answer wrongly.
        table.updateSchema().addColumn("country", Types.StringType.get()).commit();

        JsonNode before = api.json("/v1/tables/silver.lines/rows").path("rows");
        append(table, row(table, 5_000_000_000L, "Spain", new BigDecimal("2.000"), "new", "other"));
        JsonNode after = api.json("/v1/tables/silver.lines/rows").path("rows");

        String old = "{\"id\":1,\"land\":\"France\",\"price\":1.5,\"note\":null,\"country\":null}";
        assertThat(before.toString()).as("no commit has used the new columns").isEqualTo("[" + old + "]");
        assertThat(after.toString())
                .contains(old)
                .contains("{\"id\":5000000000,\"land\":\"Spain\",\"price\":2,\"note\":\"new\",\"country\":\"other\"}");
    }

    @Test
    void aTableThatWasNeverWrittenHasColumnsAndNoRows() throws Exception {
        warehouse.create("silver.lines", LINES, PartitionSpec.unpartitioned());

        JsonNode answer = api.json("/v1/tables/silver.lines/rows");

        assertThat(answer.path("rowCount").asInt()).isZero();
        assertThat(answer.path("columns").findValuesAsText("type"))
                .containsExactly("int", "string", "decimal(9,3)", "timestamptz");
        assertThat(answer.at("/snapshots/silver.lines/id").isNull()).isTrue();
        assertThat(api.json("/v1/queries/by_kinds").at("/rows/0/rows").asInt()).isZero();
    }

    @Test
    void deletedPositionsAreLeftOut() throws Exception {
        Table table = warehouse.create("silver.lines", LINES, PartitionSpec.unpartitioned());
        append(table, row(table, 1, "a", null, null), row(table, 2, "b", null, null), row(table, 3, "c", null, null));
        String file = table.newScan().planFiles().iterator().next().file().location();
        append(table, row(table, 4, "d", null, null));
        TestWarehouse.deletePositions(table, file, 0, 2);

        assertThat(api.json("/v1/tables/silver.lines/rows").path("rows").findValuesAsText("country"))
                .containsExactlyInAnyOrder("b", "d");
    }

    @Test
    void eachKindOfParameterIsReadAsWhatItIs() throws Exception {
        lines();

        JsonNode answer =
                api.json("/v1/queries/by_kinds?whole=41&exact=0.10&since=2011-12-09T12:00:00Z&day=2011-12-08");

        assertThat(answer.path("rows").toString())
                .isEqualTo("[{\"text\":\"it's\",\"whole\":42,\"exact\":0.3,\"since\":\"2011-12-09T12:00:00Z\","
                        + "\"day\":\"2011-12-08\",\"rows\":2}]");
        assertThat(api.json("/v1/queries/by_kinds?none=Spain")
                        .at("/rows/0/rows")
                        .asInt())
                .as("a parameter narrows the answer")
                .isZero();
    }

    @Test
    void sqlInAParameterIsJustText() throws Exception {
        lines();
        for (String text : List.of("'; DROP TABLE silver.lines; --", "France' OR '1'='1", "?", "\\", "%", "ü€")) {
            JsonNode answer = api.json("/v1/queries/by_kinds?text=" + URLEncoder.encode(text, StandardCharsets.UTF_8));

            assertThat(answer.at("/rows/0/text").asText()).isEqualTo(text);
        }
    }

    @Test
    void joinsGroupsFiltersAndDivisionsMeanTheSame() throws Exception {
        lines();

        JsonNode answer = api.json("/v1/queries/shapes");

        assertThat(answer.path("rows").toString())
                .isEqualTo("[{\"country\":\"France\",\"lines\":3,\"big\":2,\"total\":4.25,\"percent\":66.67,"
                        + "\"mean\":1.4166666666666667,\"prices\":3,\"odd\":2,\"word\":\"dear\",\"ids\":6,"
                        + "\"shout\":\"France!\"},"
                        + "{\"country\":\"Spain\",\"lines\":1,\"big\":0,\"total\":0.5,\"percent\":0.0,\"mean\":0.5,"
                        + "\"prices\":1,\"odd\":0,\"word\":\"cheap\",\"ids\":4,\"shout\":\"Spain!\"},"
                        + "{\"country\":null,\"lines\":1,\"big\":0,\"total\":null,\"percent\":0.0,\"mean\":null,"
                        + "\"prices\":0,\"odd\":1,\"word\":\"cheap\",\"ids\":5,\"shout\":\"none!\"}]");
    }

    @Test
    void unionsWindowsAndLimitsMeanTheSame() throws Exception {
        lines();

        assertThat(api.json("/v1/queries/days").path("rows").toString())
                .isEqualTo("[{\"hour\":\"2011-12-09T11:00:00Z\",\"day\":\"2011-12-09\",\"lines\":1,\"position\":2},"
                        + "{\"hour\":\"2011-12-09T12:00:00Z\",\"day\":\"2011-12-09\",\"lines\":2,\"position\":3},"
                        + "{\"hour\":\"2011-12-09T12:10:00Z\",\"day\":null,\"lines\":7,\"position\":0}]");
    }

    @Test
    void theLimitIsKeptAndSaid() throws Exception {
        lines();

        JsonNode two = api.json("/v1/tables/silver.lines/rows?limit=2");
        JsonNode five = api.json("/v1/tables/silver.lines/rows?limit=5");

        assertThat(two.path("rowCount").asInt()).isEqualTo(2);
        assertThat(two.path("truncated").asBoolean()).isTrue();
        assertThat(five.path("rowCount").asInt()).isEqualTo(5);
        assertThat(five.path("truncated").asBoolean()).isFalse();
    }

    final TestApi api() {
        return api;
    }

    /** Five lines of three countries, one of which is not known. */
    final void lines() {
        Table table = warehouse.create("silver.lines", LINES, PartitionSpec.unpartitioned());
        append(
                table,
                line(table, 1, "France", "2.500", "2011-12-09T12:10:00Z"),
                line(table, 2, "France", "1.250", "2011-12-09T12:59:59.999999Z"));
        append(
                table,
                line(table, 3, "France", "0.500", "2011-12-09T11:00:00Z"),
                line(table, 4, "Spain", "0.500", "2011-12-08T23:59:59Z"),
                row(table, 5, null, null, OffsetDateTime.parse("2011-12-09T13:00:00Z")));
    }

    private static org.apache.iceberg.data.Record line(
            Table table, int id, String country, String price, String taken) {
        return row(table, id, country, new BigDecimal(price), OffsetDateTime.parse(taken));
    }

    private static void query(Path directory, String name, String header, String sql) throws IOException {
        Files.writeString(
                directory.resolve(name + ".sql"), "/* query\ndescription: of a test\n" + header + "*/\n" + sql);
    }

    static Schema nested() {
        return new Schema(
                required(1, "id", Types.IntegerType.get()),
                optional(2, "place", Types.StructType.of(optional(5, "city", Types.StringType.get()))),
                optional(3, "tags", Types.ListType.ofOptional(6, Types.StringType.get())),
                optional(4, "marks", Types.MapType.ofOptional(7, 8, Types.StringType.get(), Types.DoubleType.get())));
    }
}
