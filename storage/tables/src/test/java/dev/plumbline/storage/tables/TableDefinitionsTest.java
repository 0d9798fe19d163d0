package dev.plumbline.storage.tables;

import static dev.plumbline.storage.tables.Samples.classified;
import static dev.plumbline.storage.tables.Samples.contract;
import static dev.plumbline.storage.tables.Samples.optional;
import static dev.plumbline.storage.tables.Samples.required;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.buffer.contract.Contract;
import dev.plumbline.buffer.contract.FieldType;
import dev.plumbline.buffer.contract.FieldType.Kind;
import java.util.List;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.Types.NestedField;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TableDefinitionsTest {

    private static final Contract SALES = contract(
            required("f1", "at", FieldType.of(Kind.TIMESTAMP)),
            required("f2", "price", new FieldType.Decimal(12, 4)),
            optional("f3", "day", FieldType.of(Kind.DATE)),
            optional(
                    "f4",
                    "customer",
                    new FieldType.Struct(
                            List.of(required("c1", "name", FieldType.of(Kind.STRING)), optional("age", Kind.INTEGER)))),
            optional(
                    "f5",
                    "lines",
                    new FieldType.ListOf(required(
                            "line",
                            "line",
                            new FieldType.Struct(List.of(required("s", "sku", FieldType.of(Kind.LONG))))))),
            classified("email", "personal"));

    @Test
    void silverHasTheContractsFieldsAndThenThePlatforms() {
        TableDefinition silver = TableDefinitions.silver(SALES);

        assertThat(silver.identifier()).hasToString("silver.sales");
        assertThat(silver.schema().columns())
                .extracting(NestedField::name)
                .startsWith("at", "price", "day", "customer", "lines", "email", "_source")
                .endsWith(TableDefinitions.SILVER_SYSTEM_COLUMNS.toArray(new String[0]));
        assertThat(silver.schema().findField("price").type()).hasToString("decimal(12, 4)");
        assertThat(silver.schema().findField("at").type()).hasToString("timestamptz");
        assertThat(silver.schema().findField("day").type()).hasToString("date");
        assertThat(silver.schema().findField("customer.name").isRequired()).isTrue();
        assertThat(silver.schema().findField("customer.age").isOptional()).isTrue();
        assertThat(silver.schema().findField("lines.element.sku").type()).hasToString("long");
        assertThat(silver.schema().findField("email").doc()).isEqualTo("The email");
        assertThat(silver.spec().fields())
                .singleElement()
                .hasToString("1000: _event_time_day: day("
                        + silver.schema().findField("_event_time").fieldId() + ")");
        assertThat(silver.properties())
                .containsEntry("format-version", "2")
                .containsEntry("plumbline.classification.email", "personal")
                .containsEntry("plumbline.stream", "sales");
    }

    @Test
    void lastingIdsMeetTheColumnsThatTheCatalogNumbers() {
        TableDefinition silver = TableDefinitions.silver(SALES);

        Table table = Tables.ensure(Samples.catalog(), silver);

        assertThat(table.schema().sameSchema(silver.schema())).isTrue();
        assertThat(FieldIds.parse(table.properties().get(TableDefinition.FIELD_IDS)))
                .containsEntry("f1", table.schema().findField("at").fieldId())
                .containsEntry(
                        "f4/c1", table.schema().findField("customer.name").fieldId())
                .containsEntry(
                        "f5/[]/s", table.schema().findField("lines.element.sku").fieldId())
                .containsEntry("email", table.schema().findField("email").fieldId());
    }

    @Test
    void everyStreamHasItsTablesAndAllShareTwo() {
        List<TableDefinition> all = TableDefinitions.all(List.of(SALES));

        assertThat(all)
                .extracting(definition -> definition.identifier().toString())
                .containsExactly("bronze.sales", "silver.sales", "quarantine.sales", "ops.duplicates", "ops.late_rows");
        assertThat(all.get(0).schema().columns())
                .extracting(NestedField::name)
                .containsExactly(
                        "payload",
                        "source",
                        "id",
                        "type",
                        "event_time_claimed",
                        "topic",
                        "partition",
                        "offset",
                        "key",
                        "received_at");
        assertThat(all.get(3).spec().fields())
                .extracting(field -> field.name())
                .containsExactly("stream", "received_at_day");
        assertThat(all.get(4).spec().fields())
                .extracting(field -> field.name())
                .containsExactly("model", "window_start_day");
    }

    @ParameterizedTest
    @ValueSource(strings = {"_kafka_offset", "_file"})
    void aFieldCannotTakeANameThatIsTaken(String name) {
        Contract wrong = contract(optional(name, Kind.LONG));

        assertThatThrownBy(() -> TableDefinitions.silver(wrong))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(name)
                .hasMessageContaining("another name");
    }
}
