package dev.plumbline.buffer.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineMappingTest {

    private static final List<String> SHOP = List.of(
            "InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country");

    private static final String PARCELS = ContractTexts.SHIPMENTS + """
              - property: replay
                value:
                  format: csv
                  fileName: "(?<depot>[a-z]+)-.*"
                  columns: {No: parcel, Scan: scannedAt, Zip: receiver.address.zip, Who: receiver.name, depot: code}
                  constants: {state: moving}
                  timePatterns: {scannedAt: "dd.MM.yyyy HH:mm", dueOn: dd.MM.yyyy}
                  nullTexts: ["n/a", "-"]
                  values: {fragile: {ja: "true", nein: "false"}, code: {zrh: ZRH}}
            """;

    @Test
    void makesAnOrderOfALineOfTheShop() {
        LineMapping mapping = LineMapping.compile(ContractTexts.shipped("orders"), "2010-12-01.csv.gz", SHOP);

        String event =
                event(mapping, "536365", "85123A", "A \"HOLDER\"", "6", "2010-12-01 08:26:00", "2.550", "", "EIRE");

        assertThat(event)
                .isEqualTo(
                        "{\"invoice_no\":\"536365\",\"stock_code\":\"85123A\",\"description\":\"A \\\"HOLDER\\\"\",\"quantity\":6,"
                                + "\"invoice_date\":\"2010-12-01T08:26:00Z\",\"unit_price\":2.550,\"country\":\"EIRE\"}");
        assertThat(mapping.ignoredColumns()).isEmpty();
        assertThat(mapping.missingColumns()).isEmpty();
    }

    @Test
    void leavesItToTheReaderToRefuseWhatAFieldDoesNotHold() {
        Contract orders = ContractTexts.shipped("orders");
        LineMapping mapping = LineMapping.compile(orders, "x.csv", SHOP);

        byte[] event = mapping.event(List.of("1", "2", "", "six", "01.12.2010", "", "", ""));

        assertThat(new String(event, StandardCharsets.UTF_8))
                .contains("\"quantity\":\"six\"", "\"invoice_date\":\"01.12.2010\"", "\"unit_price\":\"\"");
        assertThat(EventReader.compile(orders)
                        .check(event, 0, event.length)
                        .violation()
                        .reason())
                .isEqualTo("quantity is \"six\", expected a whole number from -2147483648 to 2147483647");
    }

    @Test
    void usesFileNameConstantsPatternsTranslationsAndNestedFields() {
        LineMapping mapping = LineMapping.compile(
                ContractTexts.contract(PARCELS),
                "/some/where/zrh-7.csv",
                List.of("\uFEFFNo", "Scan", "dueOn", "fragile", "Zip", "Who", "legs", "Colour"));

        assertThat(event(mapping, "7", "01.02.2024 03:04", "05.06.2024", "ja", "8000", "Ann", "[1,\n2]", "red"))
                .isEqualTo(
                        "{\"parcel\":7,\"scannedAt\":\"2024-02-01T03:04:00Z\",\"dueOn\":\"2024-06-05\",\"fragile\":true,"
                                + "\"state\":\"moving\",\"code\":\"ZRH\",\"legs\":[1, 2],"
                                + "\"receiver\":{\"name\":\"Ann\",\"address\":{\"zip\":\"8000\"}}}");
        assertThat(event(mapping, "7", "1.2.24", "n/a", "-", "", "", "1;2", ""))
                .isEqualTo(
                        "{\"parcel\":7,\"scannedAt\":\"1.2.24\",\"state\":\"moving\",\"code\":\"ZRH\",\"legs\":\"1;2\"}");
        assertThat(mapping.ignoredColumns()).containsExactly("Colour");
    }

    @Test
    void mapsByNameWhereTheContractSaysNothing() {
        LineMapping mapping =
                LineMapping.compile(ContractTexts.shipments(), "any.csv", List.of("parcel", "receiver.name", "x"));

        assertThat(event(mapping, "7", "Ann", "")).isEqualTo("{\"parcel\":7,\"receiver\":{\"name\":\"Ann\"}}");
    }

    @Test
    void saysWhatIsWrongWithAFileOrALine() {
        Contract telemetry = ContractTexts.shipped("vehicle-telemetry");
        assertThatThrownBy(() -> LineMapping.compile(telemetry, "readings.csv", List.of("timestamp", "value")))
                .isInstanceOf(UnreadableLineException.class)
                .hasMessageContaining("the file's name is readings.csv, expected one that matches (?<metric>");
        assertThatThrownBy(() -> LineMapping.compile(ContractTexts.shipped("orders"), "x.csv", List.of("a", "b")))
                .hasMessage("no column of the file (a, b) belongs to a field, expected some of InvoiceNo, StockCode, "
                        + "Description, Quantity, InvoiceDate, UnitPrice, CustomerID, Country");
        assertThatThrownBy(() ->
                        LineMapping.compile(ContractTexts.shipped("orders"), "x.csv", List.of("Country", "country")))
                .hasMessageContaining("gives two columns to the field country");

        LineMapping mapping = LineMapping.compile(telemetry, "TravelTime_387.csv.gz", List.of("timestamp", "value"));
        assertThat(event(mapping, "2015-07-10 14:24:00", "564"))
                .isEqualTo(
                        "{\"sensor_id\":\"387\",\"metric\":\"travel_time\",\"measured_at\":\"2015-07-10T14:24:00Z\",\"value\":564}");
        assertThatThrownBy(() -> mapping.event(List.of("2015-07-10 14:24:00")))
                .hasMessage("the line has 1 values, expected 2 as in the header");
    }

    @Test
    void namesColumnsThatTheMappingWantsAndTheFileDoesNotHave() {
        LineMapping mapping = LineMapping.compile(ContractTexts.shipped("orders"), "x.csv", SHOP.subList(0, 7));

        assertThat(mapping.missingColumns()).containsExactly("Country");
    }

    private static String event(LineMapping mapping, String... values) {
        return new String(mapping.event(List.of(values)), StandardCharsets.UTF_8);
    }
}
