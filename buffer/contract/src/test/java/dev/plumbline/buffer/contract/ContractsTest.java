package dev.plumbline.buffer.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.plumbline.buffer.contract.InvalidContractException.Finding;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContractsTest {

    @TempDir
    Path directory;

    @Test
    void shipsThreeStreams() {
        Contracts contracts = Contracts.load(Optional.empty());

        assertThat(contracts.all().stream().map(Contract::stream))
                .containsExactly("orders", "web-logs", "vehicle-telemetry");
        Contract orders = contracts.stream("orders").orElseThrow();
        assertThat(orders.fields().stream().map(Field::name))
                .containsExactly(
                        "invoice_no",
                        "stock_code",
                        "description",
                        "quantity",
                        "invoice_date",
                        "unit_price",
                        "customer_id",
                        "country");
        assertThat(orders.eventTimeField()).contains("invoice_date");
        assertThat(orders.keyField()).contains("invoice_no");
        assertThat(orders.topic()).isEqualTo(new Contract.Topic("orders", 3, Duration.ofDays(7)));
        assertThat(orders.topic().deadLetters()).isEqualTo("orders.dead-letters");
        assertThat(orders.rowRules())
                .extracting(Contract.RowRule::id, Contract.RowRule::expression)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("unit_price_not_negative", "unit_price >= 0"));
        assertThat(orders.field("customer_id").orElseThrow().classification()).contains("personal");
        assertThat(orders.freshnessObjective()).contains(Duration.ofSeconds(5));
    }

    @ParameterizedTest
    @ValueSource(strings = {"orders", "web-logs", "vehicle-telemetry"})
    void shipsContractsThatFollowTheStandard(String stream) throws IOException {
        List<Finding> problems = new ArrayList<>();
        try (InputStream file = Contracts.class.getResourceAsStream("/contracts/" + stream + ".yaml")) {
            String yaml = new String(file.readAllBytes(), StandardCharsets.UTF_8);

            ContractFile.read(stream + ".yaml", yaml, Optional.of(OdcsSchema.load()), problems);
        }

        assertThat(problems).isEmpty();
    }

    @Test
    void addsTheStreamsOfADirectory() throws IOException {
        Files.writeString(directory.resolve("parcels.yaml"), ContractTexts.SHIPMENTS);
        Files.writeString(directory.resolve("notes.txt"), "no contract");

        Contracts contracts = Contracts.load(Optional.of(directory));

        assertThat(contracts.all()).hasSize(4);
        Contract parcels = contracts.stream("parcel-shipments").orElseThrow();
        assertThat(parcels.title()).isEqualTo("Parcel shipments");
        assertThat(parcels.description()).isEqualTo("Parcels on their way.");
        assertThat(parcels.version()).isEqualTo("2.1.0");
        assertThat(parcels.topic()).isEqualTo(new Contract.Topic("parcel-shipments", 5, Duration.ofHours(36)));
        assertThat(parcels.freshnessObjective()).contains(Duration.ofSeconds(30));
        assertThat(parcels.eventTimeField()).contains("scannedAt");
        assertThat(parcels.field("scannedAt").orElseThrow().id()).isEqualTo("scan_time");
        assertThat(parcels.field("fee").orElseThrow().type()).isEqualTo(new FieldType.Decimal(20, 3));
        assertThat(parcels.origin()).endsWith("parcels.yaml");

        byte[] event = "{\"parcel\":7,\"scannedAt\":\"1970-01-01T00:00:01Z\"}".getBytes(StandardCharsets.UTF_8);
        assertThat(EventReader.compile(parcels).check(event, 0, event.length))
                .isEqualTo(new EventReader.Checked(null, 1_000_000L, "7"));
    }

    @Test
    void replacesAShippedStreamInItsPlace() throws IOException {
        Files.writeString(
                directory.resolve("mine.yaml"),
                ContractTexts.SHIPMENTS.replace("name: parcel-shipments", "name: orders"));

        Contracts contracts = Contracts.load(Optional.of(directory));

        assertThat(contracts.all().stream().map(Contract::stream))
                .containsExactly("orders", "web-logs", "vehicle-telemetry");
        assertThat(contracts.stream("orders").orElseThrow().version()).isEqualTo("2.1.0");
    }

    @Test
    void tellsEverythingThatIsWrongWithEveryFileAtOnce() throws IOException {
        Files.writeString(
                directory.resolve("a.yaml"),
                ContractTexts.SHIPMENTS
                        .replace("name: parcel-shipments", "name: Parcels")
                        .replace("value: scannedAt", "value: scanned")
                        .replace("decimal(20,3)", "decimal(40,3)"));
        Files.writeString(directory.resolve("b.yaml"), "kind: DataContract\n  name: [");
        Files.writeString(directory.resolve("c.yaml"), "");
        Files.write(directory.resolve("d.yaml"), new byte[] {'a', ':', ' ', (byte) 0xC4});

        InvalidContractException invalid =
                catchThrowableOfType(InvalidContractException.class, () -> Contracts.load(Optional.of(directory)));

        assertThat(invalid.findings())
                .extracting(
                        finding -> Path.of(finding.file()).getFileName() + ":" + finding.line() + " " + finding.field())
                .containsExactly(
                        "a.yaml:4 name",
                        "a.yaml:15 schema[shipments].customProperties[eventTime].value",
                        "a.yaml:31 schema[shipments].properties[fee].physicalType",
                        "b.yaml:2 contract",
                        "c.yaml:1 contract",
                        "d.yaml:0 contract");
        assertThat(invalid)
                .hasMessageContaining(
                        "a.yaml:31: schema[shipments].properties[fee].physicalType: is decimal(40,3); allowed: double, "
                                + "or decimal(precision,scale) with precision 1 to 38 and scale 0 to precision")
                .hasMessageContaining("scanned is not a field of the contract; allowed: parcel, scannedAt, dueOn");
    }

    @Test
    void refusesADirectoryThatIsNotThereAndAStreamDeclaredTwice() throws IOException {
        assertThatThrownBy(() -> Contracts.load(Optional.of(directory.resolve("nowhere"))))
                .isInstanceOf(InvalidContractException.class)
                .hasMessageContaining("cannot be listed");

        Files.writeString(directory.resolve("a.yaml"), ContractTexts.SHIPMENTS);
        Files.writeString(directory.resolve("b.yaml"), ContractTexts.SHIPMENTS);
        assertThatThrownBy(() -> Contracts.load(Optional.of(directory)))
                .hasMessageContaining("the stream parcel-shipments is declared in")
                .hasMessageContaining("allowed: one file per stream");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "status: draft               | colour: draft               | status                      | is missing",
                "status: draft               | {status: draft              | contract                    | is not readable",
                "status: draft               | id: x                       | contract                    | the key id is there twice in one object",
                "version: 2.1.0              | version: 2                  | version                     | integer found, string expected",
                "apiVersion: v3.1.0          | apiVersion: v4.0.0          | apiVersion                  | is v4.0.0; allowed: v3.1.0, v3.0.2",
                "logicalType: date           | logicalType: datum          | logicalType                 | is datum; allowed: string, date, timestamp, time, number, integer",
                "logicalType: date           | logicalType: time           | logicalType                 | is time; allowed: string, integer, number, boolean, date, timestamp, object, array",
                "logicalType: date           | description: no type        | logicalType                 | is missing; allowed: string",
                "logicalType: date           | logicalTyp: date            | logicalTyp                  | is not part of the standard here; allowed: authoritativeDefinitions",
                "name: dueOn                 | name: _due                  | name                        | the name is _due; allowed: a letter, then",
                "name: dueOn                 | name: PARCEL                | name                        | PARCEL is there twice",
                "id: scan_time               | id: parcel                  | id                          | the id parcel is there twice",
                "minimum: -5.5               | minimum: 1e20               | minimum                     | is greater than maximum",
                "minimum: -5.5               | multipleOf: 2               | multipleOf                  | is not enforced by this platform for number; allowed: minimum, maximum",
                "\"^[A-Z]\"                  | \"[A-Z\"                    | pattern                     | does not compile: Unclosed character class",
                "[moving, delivered, lost]   | 7                           | value                       | is not a list of texts on a string field",
                "property: enum              | property: enumm             | property                    | the custom property enumm is not known here; allowed: enum; a name with a dot",
                "property: partitions        | property: partition         | property                    | the custom property partition is not known here; allowed: eventTime, key, partitions, replay",
                "value: 5                    | value: 65                   | value                       | is 65; allowed: 1 to 64",
                "unit: hours                 | unit: fortnights            | value                       | is 36 fortnights; allowed: a positive number with unit",
                "value: PT30S                | value: soon                 | value                       | is soon without a unit; allowed: a positive number",
                "value: scannedAt            | value: dueOn                | value                       | dueOn is not required; allowed: a required field",
                "value: scannedAt            | value: parcel               | value                       | parcel is no timestamp and no date; allowed: scannedAt, dueOn",
                "value: parcel               | value: legs                 | value                       | legs is an object or a list; allowed: parcel",
                "physicalType: int           | physicalType: tinyint       | physicalType                | is tinyint; allowed: int, long",
                "items: {logicalType: string} | description: anything       | items                       | the type of the items is not declared",
            })
    void saysWhatIsWrongWhereAndWhatIsAllowed(String text, String replacement, String field, String message) {
        assertThat(ContractTexts.SHIPMENTS).contains(text);
        String yaml = ContractTexts.SHIPMENTS.replaceFirst(java.util.regex.Pattern.quote(text), replacement);

        InvalidContractException invalid =
                catchThrowableOfType(InvalidContractException.class, () -> ContractTexts.contract(yaml));

        assertThat(invalid.findings()).as(invalid.getMessage()).anySatisfy(finding -> {
            assertThat(finding.field()).endsWith(field);
            assertThat(finding.toString()).contains(message);
            assertThat(finding.line()).isPositive();
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "- name: orders | contract: is not readable: it is a list, no object",
                "orders | contract: is not readable: it is orders, no object",
            })
    void aFileThatIsNoObjectIsNoContract(String yaml, String message) throws IOException {
        Files.writeString(directory.resolve("orders.yaml"), yaml);

        assertThatThrownBy(() -> Contracts.load(Optional.of(directory)))
                .hasMessageContaining("orders.yaml:1: " + message);
    }

    @Test
    void aFileThatWouldNotFitInMemoryIsRefused() throws IOException {
        StringBuilder doubling = new StringBuilder("a0: &a0 [x, x]\n");
        for (int i = 1; i < 24; i++) {
            doubling.append(String.format("a%d: &a%d [*a%d, *a%d]%n", i, i, i - 1, i - 1));
        }
        Files.writeString(directory.resolve("aliases.yaml"), doubling);
        Files.writeString(directory.resolve("long.yaml"), ContractTexts.SHIPMENTS + "# " + "x".repeat(500_000));

        assertThatThrownBy(() -> Contracts.load(Optional.of(directory)))
                .hasMessageContaining("the file has more than 100000 values")
                .hasMessageContaining("bytes long; allowed: up to 500000 bytes");
    }

    @Test
    void aFileThatIsCalledAlmostLikeAContractIsNamed() throws IOException {
        Files.writeString(directory.resolve("parcels.yml"), ContractTexts.SHIPMENTS);

        assertThatThrownBy(() -> Contracts.load(Optional.of(directory)))
                .hasMessageContaining(
                        "parcels.yml: contract: would not be read: its name ends in .yml; allowed: *.yaml");
    }

    @Test
    void whateverStandsWhereItDoesNotBelongIsAFindingAndNoFault() throws Exception {
        JsonNode contract = YamlDocument.parse(ContractTexts.SHIPMENTS).root();
        OdcsSchema standard = OdcsSchema.load();
        ObjectMapper json = new ObjectMapper();

        for (String pointer : pointers(contract, "")) {
            for (String stranger :
                    List.of("null", "[]", "{}", "[[]]", "[{\"name\":\"a\"}]", "{\"0\":{}}", "-1e400", "\"x\"")) {
                ObjectNode changed = contract.deepCopy();
                String parent = pointer.substring(0, pointer.lastIndexOf('/'));
                String step = pointer.substring(pointer.lastIndexOf('/') + 1);
                JsonNode value = JsonNodeFactory.instance.rawValueNode(new RawValue(stranger));
                if (changed.at(parent) instanceof ObjectNode object) {
                    object.set(step, value);
                } else {
                    ((ArrayNode) changed.at(parent)).set(Integer.parseInt(step), value);
                }

                assertThatCode(() -> ContractFile.read(
                                "changed.yaml",
                                json.writeValueAsString(changed),
                                Optional.of(standard),
                                new ArrayList<>()))
                        .as("%s at %s", stranger, pointer)
                        .doesNotThrowAnyException();
            }
        }
    }

    private static List<String> pointers(JsonNode node, String pointer) {
        List<String> pointers = new ArrayList<>(pointer.isEmpty() ? List.of() : List.of(pointer));
        node.fieldNames().forEachRemaining(key -> pointers.addAll(pointers(node.path(key), pointer + "/" + key)));
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            pointers.addAll(pointers(node.path(i), pointer + "/" + i));
        }
        return pointers;
    }

    @Test
    void readsRowRulesAndPassesOverChecksOfOtherEngines() {
        String rules = """
                    quality:
                      - {id: due_after_scan, type: custom, engine: plumbline, implementation: "dueOn >= date(scannedAt)"}
                      - {type: custom, engine: soda, implementation: "whatever"}
                      - {type: library, metric: rowCount, mustBeGreaterThan: 0}
                      - {type: text, description: Looks fine.}
                """;
        String yaml = ContractTexts.SHIPMENTS.replace("slaProperties:", rules + "slaProperties:");

        assertThat(ContractTexts.contract(yaml).rowRules())
                .containsExactly(new Contract.RowRule("due_after_scan", "dueOn >= date(scannedAt)", ""));
        assertThatThrownBy(() ->
                        ContractTexts.contract(yaml.replace("engine: soda", "id: due_after_scan, engine: plumbline")))
                .hasMessageContaining("the rule due_after_scan is there twice");
    }

    @Test
    void readsTheChecksOverAllRowsAndKeepsThoseOfOthersAsNotMeasured() {
        List<QualityCheck> checks = checks("""
                - {metric: rowCount, mustBeGreaterThan: 0}
                - {type: sql, id: few, query: "SELECT 1", mustBeBetween: [1, 2.5]}
                - {metric: duplicateValues, arguments: {properties: [parcel]}, mustBe: 0, unit: percent}
                - {type: text, description: Looks fine.}
                - {type: custom, engine: soda, implementation: whatever}
                """);

        assertThat(checks)
                .extracting(QualityCheck::id)
                .containsExactly("rowCount", "few", "duplicateValues", "text", "custom");
        assertThat(checks)
                .extracting(check -> check.bound().map(Object::toString).orElse("-"))
                .containsExactly("> 0", "between 1 and 2.5", "= 0", "-", "-");
        assertThat(checks.get(2).measure())
                .isEqualTo(new QualityCheck.Metric(
                        QualityCheck.Library.DUPLICATE_VALUES, List.of("parcel"), true, QualityCheck.Values.NONE));
        assertThat(checks.get(3).measure()).isInstanceOf(QualityCheck.NotMeasured.class);
        assertThat(checks.get(4).measure()).hasToString("NotMeasured[why=it is for the engine soda]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "- {metric: rowCount, mustBe: many}                               | is many; allowed: a number",
                "- {metric: rowCount, mustBe: 1, unit: furlongs}                   | is furlongs; allowed: rows, percent",
                "- {metric: nullValues, mustBe: 0}                                 | nullValues is declared on the object",
                "- {metric: rowCount, mustBe: 0, arguments: {colour: red}}         | rowCount has no argument colour",
                "- {metric: duplicateValues, mustBe: 0, arguments: {properties: [x]}} | x is not a field of the contract",
            })
    void refusesAnEntryThatItWouldMeasureWrongly(String check, String message) {
        assertThatThrownBy(() -> checks(check)).hasMessageContaining(message);
    }

    private static List<QualityCheck> checks(String entries) {
        String quality = "    quality:\n" + entries.indent(6);
        return ContractTexts.contract(ContractTexts.SHIPMENTS.replace("slaProperties:", quality + "slaProperties:"))
                .qualityChecks();
    }

    @Test
    void checksTheReplayMappingAgainstTheFields() {
        String replay = """
                  - property: replay
                    value:
                      format: cvs
                      columns: {Parcel: parcle, Zip: receiver.address.zip}
                      timePatterns: {dueOn: "QQQQQQ"}
                      fileName: "(?<a_b>.*)"
                      speed: 1
                """;

        InvalidContractException invalid = catchThrowableOfType(
                InvalidContractException.class, () -> ContractTexts.contract(ContractTexts.SHIPMENTS + replay));

        assertThat(invalid.findings())
                .extracting(Finding::field)
                .containsExactly(
                        "customProperties[replay].value.format",
                        "customProperties[replay].value.columns.Parcel",
                        "customProperties[replay].value.timePatterns.dueOn",
                        "customProperties[replay].value.fileName",
                        "customProperties[replay].value.speed");
        assertThat(invalid).hasMessageContaining("is cvs; allowed: csv, ndjson, apache-combined");
    }
}
