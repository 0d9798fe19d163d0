package dev.plumbline.processing.gold;

import dev.plumbline.buffer.contract.Contract;
import dev.plumbline.buffer.contract.Field;
import dev.plumbline.buffer.contract.FieldType;
import dev.plumbline.processing.ProcessingConfig;
import dev.plumbline.processing.lake.Lake;
import dev.plumbline.processing.lake.TableFiles;
import dev.plumbline.processing.spark.SparkSessions;
import dev.plumbline.runtime.Settings;
import dev.plumbline.storage.tables.LocalFileIO;
import dev.plumbline.storage.tables.TableDefinitions;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.jdbc.JdbcCatalog;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Real tables in a directory, with Spark over them, for tests of models: silver is written by hand, gold by the model. */
final class GoldLake implements AutoCloseable {

    /** One line of silver. */
    record Sale(String id, Instant soldAt, String country, int quantity, String price) {}

    static final Contract SALES = new Contract(
            "sales",
            "1.0.0",
            "Sales",
            "",
            List.of(
                    field("sold_at", FieldType.of(FieldType.Kind.TIMESTAMP)),
                    field("country", FieldType.of(FieldType.Kind.STRING)),
                    field("quantity", FieldType.of(FieldType.Kind.INTEGER)),
                    field("price", new FieldType.Decimal(12, 4))),
            Optional.of("sold_at"),
            Optional.empty(),
            new Contract.Topic("sales", 1, Duration.ofDays(7)),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            "test");

    final SparkSession spark;
    final Lake lake;
    private long offset;

    GoldLake(Path directory) {
        Map<String, String> catalog = Map.of(
                "uri",
                "jdbc:sqlite:" + directory.resolve("catalog.db"),
                "warehouse",
                "file:" + directory.resolve("warehouse"),
                "io-impl",
                LocalFileIO.class.getName(),
                "catalog-impl",
                JdbcCatalog.class.getName());
        ProcessingConfig config = ProcessingConfig.from(
                        Settings.of(Map.of("data.dir", directory.toString(), "spark.ui.enabled", "false")))
                .withCatalog(catalog);
        spark = SparkSessions.open(config);
        JdbcCatalog jdbc = new JdbcCatalog();
        jdbc.initialize("lake", catalog);
        lake = new Lake((Catalog) jdbc, 1_000);
        lake.ensure(TableDefinitions.all(List.of(SALES)));
    }

    /** Commits one batch to silver; every sale arrives at {@code receivedAt}. */
    void arrive(Instant receivedAt, List<Sale> sales) {
        Table silver = lake.table("silver", "sales");
        TableFiles files = new TableFiles(silver);
        for (Sale sale : sales) {
            Record record = files.record();
            record.setField("sold_at", sale.soldAt().atOffset(ZoneOffset.UTC));
            record.setField("country", sale.country());
            record.setField("quantity", sale.quantity());
            record.setField("price", new BigDecimal(sale.price()).setScale(4));
            record.setField("_source", "test");
            record.setField("_id", sale.id());
            record.setField("_event_time", sale.soldAt().atOffset(ZoneOffset.UTC));
            record.setField("_received_at", receivedAt.atOffset(ZoneOffset.UTC));
            record.setField("_processed_at", receivedAt.atOffset(ZoneOffset.UTC));
            record.setField("_kafka_partition", 0);
            record.setField("_kafka_offset", offset++);
            record.setField("_content_hash", 0L);
            files.add(record);
        }
        AppendFiles append = silver.newAppend();
        files.write().forEach(append::appendFile);
        append.commit();
    }

    /** The rows of a table as text, sorted. */
    List<String> rows(String sql) {
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

    private static Field field(String name, FieldType type) {
        return new Field(name, name, type, true, "", Optional.empty(), Field.Constraints.NONE);
    }
}
