package dev.plumbline.processing.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static scala.jdk.javaapi.CollectionConverters.asScala;

import dev.plumbline.buffer.contract.Contract;
import dev.plumbline.buffer.contract.Contracts;
import dev.plumbline.storage.tables.ObjectStore;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
import org.apache.spark.SparkConf;
import org.apache.spark.util.Utils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;

/** What processing writes and reads when the warehouse is in a bucket. */
@Testcontainers(disabledWithoutDocker = true)
class LakeInABucketIT {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    @Container
    static final ObjectStore OBJECTS = new ObjectStore();

    @Test
    void whatTheDriverWritesSparkAndTheDriverRead(@TempDir Path directory) throws Exception {
        List<Contract> orders =
                List.of(Contracts.load(Optional.empty()).stream("orders").orElseThrow());
        try (TestLake lake = TestLake.open(directory, orders, OBJECTS.settings("tables"))) {
            Table bronze = lake.lake.table("bronze", "orders");

            List<DataFile> written = append(bronze, 500);
            append(bronze, 1);

            assertThat(written).allSatisfy(file -> assertThat(file.location()).startsWith("s3://lake/tables/"));
            assertThat(lake.rows("SELECT count(*), sum(offset) FROM lake.bronze.orders"))
                    .containsExactly("501|" + (499 * 500 / 2));
            List<Object> offsets = new ArrayList<>();
            for (DataFile file : written) {
                DataFiles.read(
                        bronze, file, bronze.schema().select("offset"), row -> offsets.add(row.getField("offset")));
            }
            assertThat(offsets).hasSize(500).contains(0L, 499L);
            SparkConf conf = lake.spark.sparkContext().getConf();
            assertThat(Utils.redact(conf, asScala(List.of(conf.getAll())).toSeq())
                            .mkString(" "))
                    .as("the settings as Spark's page shows them")
                    .contains("s3.secret-access-key")
                    .doesNotContain(OBJECTS.secret());
        }
    }

    @Test
    void filesThatNoSnapshotNamesAnyMoreAreDeleted(@TempDir Path directory) throws Exception {
        List<Contract> orders =
                List.of(Contracts.load(Optional.empty()).stream("orders").orElseThrow());
        try (TestLake lake = TestLake.open(directory, orders, OBJECTS.settings("trimmed"))) {
            Table bronze = lake.lake.table("bronze", "orders");
            List<DataFile> first = append(bronze, 10);
            first.forEach(file -> bronze.newDelete().deleteFile(file).commit());
            List<DataFile> second = append(bronze, 10);

            bronze.expireSnapshots()
                    .expireOlderThan(System.currentTimeMillis())
                    .retainLast(1)
                    .commit();

            assertThat(first)
                    .noneMatch(file -> bronze.io().newInputFile(file.location()).exists());
            assertThat(second)
                    .allMatch(file -> bronze.io().newInputFile(file.location()).exists());
        }
    }

    private static List<DataFile> append(Table table, int rows) {
        TableFiles files = new TableFiles(table);
        for (long offset = 0; offset < rows; offset++) {
            Record record = files.record();
            record.setField("topic", "orders");
            record.setField("partition", 0);
            record.setField("offset", offset);
            record.setField("received_at", NOON.atOffset(ZoneOffset.UTC));
            files.add(record);
        }
        List<DataFile> written = files.write();
        AppendFiles append = table.newAppend();
        written.forEach(append::appendFile);
        append.commit();
        return written;
    }
}
