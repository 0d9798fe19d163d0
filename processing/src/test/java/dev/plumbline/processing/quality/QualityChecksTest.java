package dev.plumbline.processing.quality;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.buffer.contract.Contract;
import dev.plumbline.buffer.contract.Contracts;
import dev.plumbline.processing.Progress;
import dev.plumbline.processing.lake.TableFiles;
import dev.plumbline.processing.lake.TestLake;
import dev.plumbline.processing.quality.QualityReport.Rule;
import dev.plumbline.processing.quality.QualityReport.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QualityChecksTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private static final String CONTRACT = """
            apiVersion: v3.1.0
            kind: DataContract
            id: 5a3f6f0c-5b0e-4f55-9d8e-0d2f5d1c7aff
            name: parcel-scans
            version: 1.0.0
            status: active
            schema:
              - name: parcel_scans
                logicalType: object
                quality:
                  - {id: some, metric: rowCount, mustBeGreaterThan: 0}
                  - {id: once, metric: duplicateValues, arguments: {properties: [parcel, depot]}, mustBe: 0}
                  - {id: not_heavy, type: sql, query: "SELECT max(weight) FROM {object}", mustBeLessOrEqualTo: 50.5}
                  - {id: by_name, type: sql, query: "SELECT COUNT(*) FROM parcel_scans;", mustBeBetween: [1, 9]}
                  - {id: people, type: text, description: Looks fine.}
                  - {id: theirs, type: custom, engine: soda, implementation: whatever}
                  - {id: weighs, type: custom, engine: plumbline, implementation: weight > 0}
                properties:
                  - name: parcel
                    logicalType: string
                    required: true
                    quality:
                      - {id: pattern, metric: invalidValues, arguments: {pattern: "^P[0-9]+$"}, mustBe: 0}
                  - name: depot
                    logicalType: string
                    quality:
                      - {id: nulls, metric: nullValues, mustBeLessThan: 25, unit: percent}
                      - {id: missing, metric: missingValues, arguments: {missingValues: ["", "n/a"]}, mustBe: 1}
                      - {id: known, metric: invalidValues, arguments: {validValues: [A, B, "n/a"]}, mustBe: 0}
                      - {id: on_property, type: sql, query: "SELECT COUNT({property}) FROM {object}", mustBeGreaterThan: 0}
                  - {name: weight, logicalType: number, required: true}
                  - {name: at, logicalType: timestamp, required: true}
            customProperties:
              - {property: eventTime, value: at}
            """;

    @TempDir
    static Path directory;

    private static TestLake lake;
    private static Contract contract;
    private long offset;

    @BeforeAll
    static void open() throws IOException {
        Path contracts = Files.createDirectories(directory.resolve("contracts"));
        Files.writeString(contracts.resolve("parcel-scans.yaml"), CONTRACT);
        contract = Contracts.load(Optional.of(contracts)).all().stream()
                .filter(each -> each.stream().equals("parcel-scans"))
                .findFirst()
                .orElseThrow();
        lake = TestLake.open(directory, List.of(contract));
    }

    @AfterAll
    static void close() {
        lake.close();
    }

    @AfterEach
    void emptyTheTable() {
        lake.spark.sql("DELETE FROM lake.silver.`parcel-scans`");
    }

    private void arrive(String id, Instant at, String parcel, String depot, double weight) {
        Table silver = lake.lake.table("silver", "parcel-scans");
        TableFiles files = new TableFiles(silver);
        Record row = files.record();
        row.setField("parcel", parcel);
        row.setField("depot", depot);
        row.setField("weight", weight);
        row.setField("at", at.atOffset(ZoneOffset.UTC));
        row.setField("_source", "test");
        row.setField("_id", id);
        for (String time : List.of("_event_time", "_received_at", "_processed_at")) {
            row.setField(time, at.atOffset(ZoneOffset.UTC));
        }
        row.setField("_kafka_partition", 0);
        row.setField("_kafka_offset", offset++);
        row.setField("_content_hash", 0L);
        files.add(row);
        AppendFiles append = silver.newAppend();
        files.write().forEach(append::appendFile);
        append.commit();
    }

    private static QualityReport measure() {
        return new QualityChecks(contract, lake.spark, lake.lake).measure(Progress.UNSEEN);
    }

    private static Rule rule(QualityReport report, String id) {
        return report.rules().stream()
                .filter(rule -> rule.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private static void assertMeasured(QualityReport report, String id, String measured, Verdict verdict) {
        Rule rule = rule(report, id);
        assertThat(rule.problem()).as(id).isNull();
        assertThat(rule.measured()).as(id).isEqualByComparingTo(measured);
        assertThat(rule.verdict()).as(id).isEqualTo(verdict);
    }

    @Test
    void rowsThatKeepTheContractPass() {
        arrive("1", NOON, "P1", "A", 2);
        arrive("2", NOON, "P1", "B", 3);
        arrive("3", NOON, "P2", "n/a", 50.5);

        QualityReport report = measure();

        assertThat(report.rules())
                .filteredOn(rule -> rule.verdict() == Verdict.BROKEN)
                .isEmpty();
        assertThat(report.passes()).isTrue();
        assertThat(report.rows()).isEqualTo(3);
        assertMeasured(report, "some", "3", Verdict.KEPT);
        assertMeasured(report, "not_heavy", "50.5", Verdict.KEPT);
        assertMeasured(report, "by_name", "3", Verdict.KEPT);
        assertMeasured(report, "missing", "1", Verdict.KEPT);
    }

    @Test
    void eachRuleThatIsBrokenSaysWhatWasMeasuredAndWhatItMustBe() {
        arrive("1", NOON, "Q1", "A", 2);
        arrive("2", NOON, "Q1", "A", 51);
        arrive("3", NOON, "P2", null, -1);
        arrive("4", NOON, "P3", "", 1);

        QualityReport report = measure();

        assertThat(report.passes()).isFalse();
        assertMeasured(report, "once", "1", Verdict.BROKEN);
        assertMeasured(report, "not_heavy", "51", Verdict.BROKEN);
        assertMeasured(report, "pattern", "2", Verdict.BROKEN);
        assertMeasured(report, "nulls", "25", Verdict.BROKEN);
        assertMeasured(report, "missing", "2", Verdict.BROKEN);
        assertMeasured(report, "known", "1", Verdict.BROKEN);
        assertMeasured(report, "weighs", "1", Verdict.BROKEN);
        assertMeasured(report, "on_property", "3", Verdict.KEPT);
        assertThat(rule(report, "weighs").samples()).containsExactly("test 3");
        assertThat(rule(report, "nulls").bound()).isEqualTo("< 25");
        assertThat(rule(report, "nulls").measure()).isEqualTo("nullValues(depot) in percent");
    }

    @Test
    void anIdentityThatIsThereOnTwoDaysIsFoundAndNamed() {
        arrive("twice", NOON, "P1", "A", 2);
        arrive("twice", NOON.plusSeconds(86_400), "P2", "A", 2);
        arrive("once", NOON, "P3", "B", 2);

        QualityReport report = measure();

        assertMeasured(report, QualityChecks.IDENTITY, "1", Verdict.BROKEN);
        assertThat(rule(report, QualityChecks.IDENTITY).samples()).containsExactly("test twice");
    }

    @Test
    void whatIsForPeopleOrAnotherEngineIsNotMeasuredAndNotPassed() {
        QualityReport report = measure();

        assertThat(rule(report, "people").verdict()).isEqualTo(Verdict.NOT_MEASURED);
        assertThat(rule(report, "theirs").verdict()).isEqualTo(Verdict.NOT_MEASURED);
        assertThat(rule(report, "theirs").problem()).contains("soda");
        assertThat(report.count(Verdict.NOT_MEASURED)).isEqualTo(2);
    }

    @Test
    void aQueryThatGivesNoNumberIsBroken() {
        // Nothing in silver: the greatest weight is NULL.
        QualityReport report = measure();

        assertThat(rule(report, "not_heavy").verdict()).isEqualTo(Verdict.BROKEN);
        assertThat(rule(report, "not_heavy").problem()).contains("NULL, expected one number");
    }

    @Test
    void aQueryCannotChangeATable() {
        arrive("1", NOON, "P1", "A", 2);
        QualityReport report = measure("DELETE FROM lake.silver.`parcel-scans`");

        assertThat(rule(report, "not_heavy").verdict()).isEqualTo(Verdict.BROKEN);
        assertThat(lake.rows("SELECT COUNT(*) FROM lake.silver.`parcel-scans`")).containsExactly("1");
    }

    private static QualityReport measure(String query) {
        Path contracts = directory.resolve("changed");
        try {
            Files.createDirectories(contracts);
            Files.writeString(
                    contracts.resolve("parcel-scans.yaml"),
                    CONTRACT.replace("SELECT max(weight) FROM {object}", query));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        Contract changed = Contracts.load(Optional.of(contracts)).all().stream()
                .filter(each -> each.stream().equals("parcel-scans"))
                .findFirst()
                .orElseThrow();
        return new QualityChecks(changed, lake.spark, lake.lake).measure(Progress.UNSEEN);
    }
}
