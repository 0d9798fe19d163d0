package dev.plumbline.visualize.query;

import static dev.plumbline.visualize.TestWarehouse.append;
import static dev.plumbline.visualize.TestWarehouse.row;
import static org.apache.iceberg.types.Types.NestedField.optional;
import static org.apache.iceberg.types.Types.NestedField.required;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.visualize.TestApi;
import dev.plumbline.visualize.TestWarehouse;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamedQueriesTest {

    private static final Schema REVENUE = new Schema(
            required(1, "country", Types.StringType.get()),
            required(2, "day", Types.DateType.get()),
            optional(3, "revenue", Types.DecimalType.of(20, 4)),
            optional(4, "quantity", Types.LongType.get()),
            optional(5, "orders", Types.LongType.get()));

    private TestWarehouse warehouse;
    private TestApi api;
    private Table gold;

    @BeforeEach
    void start(@TempDir Path directory) throws Exception {
        Files.writeString(Files.createDirectories(directory.resolve("queries")).resolve("by_kinds.sql"), """
                /* query
                description: every kind of parameter
                parameters:
                  - { name: text, type: string, default: "it's" }
                  - { name: whole, type: integer, default: 1 }
                  - { name: exact, type: decimal, default: 0.1 }
                  - { name: since, type: timestamp, default: "2011-12-09T12:50:00Z" }
                  - { name: day, type: date }
                */
                WITH own AS (SELECT country FROM gold.revenue_by_country_day AS r)
                SELECT $text AS text, $whole + 1 AS whole, $exact + 0.2 AS exact, $since AS since, $day AS day,
                       (SELECT count(*) FROM own) AS rows, revenue_by_country_day.country AS country
                FROM gold.revenue_by_country_day
                LIMIT 1;
                """);
        warehouse = new TestWarehouse(directory);
        api = new TestApi(
                warehouse,
                directory,
                Map.of("queries.dir", directory.resolve("queries").toString()));
        gold = warehouse.create("gold.revenue_by_country_day", REVENUE, PartitionSpec.unpartitioned());
        append(gold, revenue("France", "2011-12-08", "1.1000"), revenue("France", "2011-12-09", "2.2000"));
        append(gold, revenue("Spain", "2011-12-09", "0.7000"));
    }

    @AfterEach
    void stop() throws Exception {
        api.close();
        warehouse.close();
    }

    @Test
    void aQueryAnswersExactlyAndNamesItsSnapshot() throws Exception {
        JsonNode answer = api.json("/v1/queries/revenue_by_country");

        assertThat(answer.path("rows").toString())
                .isEqualTo("[{\"country\":\"France\",\"revenue\":3.3,\"quantity\":2,\"orders\":2},"
                        + "{\"country\":\"Spain\",\"revenue\":0.7,\"quantity\":1,\"orders\":1}]");
        assertThat(answer.at("/snapshots/gold.revenue_by_country_day/id").asText())
                .isEqualTo(Long.toString(gold.currentSnapshot().snapshotId()));
        assertThat(answer.path("sql").asText()).startsWith("SELECT country,");
    }

    @Test
    void parametersNarrowTheAnswer() throws Exception {
        assertThat(api.json("/v1/queries/revenue_by_country_day?from=2011-12-09&country=France")
                        .path("rows")
                        .toString())
                .isEqualTo(
                        "[{\"country\":\"France\",\"day\":\"2011-12-09\",\"revenue\":2.2,\"quantity\":1,\"orders\":1}]");
    }

    @Test
    void eachKindOfParameterIsReadAsWhatItIs() throws Exception {
        JsonNode row = api.json("/v1/queries/by_kinds?day=2011-12-09&exact=0.1")
                .path("rows")
                .get(0);

        assertThat(row.toString())
                .startsWith("{\"text\":\"it's\",\"whole\":2,\"exact\":0.3,\"since\":\"2011-12-09T12:50:00Z\","
                        + "\"day\":\"2011-12-09\",\"rows\":3,\"country\":");
    }

    @Test
    void anEarlierAnswerIsGivenAsOfItsTime() throws Exception {
        long first = gold.history().get(0).snapshotId();

        JsonNode answer = api.json("/v1/queries/revenue_by_country?asOf=" + first);

        assertThat(answer.path("rowCount").asInt()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "from=yesterday",
                "from=2011-13-40",
                "colour=red",
                "from=2011-12-09&from=2011-12-10",
                "from=2011-12-09'%20OR%201=1--"
            })
    void whatIsNoParameterIsRefusedAndSaid(String parameters) throws Exception {
        HttpResponse<String> response = api.get("/v1/queries/revenue_by_country_day?" + parameters);

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.headers().firstValue("content-type")).contains("application/problem+json");
        assertThat(response.body())
                .containsAnyOf("expected a date", "it has asOf, country, from, to", "is given 2 times");
    }

    @ParameterizedTest
    @ValueSource(strings = {"'; DROP SCHEMA main; --", "France' OR '1'='1", "$1", "\\", "%", "\u0000"})
    void sqlInAParameterIsJustText(String text) throws Exception {
        String encoded = java.net.URLEncoder.encode(text, java.nio.charset.StandardCharsets.UTF_8);

        HttpResponse<String> response = api.get("/v1/queries/revenue_by_country_day?country=" + encoded);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).contains("\"rowCount\":0");
        assertThat(api.json("/v1/queries/revenue_by_country").path("rowCount").asInt())
                .isEqualTo(2);
    }

    @Test
    void aMissingParameterAndAnUnknownQueryAreSaid() throws Exception {
        assertThat(api.get("/v1/queries/by_kinds").body()).contains("the parameter day is missing, expected a date");
        assertThat(api.get("/v1/queries/nothing").body())
                .contains("there is no query named 'nothing'")
                .contains("revenue_by_country");
    }

    @Test
    void theListTellsHowToAskAndHowToDraw() throws Exception {
        JsonNode queries = api.json("/v1/queries").path("queries");

        assertThat(queries.findValuesAsText("name"))
                .contains("revenue_by_country", "revenue_by_minute", "late_rows", "duplicates", "by_kinds");
        assertThat(queries.toString()).contains("\"chart\":{\"kind\":\"bar\",\"x\":\"country\",\"y\":\"revenue\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT 1; SELECT 2",
                "DROP TABLE gold.revenue_by_country_day",
                "COPY (SELECT 1) TO '/tmp/x'",
                "SELECT * FROM '/etc/passwd'",
                "SELECT * FROM read_csv('/etc/passwd')",
                "SELECT * FROM glob('/*')",
                "WITH x AS (SELECT * FROM read_text('/etc/passwd')) SELECT * FROM x",
                "SELECT (SELECT content FROM read_text('/etc/passwd'))",
                "SELECT * FROM duckdb_settings()",
                "DESCRIBE gold.revenue_by_country_day",
                "SELECT * FROM revenue_by_country_day",
                "SELECT * FROM a.b.c",
                "PRAGMA database_list",
                "SELEC 1"
            })
    void whatIsNotOneSelectOverTablesIsNoQuery(String sql) {
        assertThatThrownBy(() -> NamedQueries.read(
                        api.parser(), "wrong", "/queries/wrong.sql", "/* query\ndescription: x\n*/\n" + sql))
                .isInstanceOf(InvalidQueryException.class)
                .hasMessageStartingWith("the query file /queries/wrong.sql cannot be used: ");
    }

    @Test
    void aHeaderThatDiffersFromItsSqlIsRefused() {
        assertThatThrownBy(() -> NamedQueries.read(
                        api.parser(),
                        "wrong",
                        "wrong.sql",
                        "/* query\nparameters: [{ name: a, type: string }]\n*/\nSELECT * FROM x.y WHERE z = $b"))
                .hasMessageContaining("declares the parameters [a], its SQL uses [b]");
        assertThatThrownBy(() -> NamedQueries.read(
                        api.parser(),
                        "wrong",
                        "wrong.sql",
                        "/* query\nparameters: [{ name: a, type: colour }]\n*/\nSELECT $a"))
                .hasMessageContaining("the parameter type colour is none of string, integer, decimal, date, timestamp");
    }

    @Test
    void aWrongFileAndAMissingDirectoryAreNamed(@TempDir Path directory) throws Exception {
        Path wrong = Files.writeString(directory.resolve("wrong.sql"), "SELECT 1");

        assertThatThrownBy(() -> NamedQueries.load(api.parser(), Optional.of(directory)))
                .isInstanceOf(InvalidQueryException.class)
                .hasMessageContaining(wrong.toString());
        assertThatThrownBy(() -> NamedQueries.load(api.parser(), Optional.of(directory.resolve("nothing"))))
                .isInstanceOf(InvalidQueryException.class)
                .hasMessageContaining("queries.dir is " + directory.resolve("nothing"));
    }

    private org.apache.iceberg.data.Record revenue(String country, String day, String revenue) {
        return row(gold, country, LocalDate.parse(day), new BigDecimal(revenue), 1L, 1L);
    }
}
