package dev.plumbline.processing.lake;

import dev.plumbline.buffer.contract.Contract;
import dev.plumbline.processing.ProcessingConfig;
import dev.plumbline.processing.spark.SparkSessions;
import dev.plumbline.runtime.Settings;
import dev.plumbline.storage.tables.TableDefinitions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.jdbc.JdbcCatalog;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Real Iceberg tables in a directory with Spark over them, for tests; the catalog is the one that storage serves, without its door. */
public final class TestLake implements AutoCloseable {

    public final SparkSession spark;
    public final Lake lake;
    private final JdbcCatalog catalog;

    private TestLake(SparkSession spark, Lake lake, JdbcCatalog catalog) {
        this.spark = spark;
        this.lake = lake;
        this.catalog = catalog;
    }

    public static TestLake open(Path directory, List<Contract> contracts) {
        return open(directory, contracts, Map.of("warehouse", "file:" + directory.resolve("warehouse")));
    }

    /** The same with a warehouse that {@code further} settings lead to. */
    public static TestLake open(Path directory, List<Contract> contracts, Map<String, String> further) {
        Map<String, String> settings = new HashMap<>(further);
        settings.put("data.dir", directory.toString());
        settings.put("spark.ui.enabled", "false");
        ProcessingConfig config = ProcessingConfig.from(Settings.of(settings));
        Map<String, String> catalog = new HashMap<>(config.catalogProperties());
        catalog.put("uri", "jdbc:sqlite:" + directory.resolve("catalog.db"));
        catalog.put("jdbc.schema-version", "V1");
        catalog.put("warehouse", settings.get("warehouse"));
        catalog.put("catalog-impl", JdbcCatalog.class.getName());
        JdbcCatalog jdbc = new JdbcCatalog();
        jdbc.initialize("lake", catalog);
        Lake lake = new Lake(jdbc, 1_000);
        lake.ensure(TableDefinitions.all(contracts));
        return new TestLake(SparkSessions.open(config.withCatalog(catalog)), lake, jdbc);
    }

    /** The same tables, with a history of so many snapshots. */
    public Lake keeping(int snapshots) {
        return new Lake(catalog, snapshots);
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
        try {
            lake.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        spark.stop();
    }
}
