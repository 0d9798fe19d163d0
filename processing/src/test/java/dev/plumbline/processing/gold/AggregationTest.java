package dev.plumbline.processing.gold;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.buffer.contract.Contracts;
import dev.plumbline.storage.tables.TableDefinition;
import dev.plumbline.storage.tables.TableDefinitions;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.apache.iceberg.spark.SparkSchemaUtil;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.catalyst.CatalystTypeConverters$;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AggregationTest {

    private static final StructType SILVER = new StructType()
            .add("country", DataTypes.StringType)
            .add("sold_at", DataTypes.TimestampType)
            .add("quantity", DataTypes.IntegerType)
            .add("price", DataTypes.createDecimalType(12, 4))
            .add("weight", DataTypes.DoubleType)
            .add("tags", DataTypes.createArrayType(DataTypes.StringType))
            .add("buyer", new StructType().add("name", DataTypes.StringType).add("age", DataTypes.IntegerType));

    @TempDir
    static Path directory;

    private static GoldLake lake;

    @BeforeAll
    static void open() {
        lake = new GoldLake(directory);
    }

    @AfterAll
    static void close() {
        lake.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT country, COUNT(*) AS n FROM silver GROUP BY country",
                "SELECT date_trunc('HOUR', sold_at) AS h, SUM(quantity) AS q, AVG(quantity) AS a, MIN(price) AS lo, MAX(price) AS hi"
                        + " FROM silver GROUP BY date_trunc('HOUR', sold_at)",
                "SELECT CAST(sold_at AS DATE) AS d, country, CAST(SUM(quantity * price) AS DECIMAL(20, 4)) AS revenue"
                        + " FROM silver GROUP BY CAST(sold_at AS DATE), country",
                "SELECT country, COUNT(DISTINCT quantity) AS q, COUNT(DISTINCT price, quantity) AS pq,"
                        + " SUM(DISTINCT quantity) AS s, COUNT(quantity) AS n FROM silver GROUP BY country",
                "SELECT country, PERCENTILE(weight, 0.95) AS p95, COUNT_IF(quantity > 3) AS many, MAX(buyer.name) AS last"
                        + " FROM silver GROUP BY country",
                "SELECT country, COUNT(*) FILTER (WHERE quantity > 2) AS n, SUM(quantity) + 1 AS s, MAX_BY(country, price) AS c"
                        + " FROM silver WHERE price > 10 AND country IS NOT NULL GROUP BY country",
                "SELECT date_trunc('HOUR', sold_at) AS h, COUNT_IF(quantity BETWEEN 2 AND 4) AS some, COALESCE(SUM(quantity), 0) AS q"
                        + " FROM silver GROUP BY date_trunc('HOUR', sold_at)",
                "SELECT buyer.age % 3 AS a, ROUND(AVG(weight), 6) AS w, STDDEV_POP(quantity) > 1 AS spread FROM silver GROUP BY buyer.age % 3",
                "SELECT c, MAX(q) AS m FROM (SELECT upper(country) AS c, quantity * 2 AS q, price FROM silver) WHERE price < 60 GROUP BY c",
                "SELECT country, size(tags) AS t, COUNT(*) AS n FROM silver GROUP BY country, size(tags)",
            })
    void anAggregationAnswersWhatSparkAnswers(String sql) {
        long seed = System.nanoTime();
        List<Row> rows = rows(new SplittableRandom(seed), 500);
        Aggregation aggregation = read(sql).orElseThrow();

        WindowGroups groups = aggregation.groups();
        rows.forEach(row -> groups.add(internal(aggregation, row)));

        assertThat(texts(groups.answer()))
                .as("seed %s", seed)
                .isEqualTo(texts(question(sql, rows).collectAsList()));
        assertThat(groups.bytes()).isPositive();
    }

    @Test
    void anAnswerCanBeAskedForAndThenAddedTo() {
        String sql =
                "SELECT country, MAX(buyer.name) AS last, PERCENTILE(quantity, 0.5) AS median, COUNT(DISTINCT quantity) AS q"
                        + " FROM silver GROUP BY country";
        List<Row> rows = rows(new SplittableRandom(7), 200);
        Aggregation aggregation = read(sql).orElseThrow();
        WindowGroups groups = aggregation.groups();

        for (int i = 0; i < rows.size(); i++) {
            groups.add(internal(aggregation, rows.get(i)));
            if (i % 50 == 0) {
                assertThat(texts(groups.answer()))
                        .isEqualTo(texts(question(sql, rows.subList(0, i + 1)).collectAsList()));
            }
        }
    }

    @Test
    void onlyTheEventTimeAndTheColumnsThatAreAskedForAreRead() {
        Optional<Aggregation> aggregation =
                read("SELECT country, SUM(quantity) AS q FROM silver WHERE price > 1 GROUP BY country");

        assertThat(aggregation.orElseThrow().columns()).containsExactly("country", "sold_at", "quantity", "price");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT country, quantity FROM silver",
                "SELECT COUNT(*) AS n FROM silver",
                "SELECT country, COUNT(*) AS n FROM silver GROUP BY country HAVING COUNT(*) > 1",
                "SELECT DISTINCT country FROM silver",
                "SELECT country, SUM(quantity) AS q FROM silver WHERE rand() > 0.5 GROUP BY country",
                "SELECT weight, COUNT(*) AS n FROM silver GROUP BY weight",
                "SELECT country, COUNT(DISTINCT weight) AS n FROM silver GROUP BY country",
                "SELECT struct(weight) AS w, COUNT(*) AS n FROM silver GROUP BY struct(weight)",
                "SELECT c, COUNT(*) AS n FROM (SELECT country COLLATE UTF8_LCASE AS c FROM silver) GROUP BY c",
                "SELECT country, COUNT(*) AS n FROM silver WHERE sold_at < current_timestamp() GROUP BY country",
                "SELECT country, COUNT(DISTINCT quantity) FILTER (WHERE price > 1) AS q FROM silver GROUP BY country",
                "SELECT a.country, COUNT(*) AS n FROM silver a JOIN silver b ON a.country = b.country GROUP BY a.country",
                "SELECT t, COUNT(*) AS n FROM silver LATERAL VIEW explode(tags) x AS t GROUP BY t",
                "SELECT country, COUNT(*) AS n FROM silver WHERE quantity > (SELECT MIN(quantity) FROM silver) GROUP BY country",
                "SELECT country, n FROM (SELECT country, COUNT(*) AS n FROM silver GROUP BY country) ORDER BY n LIMIT 3",
                "SELECT country, COUNT(*) AS n FROM silver GROUP BY country UNION ALL SELECT 'all', COUNT(*) FROM silver",
            })
    void aQuestionThatIsNoSingleAggregationIsLeftToSpark(String sql) {
        assertThat(read(sql)).isEmpty();
    }

    @Test
    void theShippedModelsAreSingleAggregations() {
        Contracts contracts = Contracts.load(Optional.empty());

        for (Model model : Models.load(Optional.empty(), contracts).all()) {
            TableDefinition silver = TableDefinitions.all(contracts.all()).stream()
                    .filter(table -> table.identifier().toString().equals("silver." + model.stream()))
                    .findFirst()
                    .orElseThrow();
            lake.spark
                    .createDataFrame(List.of(), SparkSchemaUtil.convert(silver.schema()))
                    .createOrReplaceTempView("silver");
            assertThat(Aggregation.read(lake.spark.sql(model.sql()), "_event_time"))
                    .as(model.name())
                    .isPresent();
        }
    }

    private static Optional<Aggregation> read(String sql) {
        return Aggregation.read(question(sql, List.of()), "sold_at");
    }

    private static Dataset<Row> question(String sql, List<Row> rows) {
        lake.spark.createDataFrame(rows, SILVER).createOrReplaceTempView("silver");
        return lake.spark.sql(sql);
    }

    private static InternalRow internal(Aggregation aggregation, Row row) {
        StructType columns = new StructType();
        List<Object> values = new ArrayList<>();
        for (String column : aggregation.columns()) {
            columns = columns.add(SILVER.apply(column));
            values.add(row.get(SILVER.fieldIndex(column)));
        }
        return (InternalRow) CatalystTypeConverters$.MODULE$
                .createToCatalystConverter(columns)
                .apply(RowFactory.create(values.toArray()));
    }

    private static List<Row> rows(SplittableRandom random, int count) {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rows.add(RowFactory.create(
                    orNull(random, List.of("France", "Germany", "EIRE", "").get(random.nextInt(4))),
                    Instant.parse("2026-03-01T00:00:00Z").plusSeconds(random.nextLong(200_000)),
                    orNull(random, random.nextInt(-3, 9)),
                    orNull(random, BigDecimal.valueOf(random.nextLong(1_000_000), 4)),
                    // Quarters: their sums are exact, so that the order in which they are added does not show.
                    orNull(random, random.nextInt(400) / 4.0),
                    orNull(random, new ArrayList<>(List.of("a", "b", "c").subList(0, random.nextInt(4)))),
                    orNull(random, RowFactory.create("name-" + random.nextInt(1_000), random.nextInt(90)))));
        }
        return rows;
    }

    private static <T> T orNull(SplittableRandom random, T value) {
        return random.nextInt(10) == 0 ? null : value;
    }

    private static List<String> texts(List<Row> rows) {
        return rows.stream().map(Row::toString).sorted().toList();
    }
}
