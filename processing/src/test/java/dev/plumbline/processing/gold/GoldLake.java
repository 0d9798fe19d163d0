package dev.plumbline.processing.gold;

import dev.plumbline.buffer.contract.Contract;
import dev.plumbline.buffer.contract.Field;
import dev.plumbline.buffer.contract.FieldType;
import dev.plumbline.processing.lake.Lake;
import dev.plumbline.processing.lake.TableFiles;
import dev.plumbline.processing.lake.TestLake;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
import org.apache.spark.sql.SparkSession;

/** Real tables in a directory, with Spark over them, for tests of models: silver is written by hand, gold by the model. */
final class GoldLake implements AutoCloseable {

    static final long OPEN_WINDOWS = 8 << 20;

    /** One line of silver. */
    record Sale(String id, Instant soldAt, String country, int quantity, String price) {

        /** One that says no more than when it was. */
        static Sale of(String id, Instant soldAt) {
            return new Sale(id, soldAt, "France", 2, "1.2500");
        }
    }

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
            List.of(),
            Optional.empty(),
            Optional.empty(),
            "test",
            "");

    private final TestLake test;
    final SparkSession spark;
    final Lake lake;
    private long offset;

    GoldLake(Path directory) {
        test = TestLake.open(directory, List.of(SALES));
        spark = test.spark;
        lake = test.lake;
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

    /** As if nothing had ever arrived. */
    void empty() {
        spark.sql("DELETE FROM lake.silver.sales");
        spark.sql("DELETE FROM lake.ops.late_rows");
        spark.sql("SHOW TABLES IN lake.gold")
                .collectAsList()
                .forEach(table -> spark.sql("DROP TABLE lake.gold." + table.getString(1)));
    }

    /** The SELECT that answers {@code measures} for each minute. */
    static String perMinute(String measures) {
        return "SELECT date_trunc('MINUTE', sold_at) AS minute, " + measures
                + " FROM silver GROUP BY date_trunc('MINUTE', sold_at)";
    }

    /** A model with such a SELECT that waits for ten minutes, run over {@code tables}. */
    ModelRunner byMinute(String sql, Model.Late late, Lake tables) {
        return new ModelRunner(
                model("by_minute", sql, "minute", Duration.ofMinutes(1), late), spark, tables, OPEN_WINDOWS);
    }

    /** A model of sales that waits for ten minutes. */
    static Model model(String name, String sql, String column, Duration window, Model.Late late) {
        List<String> partition = column.equals("day") ? List.of("month(day)") : List.of("day(" + column + ")");
        return new Model(
                name,
                "sales",
                "gold." + name,
                "",
                List.of(column),
                column,
                window,
                Duration.ofMinutes(10),
                late,
                partition,
                sql,
                name + ".sql");
    }

    /** The same tables, with a history of so many snapshots. */
    Lake keeping(int snapshots) {
        return test.keeping(snapshots);
    }

    /** The rows of a table as text, sorted. */
    List<String> rows(String sql) {
        return test.rows(sql);
    }

    @Override
    public void close() {
        test.close();
    }

    private static Field field(String name, FieldType type) {
        return new Field(name, name, type, true, "", Optional.empty(), Field.Constraints.NONE);
    }
}
