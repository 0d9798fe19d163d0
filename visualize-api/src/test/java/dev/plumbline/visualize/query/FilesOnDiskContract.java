package dev.plumbline.visualize.query;

import static dev.plumbline.visualize.TestWarehouse.append;
import static dev.plumbline.visualize.TestWarehouse.row;
import static org.apache.iceberg.types.Types.NestedField.required;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.storage.tables.LocalFileIO;
import dev.plumbline.storage.tables.Warehouse;
import dev.plumbline.visualize.TestWarehouse;
import dev.plumbline.visualize.tables.TableFiles;
import dev.plumbline.visualize.tables.TableName;
import dev.plumbline.visualize.web.ProblemException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every place of data files keeps to; the files are real ones, as DuckDB reads them. */
abstract class FilesOnDiskContract {

    static final TableName LINES = new TableName("silver", "lines");

    @TempDir
    Path directory;

    TestWarehouse warehouse;
    Table table;
    private FilesOnDisk files;
    private DuckDb duckDb;

    /** A place for the files of {@code warehouse}, which is a folder that a place elsewhere treats as if it were far away. */
    abstract FilesOnDisk open(Warehouse warehouse);

    @BeforeEach
    void start() {
        warehouse = new TestWarehouse(directory);
        table = warehouse.create(
                LINES.toString(),
                new Schema(required(1, "id", Types.IntegerType.get())),
                PartitionSpec.unpartitioned());
        files = open(place());
        duckDb = DuckDb.open(
                new EngineLimits("64MB", 1, 1, Duration.ofSeconds(10), directory.resolve("spill")), files.folder());
    }

    @AfterEach
    void stop() throws Exception {
        files.close();
        duckDb.close();
        warehouse.close();
    }

    @Test
    void aFileThatIsHeldIsWhereItsPathSays() {
        append(table, row(table, 1), row(table, 2));
        append(table, row(table, 3));
        List<String> paths = new ArrayList<>();
        all().data()
                .forEach(file ->
                        paths.add(Sql.text(files.path(LINES, file.location()).toString())));

        try (FilesOnDisk.Held held = files.hold(table.io(), this::all)) {
            assertThat(held).isNotNull();
            assertThat(one("SELECT sum(id) FROM read_parquet(" + paths + ")")).isEqualTo("6");
        }
    }

    @Test
    void sqlFindsTheSamePathFromALocation() {
        append(table, row(table, 1));
        String location = all().data().get(0).location();

        String path = files.path(LINES, location).toString();

        assertThat(one("SELECT " + files.pathOf("location") + " FROM (SELECT " + Sql.text(location) + " AS location)"))
                .isEqualTo(path);
        assertThat(path).startsWith(files.folder() + "/");
    }

    @Test
    void aFileOutsideTheWarehouseIsRefused() {
        for (String location : List.of(
                "/etc/passwd",
                "file:/etc/passwd",
                place().location() + "-evil/a.parquet",
                place().location() + "/../a.parquet",
                "s3://elsewhere/a.parquet")) {
            assertThatThrownBy(() -> files.path(LINES, location))
                    .as(location)
                    .isInstanceOf(ProblemException.class)
                    .hasMessageContaining("silver.lines has a file outside the warehouse");
        }
    }

    @Test
    void nothingToHoldIsHeldAtOnce() {
        files.hold(table.io(), () -> new TableFiles(List.of(), List.of())).close();
    }

    /** The table's files now. */
    TableFiles all() {
        List<DataFile> data = new ArrayList<>();
        table.refresh();
        table.newScan().planFiles().forEach(task -> data.add(task.file()));
        return new TableFiles(data, List.of());
    }

    Warehouse place() {
        return new Warehouse(warehouse.directory.toString(), Map.of("io-impl", LocalFileIO.class.getName()));
    }

    private String one(String sql) {
        return duckDb.query(sql, List.of(), rows -> {
            rows.next();
            return rows.value(1).toString();
        });
    }
}
