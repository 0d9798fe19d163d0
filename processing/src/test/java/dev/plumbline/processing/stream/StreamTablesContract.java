package dev.plumbline.processing.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.buffer.contract.Contract;
import dev.plumbline.buffer.contract.Contracts;
import dev.plumbline.processing.lake.Lake;
import dev.plumbline.processing.lake.OtherWriterException;
import dev.plumbline.processing.lake.TestLake;
import dev.plumbline.processing.maintain.Maintained;
import dev.plumbline.processing.maintain.MaintenancePolicy;
import dev.plumbline.processing.maintain.TableMaintenance;
import dev.plumbline.storage.tables.Offsets;
import dev.plumbline.storage.tables.SnapshotProperties;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.apache.iceberg.Table;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * What becomes of Kafka records, with attempts that are cut off between any two commits, wherever Spark's tasks run.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class StreamTablesContract {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    static final int PARTITIONS = 3;

    private static final StructType KAFKA = new StructType()
            .add("key", DataTypes.BinaryType)
            .add("value", DataTypes.BinaryType)
            .add("topic", DataTypes.StringType)
            .add("partition", DataTypes.IntegerType)
            .add("offset", DataTypes.LongType)
            .add("timestamp", DataTypes.TimestampType)
            .add("timestampType", DataTypes.IntegerType)
            .add(
                    "headers",
                    DataTypes.createArrayType(
                            new StructType().add("key", DataTypes.StringType).add("value", DataTypes.BinaryType)));

    @TempDir
    static Path directory;

    TestLake lake;

    private final Map<Integer, List<Row>> topic = new HashMap<>();

    /** Spark, with tables for the contracts, in an empty directory. */
    abstract TestLake open(Path empty, List<Contract> contracts) throws Exception;

    @BeforeAll
    void open() throws Exception {
        lake = open(
                directory,
                List.of(
                        contract("sorted"),
                        contract("killed"),
                        contract("conflicts"),
                        contract("foreign"),
                        contract("kept"),
                        contract("together"),
                        contract("twice"),
                        contract("shared"),
                        contract("refused"),
                        contract("late"),
                        contract("quiet"),
                        contract("told"),
                        contract("executors")));
    }

    @AfterAll
    void close() {
        lake.close();
    }

    @BeforeEach
    void emptyTopic() {
        topic.clear();
    }

    @Test
    void everyRecordIsInBronzeAndInExactlyOneOtherTable() throws IOException {
        Reader reader = new Reader("sorted");
        produce(0, "shop", "1", "{'sold_at':'2026-03-01T11:00:00Z','price':1.5}");
        produce(0, "shop", "2", "{'sold_at':'2026-03-01T11:00:00Z','price':-1}");
        produce(1, "shop", "3", "{'sold_at':'yesterday','price':1.5}");
        produce(1, "shop", "1", "{ 'price':1.50, 'sold_at':'2026-03-01T11:00:00Z' }");

        reader.readAll(batch -> {});

        assertThat(lake.rows("SELECT _id, price FROM lake.silver.sorted")).containsExactly("1|1.5000");
        assertThat(lake.rows("SELECT id, reason, rule FROM lake.quarantine.sorted"))
                .containsExactly("2|rule|price_rule", "3|invalid|format");
        assertThat(lake.rows("SELECT id, partition FROM lake.ops.duplicates WHERE stream = 'sorted'"))
                .hasSize(1);
        assertThat(lake.rows("SELECT id FROM lake.bronze.sorted")).containsExactly("1", "1", "2", "3");
    }

    @Test
    void theSameIdentityWithOtherContentIsQuarantinedAsAConflict() throws IOException {
        Reader reader = new Reader("conflicts");
        produce(0, "shop", "1", "{'sold_at':'2026-03-01T11:00:00Z','price':1.5}");
        reader.readAll(batch -> {});

        produce(0, "shop", "1", "{'sold_at':'2026-03-01T11:00:00Z','price':2.5}");
        reader.readAll(batch -> {});

        assertThat(lake.rows("SELECT price FROM lake.silver.conflicts")).containsExactly("1.5000");
        assertThat(lake.rows("SELECT id, reason FROM lake.quarantine.conflicts"))
                .containsExactly("1|conflict");
    }

    @Test
    void theTablesSayWhichTopicTheyWereReadFrom() throws IOException {
        produce(0, "shop", "1", "{'sold_at':'2026-03-01T11:00:00Z','price':1.5}");
        Reader reader = new Reader("told");
        reader.tables.reads("the-topic");
        reader.readAll(target -> {});

        Reader next = new Reader("told");

        assertThat(next.tables.readFrom()).containsExactly("the-topic");
    }

    @Test
    void ofManyThatComeTogetherWithOneIdentityOneIsTaken() throws IOException {
        Reader reader = new Reader("together");
        for (int i = 0; i < 300; i++) {
            produce(i % PARTITIONS, "shop", Integer.toString(i % 10), "{'sold_at':'2026-03-01T11:00:00Z','price':1.5}");
        }

        reader.readAll(batch -> {});

        assertThat(count("silver.together", "true")).isEqualTo(10);
        assertThat(count("ops.duplicates", "stream = 'together'")).isEqualTo(290);
    }

    @Test
    void aRecordOfAForeignProducerWithoutAnIdentityIsQuarantined() throws IOException {
        Reader reader = new Reader("foreign");
        produce(0, null, null, "{'sold_at':'2026-03-01T11:00:00Z','price':1.5}");

        reader.readAll(batch -> {});

        assertThat(lake.rows("SELECT reason, rule FROM lake.quarantine.foreign"))
                .containsExactly("invalid|identity");
    }

    @Test
    void whatMaintenanceRewritesBetweenCommitsChangesNothing() throws IOException {
        TableMaintenance maintenance = new TableMaintenance(
                lake.spark, lake.lake, new MaintenancePolicy(1 << 27, 1 << 25, 2, Duration.ofDays(3)));
        Reader reader = new Reader("kept");

        for (int round = 0; round < 12; round++) {
            // Half of each round's identities came in the round before.
            for (int i = 0; i < 20; i++) {
                produce(
                        i % PARTITIONS,
                        "shop",
                        "k" + (round * 10 + i),
                        "{'sold_at':'2026-03-01T11:00:00Z','price':1.5}");
            }
            boolean maintained = round % 3 == 2;
            reader.readAll(target -> {
                if (maintained && target == BatchFiles.Target.SILVER) {
                    Maintained silver = maintenance.maintain(lake.lake.table("silver", "kept"), List.of());
                    Maintained bronze = maintenance.maintain(lake.lake.table("bronze", "kept"), List.of());
                    assertThat(silver.problems()).isEmpty();
                    assertThat(bronze.problems()).isEmpty();
                    assertThat(silver.filesAfter()).isLessThan(silver.filesBefore());
                }
            });
            if (maintained) {
                // A new process, that reads back where to go on and what was seen.
                reader = new Reader("kept");
            }
        }

        assertThat(lake.rows("SELECT COUNT(*), COUNT(DISTINCT _id) FROM lake.silver.kept"))
                .containsExactly("130|130");
        assertThat(lake.rows("SELECT COUNT(*), COUNT(DISTINCT partition, offset) FROM lake.bronze.kept"))
                .containsExactly("240|240");
        assertThat(lake.rows("SELECT COUNT(*) FROM lake.ops.duplicates WHERE stream = 'kept'"))
                .containsExactly("110");
    }

    @Test
    void cutOffBetweenAnyTwoCommitsNothingIsLostOrDoubled() throws IOException {
        long seed = Long.getLong("plumbline.seed", System.nanoTime());
        System.out.println("seed " + seed);
        SplittableRandom random = new SplittableRandom(seed);
        Reader reader = new Reader("killed");

        for (int round = 0; round < 14; round++) {
            produceAnything(random, 25);
            BatchFiles.Target dieAfter = BatchFiles.Target.values()[random.nextInt(4)];
            try {
                reader.read(random.nextInt(10, 200), target -> {
                    if (target == dieAfter) {
                        throw new KilledException();
                    }
                });
            } catch (KilledException e) {
                // A new process: what memory knew is gone, and the batch may be cut differently.
                reader = new Reader("killed");
            }
        }
        reader.readAll(target -> {});

        requireEachRecordOnce("killed", seed);
    }

    @Test
    void theSecondOfTwoInstancesIsRefusedItsCommitAndSaysWhyAndWhatToDo() throws IOException {
        produce(0, "shop", "1", "{'sold_at':'2026-03-01T11:00:00Z','price':1.5}");
        Reader first = new Reader("twice");
        Reader second = new Reader("twice");
        BatchFiles same = second.take(Integer.MAX_VALUE);
        first.readAll(target -> {});

        assertThatThrownBy(() -> second.commit(same, target -> {}))
                .isInstanceOf(OtherWriterException.class)
                .hasMessageContaining("silver.twice has a commit that this processing instance does not know")
                .hasMessageContaining("plumbline.offsets={\"0\":1}")
                .hasMessageContaining("Stop one of the two");

        produce(0, "shop", "2", "{'sold_at':'2026-03-01T11:00:00Z','price':1.5}");
        first.readAll(target -> {});
        assertThat(lake.rows("SELECT _id FROM lake.silver.twice")).containsExactly("1", "2");
        assertThat(lake.rows("SELECT id FROM lake.bronze.twice")).containsExactly("1", "2");
    }

    @Test
    void howeverTwoInstancesCrossOneAnotherNothingIsLostOrDoubled() throws IOException {
        long seed = Long.getLong("plumbline.seed", System.nanoTime());
        System.out.println("seed " + seed);
        SplittableRandom random = new SplittableRandom(seed);
        Reader[] instances = {new Reader("shared"), new Reader("shared")};
        int refused = 0;

        for (int round = 0; round < 20; round++) {
            produceAnything(random, 15);
            int one = random.nextInt(2);
            int other = 1 - one;
            BatchFiles ofOne = instances[one].take(random.nextInt(10, 60));
            BatchFiles ofOther = instances[other].take(random.nextInt(10, 60));
            BatchFiles.Target crossing = BatchFiles.Target.values()[random.nextInt(4)];
            boolean[] lost = new boolean[2];
            lost[one] = !goesThrough(instances[one], ofOne, target -> {
                if (target == crossing) {
                    lost[other] = !goesThrough(instances[other], ofOther, any -> {});
                }
            });
            for (int i = 0; i < 2; i++) {
                if (lost[i]) {
                    refused++;
                    instances[i] = new Reader("shared");
                }
            }
        }
        new Reader("shared").readAll(target -> {});

        assertThat(refused).as("seed %s", seed).isPositive();
        requireEachRecordOnce("shared", seed);
    }

    @Test
    void aStreamThatWasCutOffIsRememberedByATableThatOthersHaveWrittenToEverSince() throws IOException {
        produce(0, "shop", "1", "{'sold_at':'2026-03-01T11:00:00Z','price':1.5}");
        produce(0, "shop", "1", "{'sold_at':'2026-03-01T11:00:00Z','price':1.5}");
        Reader killed = new Reader("quiet");
        assertThatThrownBy(() -> killed.readAll(target -> {
                    if (target == BatchFiles.Target.DUPLICATES) {
                        throw new KilledException();
                    }
                }))
                .isInstanceOf(KilledException.class);
        Lake few = lake.keeping(2);
        Table duplicates = few.table("ops", "duplicates");

        for (int i = 1; i <= 60; i++) {
            duplicates
                    .newAppend()
                    .set(SnapshotProperties.STREAM, "busy")
                    .set(SnapshotProperties.OFFSETS, "{\"0\":" + i + "}")
                    .commit();
            few.expire(duplicates);
        }
        new Reader("quiet").readAll(target -> {});

        assertThat(duplicates.snapshots()).hasSizeLessThan(20);
        requireEachRecordOnce("quiet", 0);
    }

    private static boolean goesThrough(Reader instance, BatchFiles batch, Consumer<BatchFiles.Target> afterCommit) {
        try {
            instance.commit(batch, afterCommit);
            return true;
        } catch (OtherWriterException e) {
            return false;
        }
    }

    private void produceAnything(SplittableRandom random, int records) {
        for (int i = 0; i < records; i++) {
            String id = Integer.toString(random.nextInt(150));
            String price =
                    List.of("1.5", "2.5", "-1", "\"x\"").get(Math.min(3, random.nextInt(12) / 3 * random.nextInt(2)));
            produce(
                    random.nextInt(PARTITIONS),
                    "shop",
                    id,
                    "{'sold_at':'2026-03-0" + (1 + id.length()) + "T11:00:00Z','price':" + price + "}");
        }
    }

    /** Every record of the topic is in bronze and in one of the other tables, once. */
    private void requireEachRecordOnce(String stream, long seed) {
        long produced = topic.values().stream().mapToLong(List::size).sum();
        // Named before counted: a record that stands twice, or nowhere, says more than a number.
        assertThat(lake.rows("""
                        SELECT partition, offset, collect_list(place) FROM (
                          SELECT _kafka_partition AS partition, _kafka_offset AS offset, 'silver' AS place FROM lake.silver.%1$s
                          UNION ALL SELECT partition, offset, concat('quarantine ', reason, ' ', id) FROM lake.quarantine.%1$s
                          UNION ALL SELECT partition, offset, 'duplicates' FROM lake.ops.duplicates WHERE stream = '%1$s')
                        GROUP BY partition, offset HAVING COUNT(*) > 1""".formatted(stream))).as("seed %s", seed).isEmpty();
        long bronze = count("bronze." + stream, "true");
        long silver = count("silver." + stream, "true");
        long quarantine = count("quarantine." + stream, "true");
        long duplicates = count("ops.duplicates", "stream = '" + stream + "'");
        assertThat(bronze).as("seed %s", seed).isEqualTo(produced);
        assertThat(silver + quarantine + duplicates).as("seed %s", seed).isEqualTo(produced);
        assertThat(count("(SELECT DISTINCT _id FROM lake.silver." + stream + ")", "true"))
                .as("seed %s", seed)
                .isEqualTo(silver);
        assertThat(lake.rows("""
                        SELECT partition, offset FROM lake.bronze.%1$s EXCEPT ALL (
                          SELECT _kafka_partition, _kafka_offset FROM lake.silver.%1$s
                          UNION ALL SELECT partition, offset FROM lake.quarantine.%1$s
                          UNION ALL SELECT partition, offset FROM lake.ops.duplicates WHERE stream = '%1$s')""".formatted(stream))).as("seed %s", seed).isEmpty();
    }

    /** One life of the processing layer: reads the topic from where the tables say. */
    final class Reader {

        private final StreamTables tables;
        private final BatchSorter sorter;
        private Offsets position;

        Reader(String stream) {
            Contract contract = contract(stream);
            tables = new StreamTables(contract, rules(contract), lake.lake, 1 << 20);
            tables.reload();
            sorter = new BatchSorter(tables, lake.spark);
            position = tables.position();
        }

        void readAll(Consumer<BatchFiles.Target> afterCommit) throws IOException {
            read(Integer.MAX_VALUE, afterCommit);
        }

        void read(int atMost, Consumer<BatchFiles.Target> afterCommit) throws IOException {
            commit(take(atMost), afterCommit);
        }

        /** Writes the files of the next batch, which is empty where the topic has no more. */
        BatchFiles take(int atMost) throws IOException {
            List<Row> records = new ArrayList<>();
            for (int partition = 0; partition < PARTITIONS; partition++) {
                List<Row> log = topic.getOrDefault(partition, List.of());
                for (long offset = position.end(partition); offset < log.size() && records.size() < atMost; offset++) {
                    records.add(log.get((int) offset));
                }
            }
            return records.isEmpty() ? new BatchFiles() : sorter.sort(lake.spark.createDataFrame(records, KAFKA), NOON);
        }

        void commit(BatchFiles batch, Consumer<BatchFiles.Target> afterCommit) {
            tables.commit(batch, afterCommit);
            position = tables.position();
        }
    }

    private static final class KilledException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    void produce(int partition, String source, String id, String json) {
        List<Row> log = topic.computeIfAbsent(partition, any -> new ArrayList<>());
        List<Row> headers = new ArrayList<>();
        if (id != null) {
            headers.add(RowFactory.create("ce_source", source.getBytes(StandardCharsets.UTF_8)));
            headers.add(RowFactory.create("ce_id", id.getBytes(StandardCharsets.UTF_8)));
        }
        log.add(RowFactory.create(
                null,
                json.replace('\'', '"').getBytes(StandardCharsets.UTF_8),
                "topic",
                partition,
                (long) log.size(),
                NOON,
                0,
                headers.toArray()));
    }

    private RowRules rules(Contract contract) {
        return RowRules.read(List.of(contract), lake.spark).get(contract.stream());
    }

    long count(String table, String condition) {
        String from = table.startsWith("(") ? table : "lake." + table;
        return Long.parseLong(lake.rows("SELECT COUNT(*) FROM " + from + " WHERE " + condition)
                .get(0));
    }

    static Contract contract(String stream) {
        return contract(stream, "price >= 0");
    }

    static Contract contract(String stream, String rule) {
        return Contracts.read(stream + ".yaml", """
                apiVersion: v3.1.0
                kind: DataContract
                id: %1$s
                name: %1$s
                version: 1.0.0
                status: active
                customProperties:
                  - {property: eventTime, value: sold_at}
                schema:
                  - name: %1$s
                    logicalType: object
                    properties:
                      - {name: sold_at, logicalType: timestamp, required: true}
                      - {name: price, logicalType: number, physicalType: "decimal(12,4)", required: true}
                    quality:
                      - {id: price_rule, type: custom, engine: plumbline, implementation: "%2$s"}
                """.formatted(stream, rule));
    }
}
