package dev.plumbline.processing.lake;

import dev.plumbline.buffer.contract.Contract;
import dev.plumbline.processing.ProcessingConfig;
import dev.plumbline.processing.spark.SparkSessions;
import dev.plumbline.runtime.Settings;
import dev.plumbline.storage.tables.LocalFileIO;
import dev.plumbline.storage.tables.TableDefinitions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.jdbc.JdbcCatalog;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Real Iceberg tables in a directory with Spark over them, for tests; the catalog is the one that storage serves, without its door. */
public final class TestLake implements AutoCloseable {

    public final SparkSession spark;
    public final Lake lake;

    private TestLake(SparkSession spark, Lake lake) {
        this.spark = spark;
        this.lake = lake;
    }

    public static TestLake open(Path directory, List<Contract> contracts) {
        Map<String, String> catalog = Map.of(
                "uri",
                "jdbc:sqlite:" + directory.resolve("catalog.db"),
                "jdbc.schema-version",
                "V1",
                "warehouse",
                "file:" + directory.resolve("warehouse"),
                "io-impl",
                LocalFileIO.class.getName(),
                "catalog-impl",
                JdbcCatalog.class.getName());
        ProcessingConfig config = ProcessingConfig.from(
                        Settings.of(Map.of("data.dir", directory.toString(), "spark.ui.enabled", "false")))
                .withCatalog(catalog);
        JdbcCatalog jdbc = new JdbcCatalog();
        jdbc.initialize("lake", catalog);
        Lake lake = new Lake(jdbc, 1_000);
        lake.ensure(TableDefinitions.all(contracts));
        return new TestLake(SparkSessions.open(config), lake);
    }

    /** The rows of an answer as text, sorted. */
    public List<String> rows(String sql) {
        List<String> rows = new ArrayList<>();
        for (Row row : spark.sql(sql).collectAsList()) {
            rows.add(row.mkString("|"));
        }
        rows.sort(null);
        return rows;
    }

    @Override
    public void close() {
        spark.stop();
    }
}
