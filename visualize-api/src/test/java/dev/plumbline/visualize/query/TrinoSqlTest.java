package dev.plumbline.visualize.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.visualize.tables.TableName;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is written for Trino; whether it means the same is for {@link QueryEngineContract} to say. */
class TrinoSqlTest {

    private static DuckDb parser;

    @BeforeAll
    static void start(@TempDir Path directory) {
        parser = DuckDb.parser(new EngineLimits("64MB", 1, 1, Duration.ofSeconds(10), directory.resolve("spill")));
    }

    @AfterAll
    static void stop() throws Exception {
        parser.close();
    }

    @Test
    void valuesAreBoundInTheOrderOfTheText() {
        Map<String, Object> values = new HashMap<>();
        values.put("day", LocalDate.parse("2011-12-09"));
        values.put("since", OffsetDateTime.parse("2011-12-09T12:50:00.5Z"));
        values.put("country", null);
        values.put("most", 3L);

        TrinoSql.Statement statement = write(
                "SELECT id FROM silver.lines WHERE $country IS NULL AND at_time >= $since AND country = $country"
                        + " AND day IN (SELECT day FROM gold.days WHERE day = $day LIMIT $most)",
                values);

        assertThat(statement.sql())
                .isEqualTo("SELECT \"id\" AS \"id\" FROM SILVER AS \"lines\" WHERE ((? IS NULL)"
                        + " AND (\"at_time\" >= CAST(? AS timestamp(6) with time zone)) AND (\"country\" = ?)"
                        + " AND (\"day\" IN (SELECT \"day\" AS \"day\" FROM GOLD AS \"days\""
                        + " WHERE (\"day\" = CAST(? AS date)) LIMIT ?)))");
        assertThat(statement.values()).containsExactly(null, "2011-12-09 12:50:00.500 UTC", null, "2011-12-09", 3L);
    }

    @Test
    void whatTheDialectsDoDifferentlyIsSaidInFull() {
        assertThat(write("SELECT 7 / id AS a, avg(price) AS b FROM silver.lines GROUP BY ALL ORDER BY a DESC", Map.of())
                        .sql())
                .isEqualTo(
                        "SELECT (CAST(7 AS double) / CAST(\"id\" AS double)) AS \"a\", avg(CAST(\"price\" AS double)) AS \"b\""
                                + " FROM SILVER AS \"lines\" GROUP BY 1 ORDER BY \"a\" DESC NULLS LAST");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    SELECT median(price) AS m FROM silver.lines                           | the function median
                    SELECT CAST(id AS VARCHAR) AS t FROM silver.lines                     | a cast to VARCHAR
                    SELECT id + 1 FROM silver.lines                                       | column 1 without a name
                    SELECT id // 2 AS half FROM silver.lines                              | the operator //
                    SELECT * FROM range(3)                                                | the table function range
                    SELECT * EXCLUDE (id) FROM silver.lines                               | * with EXCLUDE
                    SELECT id FROM silver.lines QUALIFY row_number() OVER () = 1          | QUALIFY
                    SELECT DISTINCT ON (id) id FROM silver.lines                          | DISTINCT ON
                    SELECT id FROM silver.lines TABLESAMPLE 10%                           | SAMPLE
                    SELECT id FROM silver.lines LIMIT 10%                                 | LIMIT with a percentage
                    SELECT string_agg(country ORDER BY id) AS c FROM silver.lines         | an order of its own
                    SELECT count(*) AS n FROM silver.lines GROUP BY ROLLUP (id)           | GROUPING SETS, ROLLUP or CUBE
                    SELECT l.id FROM silver.lines l ASOF JOIN gold.days d ON l.id >= d.id | ASOF JOIN
                    SELECT id FROM silver.lines WHERE id > ALL (SELECT id FROM gold.days) | a comparison with ANY or ALL
                    """)
    void whatHasNoCounterpartIsRefusedByItsName(String sql, String what) {
        assertThatThrownBy(() -> write(sql, Map.of()))
                .isInstanceOf(TrinoSql.NoCounterpartException.class)
                .hasMessageContaining(what)
                .hasMessageContaining("has no counterpart in Trino's SQL here");
    }

    @Test
    void everyShippedQueryCanBeSaid() throws Exception {
        try (TrinoEngine engine = new TrinoEngine(
                new TrinoConfig(URI.create("http://127.0.0.1:1"), "plumbline", "tester", Optional.empty()),
                new EngineLimits("64MB", 1, 1, Duration.ofSeconds(10), Path.of("unused")))) {
            for (NamedQuery query : NamedQueries.load(parser, Optional.empty()).all()) {
                assertThat(engine.refusal(query.select())).as(query.name()).isEmpty();
            }
            assertThat(engine.problem()).hasValueSatisfying(problem -> assertThat(problem)
                    .startsWith("Trino at http://127.0.0.1:1 does not answer"));
        }
    }

    @Test
    void aPasswordGoesOverHttpsOnlyAndIsNotShown() {
        assertThatThrownBy(() -> new TrinoConfig(URI.create("http://trino:8080"), "lake", "me", Optional.of("pw-1")))
                .hasMessage("trino.password is set and trino.url is http://trino:8080, expected https,"
                        + " since a password needs it");
        assertThatThrownBy(() -> new TrinoConfig(URI.create("jdbc:trino://x"), "lake", "me", Optional.empty()))
                .hasMessageContaining("expected an address such as http://127.0.0.1:8086");

        TrinoConfig config =
                new TrinoConfig(URI.create("https://trino.example.org"), "lake", "me", Optional.of("pw-1"));

        assertThat(config.jdbcUrl()).isEqualTo("jdbc:trino://trino.example.org:443/lake");
        assertThat(config.toString()).doesNotContain("pw-1");
    }

    private static TrinoSql.Statement write(String sql, Map<String, Object> values) {
        return TrinoSql.of(
                ParsedSelect.parse(parser, sql),
                Map.of(new TableName("silver", "lines"), "SILVER", new TableName("gold", "days"), "GOLD"),
                values);
    }
}
