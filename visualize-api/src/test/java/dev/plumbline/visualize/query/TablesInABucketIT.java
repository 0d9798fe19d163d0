package dev.plumbline.visualize.query;

import static dev.plumbline.visualize.TestWarehouse.append;
import static dev.plumbline.visualize.TestWarehouse.row;
import static org.apache.iceberg.types.Types.NestedField.optional;
import static org.apache.iceberg.types.Types.NestedField.required;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.storage.tables.ObjectStore;
import dev.plumbline.storage.tables.Warehouse;
import dev.plumbline.visualize.TestApi;
import dev.plumbline.visualize.TestWarehouse;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;

/** Questions over tables whose files are in a bucket. */
@Testcontainers(disabledWithoutDocker = true)
class TablesInABucketIT {

    private static final Schema LINES =
            new Schema(required(1, "id", Types.IntegerType.get()), optional(2, "price", Types.DecimalType.of(9, 3)));

    @Container
    static final ObjectStore OBJECTS = new ObjectStore();

    @TempDir
    Path directory;

    private TestWarehouse warehouse;
    private TestApi api;
    private Table table;

    @BeforeEach
    void start() {
        String prefix = directory.getFileName().toString().replaceAll("[^a-z0-9]", "");
        Map<String, String> settings = OBJECTS.settings(prefix);
        warehouse = new TestWarehouse(directory, Warehouse.from(settings::getOrDefault, directory));
        api = new TestApi(warehouse, directory, settings);
        table = warehouse.create("silver.lines", LINES, PartitionSpec.unpartitioned());
    }

    @AfterEach
    void stop() throws Exception {
        api.close();
        warehouse.close();
    }

    @Test
    void rowsAreExactAndTheirFilesAreFetchedOnce() throws Exception {
        append(table, row(table, 1, new BigDecimal("2.550")), row(table, 2, new BigDecimal("0.001")));
        append(table, row(table, 3, new BigDecimal("-7.125")));

        assertThat(rows(10).toString())
                .contains("{\"id\":1,\"price\":2.55}", "{\"id\":2,\"price\":0.001}", "{\"id\":3,\"price\":-7.125}");
        double fetched = fetchedBytes();
        assertThat(rows(9)).hasSize(3);

        assertThat(fetched).isPositive();
        assertThat(fetchedBytes()).as("the second touch is local").isEqualTo(fetched);
        assertThat(copies()).hasSize(2);
    }

    @Test
    void aCopyThatIsDeletedIsFetchedAgain() throws Exception {
        append(table, row(table, 1, null), row(table, 2, null));
        assertThat(rows(10)).hasSize(2);
        double fetched = fetchedBytes();

        for (Path copy : copies()) {
            Files.delete(copy);
        }

        assertThat(rows(9)).hasSize(2);
        assertThat(fetchedBytes()).isEqualTo(2 * fetched);
    }

    @Test
    void deletedPositionsAreLeftOut() throws Exception {
        append(table, row(table, 1, null), row(table, 2, null), row(table, 3, null));
        String file = table.newScan().planFiles().iterator().next().file().location();
        append(table, row(table, 4, null));
        TestWarehouse.deletePositions(table, file, 0, 2);

        assertThat(rows(10).findValuesAsText("id")).containsExactlyInAnyOrder("2", "4");
    }

    @Test
    void anEarlierSnapshotIsReadFromItsOwnFiles() throws Exception {
        long first = append(table, row(table, 1, null));
        append(table, row(table, 2, null));

        JsonNode then = api.json("/v1/tables/silver.lines/rows?asOf=" + first);

        assertThat(then.path("rows").findValuesAsText("id")).containsExactly("1");
        assertThat(copies()).hasSize(1);
    }

    private JsonNode rows(int limit) throws Exception {
        return api.json("/v1/tables/silver.lines/rows?limit=" + limit).path("rows");
    }

    private double fetchedBytes() throws Exception {
        return api.get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith("plumbline_visualize_fetched_bytes_total"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private List<Path> copies() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("visualize/files"))) {
            return files.toList();
        }
    }
}
