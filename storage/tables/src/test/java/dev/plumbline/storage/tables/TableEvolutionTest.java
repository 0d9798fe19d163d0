package dev.plumbline.storage.tables;

import static dev.plumbline.storage.tables.Samples.append;
import static dev.plumbline.storage.tables.Samples.contract;
import static dev.plumbline.storage.tables.Samples.optional;
import static dev.plumbline.storage.tables.Samples.required;
import static dev.plumbline.storage.tables.Samples.timedBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.plumbline.buffer.contract.Field;
import dev.plumbline.buffer.contract.FieldType;
import dev.plumbline.buffer.contract.FieldType.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Table;
import org.apache.iceberg.inmemory.InMemoryCatalog;
import org.junit.jupiter.api.Test;

class TableEvolutionTest {

    private final InMemoryCatalog catalog = Samples.catalog();

    @Test
    void addsAnOptionalField() {
        Table table = silverWithData(optional("a", Kind.STRING));

        evolve(optional("a", Kind.STRING), optional("b", Kind.LONG));

        table.refresh();
        assertThat(table.schema().findField("b").isOptional()).isTrue();
        assertThat(columnIds(table))
                .containsEntry("b", table.schema().findField("b").fieldId());
    }

    @Test
    void widensNumbersWhereNothingIsLost() {
        Table table =
                silverWithData(optional("count", Kind.INTEGER), optional("f", "price", new FieldType.Decimal(10, 2)));

        evolve(optional("count", Kind.LONG), optional("f", "price", new FieldType.Decimal(20, 2)));

        table.refresh();
        assertThat(table.schema().findField("count").type()).hasToString("long");
        assertThat(table.schema().findField("price").type()).hasToString("decimal(20, 2)");
    }

    @Test
    void renamesByTheLastingIdAndKeepsTheColumn() {
        Table table = silverWithData(optional("f1", "qty", FieldType.of(Kind.LONG)));
        int column = table.schema().findField("qty").fieldId();

        evolve(optional("f1", "quantity", FieldType.of(Kind.LONG)));

        table.refresh();
        assertThat(table.schema().findField("quantity").fieldId()).isEqualTo(column);
        assertThat(table.schema().findField("qty")).isNull();
    }

    @Test
    void twoFieldsMaySwapTheirNamesAndAThirdMayTakeAName() {
        Table table = silverWithData(
                optional("f1", "a", FieldType.of(Kind.LONG)),
                optional("f2", "b", FieldType.of(Kind.LONG)),
                optional("f3", "c", FieldType.of(Kind.LONG)));
        int first = table.schema().findField("a").fieldId();
        int third = table.schema().findField("c").fieldId();

        evolve(
                optional("f1", "b", FieldType.of(Kind.LONG)),
                optional("f2", "a", FieldType.of(Kind.LONG)),
                optional("f3", "d", FieldType.of(Kind.LONG)),
                optional("f4", "c", FieldType.of(Kind.STRING)));

        table.refresh();
        assertThat(table.schema().findField("b").fieldId()).isEqualTo(first);
        assertThat(table.schema().findField("d").fieldId()).isEqualTo(third);
        assertThat(table.schema().findField("c").type()).hasToString("string");
        assertThat(columnIds(table))
                .containsEntry("f4", table.schema().findField("c").fieldId());
    }

    @Test
    void aFieldThatGetsAnIdLaterIsStillTheSame() {
        Table table = silverWithData(optional("qty", Kind.LONG));
        int column = table.schema().findField("qty").fieldId();

        evolve(optional("id-7", "qty", FieldType.of(Kind.LONG)));
        evolve(optional("id-7", "quantity", FieldType.of(Kind.LONG)));

        table.refresh();
        assertThat(table.schema().findField("quantity").fieldId()).isEqualTo(column);
    }

    @Test
    void keepsTheDataOfADroppedField() {
        Table table = silverWithData(required("a", "a", FieldType.of(Kind.STRING)), optional("b", Kind.STRING));

        TableEvolution evolution = TableEvolution.plan(table, silver(optional("b", Kind.STRING)));
        evolution.apply();

        assertThat(evolution.kept()).containsExactly("a");
        assertThat(evolution.changes()).contains("kept a, now optional");
        table.refresh();
        assertThat(table.schema().findField("a").isOptional()).isTrue();
    }

    @Test
    void evolvesNestedFieldsToo() {
        Table table = silverWithData(
                optional("s", "customer", struct(required("n", "name", FieldType.of(Kind.STRING)))),
                optional("l", "lines", list(struct(optional("q", "qty", FieldType.of(Kind.INTEGER))))));
        int name = table.schema().findField("customer.name").fieldId();

        evolve(
                optional(
                        "s",
                        "buyer",
                        struct(
                                optional("n", "full_name", FieldType.of(Kind.STRING)),
                                optional("c", "city", FieldType.of(Kind.STRING)))),
                optional(
                        "l",
                        "lines",
                        list(struct(
                                optional("q", "quantity", FieldType.of(Kind.LONG)),
                                optional("x", "extra", struct(optional("y", Kind.DOUBLE)))))));

        table.refresh();
        assertThat(table.schema().findField("buyer.full_name").fieldId()).isEqualTo(name);
        assertThat(table.schema().findField("buyer.full_name").isOptional()).isTrue();
        assertThat(table.schema().findField("lines.element.quantity").type()).hasToString("long");
        assertThat(table.schema().findField("lines.element.extra.y").type()).hasToString("double");
        assertThat(columnIds(table))
                .containsEntry("s/c", table.schema().findField("buyer.city").fieldId())
                .containsEntry(
                        "l/[]/x/y",
                        table.schema().findField("lines.element.extra.y").fieldId());
    }

    @Test
    void doingItAgainDoesNothing() {
        Field[] fields = {
            optional("s", "customer", struct(required("n", "name", FieldType.of(Kind.STRING)))),
            optional("l", "lines", list(FieldType.of(Kind.STRING)))
        };
        Table table = silverWithData(fields);

        assertThat(TableEvolution.plan(table, silver(fields)).isEmpty()).isTrue();

        evolve(fields[0], optional("z", Kind.DATE));
        table.refresh();
        assertThat(TableEvolution.plan(table, silver(fields[0], optional("z", Kind.DATE)))
                        .isEmpty())
                .isTrue();
    }

    @Test
    void refusesToNarrow() {
        silverWithData(optional("f", "price", new FieldType.Decimal(20, 2)));

        IncompatibleSchemaException refused = catchThrowableOfType(
                IncompatibleSchemaException.class, () -> evolve(optional("f", "price", new FieldType.Decimal(10, 2))));

        assertThat(refused.table()).isEqualTo("silver.sales");
        assertThat(refused.field()).isEqualTo("price");
        assertThat(refused.oldType()).isEqualTo("decimal(20, 2)");
        assertThat(refused.newType()).isEqualTo("decimal(10, 2)");
        assertThat(refused.reason()).contains("may not fit");
        assertThat(refused).hasMessageContaining("Give the field its old type back");
    }

    @Test
    void refusesAnotherType() {
        silverWithData(optional("a", Kind.STRING));

        assertThatThrownBy(() -> evolve(optional("a", Kind.LONG)))
                .isInstanceOf(IncompatibleSchemaException.class)
                .hasMessageContaining("field a is string in the table and long in the definition");
    }

    @Test
    void refusesARequiredFieldWhereRowsHaveNone() {
        silverWithData(optional("a", Kind.STRING));

        assertThatThrownBy(() -> evolve(optional("a", Kind.STRING), required("b", "b", FieldType.of(Kind.LONG))))
                .isInstanceOf(IncompatibleSchemaException.class)
                .hasMessageContaining("rows that are already there have no value")
                .hasMessageContaining("optional");
        assertThatThrownBy(() -> evolve(required("a", "a", FieldType.of(Kind.STRING))))
                .isInstanceOf(IncompatibleSchemaException.class)
                .hasMessageContaining("Leave the field optional");
    }

    @Test
    void anEmptyTableMayGetARequiredField() {
        Tables.ensure(catalog, silver(optional("a", Kind.STRING)));

        evolve(required("a", "a", FieldType.of(Kind.STRING)), required("b", "b", FieldType.of(Kind.LONG)));

        Table table = catalog.loadTable(silver(optional("a", Kind.STRING)).identifier());
        assertThat(table.schema().findField("a").isRequired()).isTrue();
        assertThat(table.schema().findField("b").isRequired()).isTrue();
    }

    @Test
    void refusesANewFieldUnderTheNameOfAKeptOne() {
        silverWithData(optional("f1", "a", FieldType.of(Kind.STRING)), optional("b", Kind.STRING));

        assertThatThrownBy(() -> evolve(optional("f9", "a", FieldType.of(Kind.STRING)), optional("b", Kind.STRING)))
                .isInstanceOf(IncompatibleSchemaException.class)
                .hasMessageContaining("keeps the data of an earlier field");
    }

    @Test
    void refusesAnotherPartitioning() {
        TableDefinition before = silver(optional("a", Kind.STRING));
        Tables.ensure(catalog, before);
        TableDefinition after = new TableDefinition(
                before.identifier(), before.schema(), PartitionSpec.unpartitioned(), before.properties(), Map.of());

        assertThatThrownBy(() -> Tables.ensure(catalog, after))
                .isInstanceOf(IncompatibleSchemaException.class)
                .hasMessageContaining("day(_event_time)");
    }

    @Test
    void refusesAnotherEventTimeWhereRowsLieOnTheDaysOfTheOld() {
        Field sold = required("sold", "sold_at", FieldType.of(Kind.TIMESTAMP));
        Field paid = required("paid", "paid_at", FieldType.of(Kind.TIMESTAMP));
        Table table = Tables.ensure(catalog, TableDefinitions.silver(timedBy(Optional.of("paid_at"), sold, paid)));
        TableDefinition bySale = TableDefinitions.silver(timedBy(Optional.of("sold_at"), sold, paid));
        TableDefinition byReceipt = TableDefinitions.silver(timedBy(Optional.empty(), sold, paid));
        Field renamed = required("sold", "when_sold", FieldType.of(Kind.TIMESTAMP));

        Tables.ensure(catalog, bySale);
        append(table, Map.of());
        Tables.ensure(catalog, TableDefinitions.silver(timedBy(Optional.of("when_sold"), renamed, paid)));

        assertThatThrownBy(() ->
                        Tables.ensure(catalog, TableDefinitions.silver(timedBy(Optional.of("paid_at"), renamed, paid))))
                .isInstanceOf(IncompatibleSchemaException.class)
                .hasMessageContaining("field (event time) is sold in the table and paid in the definition")
                .hasMessageContaining("Give the stream its event time back");
        assertThatThrownBy(() -> Tables.ensure(catalog, byReceipt)).isInstanceOf(IncompatibleSchemaException.class);
    }

    @Test
    void manyMayEnsureTheSameTablesAtOnce() throws Exception {
        List<TableDefinition> definitions = TableDefinitions.all(List.of(contract(optional("a", Kind.STRING))));
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<Future<List<Table>>> results = new ArrayList<>();

        for (int i = 0; i < 4; i++) {
            results.add(threads.submit(() -> Tables.ensure(catalog, definitions)));
        }

        for (Future<List<Table>> result : results) {
            assertThat(result.get()).hasSize(definitions.size());
        }
        threads.shutdown();
    }

    private Table silverWithData(Field... fields) {
        Table table = Tables.ensure(catalog, silver(fields));
        append(table, Map.of());
        return table;
    }

    private void evolve(Field... fields) {
        Tables.ensure(catalog, silver(fields));
    }

    private static TableDefinition silver(Field... fields) {
        return TableDefinitions.silver(contract(fields));
    }

    private static Map<String, Integer> columnIds(Table table) {
        return FieldIds.parse(table.properties().get(TableDefinition.FIELD_IDS));
    }

    private static FieldType struct(Field... fields) {
        return new FieldType.Struct(List.of(fields));
    }

    private static FieldType list(FieldType element) {
        return new FieldType.ListOf(optional("element", "element", element));
    }
}
