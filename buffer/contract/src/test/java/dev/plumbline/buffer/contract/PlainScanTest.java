package dev.plumbline.buffer.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlainScanTest {

    private static final String ORDER =
            "{\"invoice_no\":\"536365\",\"stock_code\":\"85123A\",\"description\":\"Ä🚚 HOLDER\",\"quantity\":-6,"
                    + "\"invoice_date\":\"2010-12-01T08:26:00Z\",\"unit_price\":2.55,\"customer_id\":null,\"country\":\"EIRE\"}";

    private final Contract orders = ContractTexts.shipped("orders");
    private final Contract shipments = ContractTexts.shipments();

    @Test
    void recognisesAnEventAsSendersWriteIt() {
        PlainScan scan = scan(ORDER);

        assertThat(accepts(orders, scan)).isTrue();
        assertThat(scan.key).isEqualTo("536365");
        assertThat(scan.eventTimeMicros).isEqualTo(1_291_191_960_000_000L);
    }

    @Test
    void recognisesEveryTypeInAnyOrderWithAnyWhiteSpace() {
        PlainScan scan = scan("""
                 { "scannedAt" : "2026-01-02 03:04" , "parcel":17,"dueOn":"2026-01-09",\t"fee": -5.500,
                "weight":0.25,"fragile":false,"state":"lost", "code":"AÄ", "legs":[ 1,2 , 3],"notes":[],
                "receiver":{"name":"","address":{ "zip":null}}}\r
                """);

        assertThat(accepts(shipments, scan)).isTrue();
        assertThat(scan.key).isEqualTo("17");
        assertThat(scan.eventTimeMicros).isEqualTo(1_767_323_040_000_000L);
    }

    @Test
    void leavesEverythingElseToTheParser() {
        List<String> others = List.of(
                ORDER.replace("-6", "1e2"),
                ORDER.replace("-6", "06"),
                ORDER.replace("-6", "-"),
                ORDER.replace("-6", "6.0"),
                ORDER.replace("-6", "99999999999"),
                ORDER.replace("-6", "\"6\""),
                ORDER.replace("-6", "null"),
                ORDER.replace("2.55", "2."),
                ORDER.replace("2.55", ".55"),
                ORDER.replace("2.55", "2.55555"),
                ORDER.replace("2.55", "123456789.5"),
                ORDER.replace("2.55", "2.55.5"),
                ORDER.replace("EIRE", ""),
                ORDER.replace("EIRE", "E\tE"),
                ORDER.replace("EIRE", "E".repeat(65)),
                ORDER.replace("2010-12-01", "2010-13-01"),
                ORDER.replace("country", "county"),
                ORDER.replace("country", "customer_id"),
                ORDER.replace(",\"country\":\"EIRE\"", ""),
                ORDER.replace("null", "nul"),
                ORDER.replace("\"quantity\":", "\"quantity\""),
                ORDER.replace("}", ",}"),
                ORDER.substring(0, ORDER.length() - 1),
                ORDER + "{}",
                "[" + ORDER + "]",
                "{}",
                "");

        assertThat(others)
                .allSatisfy(event ->
                        assertThat(accepts(orders, scan(event))).as(event).isFalse());
    }

    @Test
    void holdsListsAndNestedObjectsToTheirContract() {
        String event = "{\"parcel\":1,\"scannedAt\":\"2026-01-02 03:04\"%s}";

        assertThat(accepts(shipments, scan(String.format(event, "")))).isTrue();
        assertThat(List.of(
                        ",\"legs\":[]",
                        ",\"legs\":[1,2,3,4]",
                        ",\"legs\":[null]",
                        ",\"legs\":[1,]",
                        ",\"legs\":[1",
                        ",\"receiver\":{}",
                        ",\"receiver\":{\"name\":null}",
                        ",\"receiver\":[]",
                        ",\"state\":\"gone\"",
                        ",\"code\":\"ab\"",
                        ",\"weight\":-0.5",
                        ",\"fee\":-5.6"))
                .allSatisfy(more -> assertThat(accepts(shipments, scan(String.format(event, more))))
                        .as(more)
                        .isFalse());
    }

    private static boolean accepts(Contract contract, PlainScan scan) {
        return new StructPlan(contract.fields(), contract.eventTimeField(), contract.keyField()).accept(scan)
                && scan.atEnd();
    }

    /** The event stands among other bytes, as a line does in a request. */
    private static PlainScan scan(String event) {
        byte[] before = "{\"a\":1}\n".getBytes(StandardCharsets.UTF_8);
        byte[] bytes = ("{\"a\":1}\n" + event + "}}]]\"0").getBytes(StandardCharsets.UTF_8);
        return new PlainScan(bytes, before.length, event.getBytes(StandardCharsets.UTF_8).length);
    }
}
