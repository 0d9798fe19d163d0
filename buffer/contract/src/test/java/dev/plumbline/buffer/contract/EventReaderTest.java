package dev.plumbline.buffer.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventReaderTest {

    private static final EventReader ORDERS = EventReader.compile(ContractTexts.shipped("orders"));
    private static final EventReader SHIPMENTS = EventReader.compile(ContractTexts.shipments());

    private static final String ORDER = """
            {"invoice_no":"536365","stock_code":"85123A","description":"HOLDER","quantity":6,
            "invoice_date":"2010-12-01T08:26:00Z","unit_price":2.55,"customer_id":"17850.0","country":"United Kingdom"}""";

    @Test
    void acceptsAnOrderAndTellsItsTimeAndKey() {
        EventReader.Checked checked = check(ORDERS, ORDER);

        assertThat(checked.violation()).isNull();
        assertThat(checked.key()).isEqualTo("536365");
        assertThat(checked.eventTimeMicros())
                .isEqualTo(Instant.parse("2010-12-01T08:26:00Z").getEpochSecond() * 1_000_000L);
    }

    @Test
    void saysWhereAnUnfinishedEventBeganAndNothingOfTheParser() {
        String reason = check(ORDERS, "{\"invoice_no\":\"1\"").violation().reason();

        assertThat(reason)
                .contains("(start marker at line 1, column 1) (at byte 17)")
                .doesNotContain("Source");
    }

    @Test
    void readsAnOrderInTheContractsOrder() {
        EventReader.Read read = read(ORDERS, """
                {"country":"EIRE","unit_price":1e1,"quantity":-3,"invoice_no":"C5","stock_code":"M","description":null,
                 "invoice_date":"2011-08-12 14:50:30.1234567+02:00"}""");

        assertThat(read.violation()).isNull();
        assertThat(read.values())
                .containsExactly(
                        "C5",
                        "M",
                        null,
                        -3,
                        Instant.parse("2011-08-12T12:50:30.123456Z"),
                        new BigDecimal("10.0000"),
                        null,
                        "EIRE");
    }

    @Test
    void readsEveryTypeOfAStreamOfOnesOwn() {
        EventReader.Read read = read(SHIPMENTS, """
                {"parcel":9007199254740993,"scannedAt":"2024-02-29T23:59:59.5Z","dueOn":"2024-03-01","fee":12345678901234567.12,
                 "weight":1.5E+2,"fragile":true,"state":"moving","code":"AÄ","legs":[3,-1],"notes":["a",null],
                 "receiver":{"address":{"zip":"8000"},"name":"Änne 🚚"}}""");

        assertThat(read.violation()).isNull();
        assertThat(Arrays.copyOf(read.values(), 10))
                .containsExactly(
                        9007199254740993L,
                        Instant.parse("2024-02-29T23:59:59.5Z"),
                        LocalDate.parse("2024-03-01"),
                        new BigDecimal("12345678901234567.120"),
                        150.0,
                        true,
                        "moving",
                        "AÄ",
                        List.of(3, -1),
                        Arrays.asList("a", null));
        Object[] receiver = (Object[]) read.values()[10];
        assertThat(receiver[0]).isEqualTo("Änne 🚚");
        assertThat((Object[]) receiver[1]).containsExactly(null, "8000");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"six\"           | /quantity     | type          | quantity is \"six\", expected a whole number from -2147483648 to 2147483647",
                "2147483648        | /quantity     | type          | quantity is 2147483648, expected a whole number from -2147483648 to 2147483647",
                "1.0               | /quantity     | type          | quantity is 1.0, expected a whole number from -2147483648 to 2147483647",
                "1e3               | /quantity     | type          | quantity is 1e3, expected a whole number from -2147483648 to 2147483647",
                "true              | /quantity     | type          | quantity is true, expected a whole number from -2147483648 to 2147483647",
                "[1]               | /quantity     | type          | quantity is a list, expected a whole number from -2147483648 to 2147483647",
                "{}                | /quantity     | type          | quantity is an object, expected a whole number from -2147483648 to 2147483647",
                "null              | /quantity     | required      | quantity is null, and it is required",
                "6,\"quantity\":7  | /quantity     | duplicate-field | quantity is there twice, expected each field once",
                "6,\"colour\":\"\" | /colour       | unknown-field | colour is not a field of the contract, expected one of invoice_no, stock_code, description, quantity, invoice_date, unit_price, customer_id, country",
            })
    void namesTheRuleThePlaceAndTheValue(String quantity, String pointer, String rule, String reason) {
        String order = ORDER.replace("\"quantity\":6", "\"quantity\":" + quantity);

        Violation violation = violation(ORDERS, order);

        assertThat(violation).isEqualTo(new Violation(pointer, rule, reason));
    }

    @Test
    void namesAMissingField() {
        Violation violation = violation(
                ORDERS,
                ORDER.replace("\"country\":\"United Kingdom\"", "\"description\":\"x\"")
                        .replace("\"description\":\"HOLDER\",", ""));

        assertThat(violation)
                .isEqualTo(new Violation("/country", "required", "country is missing, and it is required"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'parcel':0                        | /parcel                | minimum",
                "'fee':-5.501                      | /fee                   | minimum",
                "'fee':12345678901234567.126       | /fee                   | maximum",
                "'fee':123456789012345678          | /fee                   | precision",
                "'fee':1.0001                      | /fee                   | precision",
                "'fee':1e-4                        | /fee                   | precision",
                "'fee':1e999999999999              | /fee                   | precision",
                "'fee':'1'                         | /fee                   | type",
                "'weight':-0.1                     | /weight                | minimum",
                "'weight':1e400                    | /weight                | type",
                "'fragile':'true'                  | /fragile               | type",
                "'fragile':1                       | /fragile               | type",
                "'state':'sleeping'                | /state                 | allowed",
                "'code':'A'                        | /code                  | minLength",
                "'code':'ABCDE'                    | /code                  | maxLength",
                "'code':'ab'                       | /code                  | pattern",
                "'legs':[]                         | /legs                  | minItems",
                "'legs':[1,2,3,4]                  | /legs                  | maxItems",
                "'legs':[1,'x']                    | /legs/1                | type",
                "'legs':[1,null]                   | /legs/1                | required",
                "'legs':{}                         | /legs                  | type",
                "'notes':['a',['b']]               | /notes/1               | type",
                "'dueOn':'2023-02-29'              | /dueOn                 | format",
                "'dueOn':'2023-02-28T00:00:00Z'    | /dueOn                 | format",
                "'dueOn':20230228                  | /dueOn                 | type",
                "'receiver':{}                     | /receiver/name         | required",
                "'receiver':{'name':5}             | /receiver/name         | type",
                "'receiver':{'name':'a','address':{'zip':1}} | /receiver/address/zip | type",
                "'receiver':{'name':'a','a/b~c':1} | /receiver/a~1b~0c      | unknown-field",
                "'receiver':[]                     | /receiver              | type",
            })
    void checksEveryConstraintAtItsPlace(String member, String pointer, String rule) {
        String parcel = member.startsWith("'parcel'") ? "" : "'parcel':1,";

        Violation violation =
                violation(SHIPMENTS, json("{" + parcel + "'scannedAt':'2024-01-01T00:00:00Z'," + member + "}"));

        assertThat(violation.pointer()).isEqualTo(pointer);
        assertThat(violation.rule()).isEqualTo(rule);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "[]",
                "7",
                "null",
                "{}{}",
                "{} x",
                "{\"parcel\":}",
                "{\"parcel\":01}",
                "{'parcel':1}",
                "{\"parcel\":NaN}",
                "{\"parcel\":1,}",
                "{\"code\":\"AB\u0001\"}",
                "{\"code\":\"\\ud800A\"}",
                "{\"code\":\"\\q\"}",
                "{\"code\":\"AB"
            })
    void refusesWhatIsNoJsonObject(String text) {
        Violation violation = violation(SHIPMENTS, text.equals("{}{}") || text.equals("{} x") ? valid() + text : text);

        assertThat(violation.rule()).isEqualTo("json");
        assertThat(violation.reason()).doesNotContain("cannot be read");
    }

    private static String valid() {
        return json("{'parcel':1,'scannedAt':'2024-01-01T00:00:00Z'}");
    }

    @Test
    void refusesOtherEncodingsAndInvalidUtf8() {
        byte[] utf16 = valid().getBytes(StandardCharsets.UTF_16LE);
        byte[] marked = ("\uFEFF" + valid()).getBytes(StandardCharsets.UTF_8);
        byte[] latin1 = json("{'code':'AÄ'}").getBytes(StandardCharsets.ISO_8859_1);

        assertThat(SHIPMENTS.check(utf16, 0, utf16.length).violation().reason())
                .isEqualTo("the event is not valid JSON: a zero byte at byte 1, expected UTF-8");
        assertThat(SHIPMENTS.check(marked, 0, marked.length).violation().reason())
                .contains("byte order mark");
        assertThat(SHIPMENTS.check(latin1, 0, latin1.length).violation().reason())
                .isEqualTo("the event is not valid JSON: byte 10 is 0xC4, which is not UTF-8");
    }

    @Test
    void refusesWhatNestsDeeperThanAnyContractDoes() {
        String deep = "{\"notes\":" + "[".repeat(100_000);

        Violation violation = violation(SHIPMENTS, deep);

        assertThat(violation.pointer()).isEqualTo("/notes/0");
        assertThat(violation.rule()).isEqualTo("type");
    }

    @Test
    void saysWhereJsonIsMalformedWithinTheBytesGiven() {
        byte[] padded = ("xxxx{\"parcel\": ?}yyyy").getBytes(StandardCharsets.UTF_8);

        Violation violation = SHIPMENTS.check(padded, 4, padded.length - 8).violation();

        assertThat(violation.rule()).isEqualTo("json");
        assertThat(violation.reason()).contains("(at byte 11)");
    }

    @Test
    void shortensLongValuesAndHidesControlCharacters() {
        Violation violation = violation(ORDERS, ORDER.replace("6,", "\"a\\nb" + "x".repeat(500) + "\","));

        assertThat(violation.reason())
                .contains("\"a\uFFFDbx")
                .contains("…\", expected a whole number")
                .hasSizeLessThan(200);
    }

    @Test
    void readsAListThatIsTooLongNoFurtherThanItMust() {
        Violation violation = violation(SHIPMENTS, json("{'legs':[1,2,3,4,}"));

        assertThat(violation.reason()).isEqualTo("the list has more than 3 items, expected at most 3");
    }

    @Test
    void countsCharactersAndNotHalvesOfThem() {
        assertThat(check(SHIPMENTS, json("{'parcel':1,'scannedAt':'2024-01-01T00:00Z','code':'A🚚🚚🚚'}"))
                        .valid())
                .isTrue();
        assertThat(violation(SHIPMENTS, json("{'parcel':1,'code':'🚚'}")).rule())
                .isEqualTo("minLength");
    }

    @Test
    void checksObjectsWithMoreFieldsThanALongHasBits() {
        StringBuilder properties = new StringBuilder("    properties:\n");
        StringBuilder members = new StringBuilder();
        for (int number = 0; number < 130; number++) {
            properties.append("      - {name: f%d, logicalType: integer, required: true}%n".formatted(number));
            members.append(number == 0 ? "" : ",").append("'f%d':%d".formatted(number, number));
        }
        String yaml = ContractTexts.SHIPMENTS
                .replaceFirst("(?s)    customProperties:.*?(?=slaProperties)", "")
                .replace("slaProperties:", properties + "slaProperties:");
        EventReader reader = EventReader.compile(ContractTexts.contract(yaml));

        assertThat(check(reader, json("{" + members + "}")).violation()).isNull();
        assertThat(violation(reader, json("{" + members + ",'f64':1}")).rule()).isEqualTo("duplicate-field");
        assertThat(violation(reader, json("{" + members + "}").replace("\"f129\":129", "\"f128\":128"))
                        .pointer())
                .isEqualTo("/f128");
        assertThat(violation(reader, json("{" + members + "}").replace(",\"f100\":100", ""))
                        .pointer())
                .isEqualTo("/f100");
        assertThat(violation(reader, json("{" + members + "}").replace("\"f100\":100", "\"f100\":null"))
                        .rule())
                .isEqualTo("required");
    }

    @Test
    void refusesATextThatItsPatternRunsOutOfStackOn() {
        EventReader reader = EventReader.compile(ContractTexts.contract(ContractTexts.SHIPMENTS
                .replace("minLength: 2, maxLength: 4, ", "")
                .replace("^[A-Z]", "^(A|B)*C")));

        assertThat(violation(reader, json("{'code':'" + "AB".repeat(500_000) + "'}"))
                        .rule())
                .isEqualTo("pattern");
    }

    @Test
    void hashesContentAndNotItsForm() {
        long hash = hash(ORDERS, ORDER);

        String reordered = """
                { "country" : "United Kingdom", "customer_id":"17850.0","unit_price":2.5500,"quantity":6,
                  "invoice_date":"2010-12-01 09:26:00+01:00", "description":"H\\u004fLDER","stock_code":"85123A","invoice_no":"536365" }""";
        assertThat(hash(ORDERS, reordered)).isEqualTo(hash);
        assertThat(hash(ORDERS, ORDER.replace("\"quantity\":6", "\"quantity\":7")))
                .isNotEqualTo(hash);
        assertThat(hash(ORDERS, ORDER.replace("\"description\":\"HOLDER\",", "")))
                .isNotEqualTo(hash);
        assertThat(hash(
                        ORDERS,
                        ORDER.replace("85123A\",\"description\":\"HOLDER", "HOLDER\",\"description\":\"85123A")))
                .isNotEqualTo(hash);
    }

    @Test
    void keepsTheHashWhenTheContractGainsAFieldOrRenamesOne() {
        String event = json("{'parcel':1,'scannedAt':'2024-01-01T00:00:00Z','weight':2}");
        String grown = ContractTexts.SHIPMENTS.replace(
                "      - name: dueOn", "      - {name: colour, logicalType: string}\n      - name: dueOn");
        String renamed = ContractTexts.SHIPMENTS.replace("scannedAt", "seenAt");

        long hash = hash(SHIPMENTS, event);

        assertThat(hash(EventReader.compile(ContractTexts.contract(grown)), event))
                .isEqualTo(hash);
        assertThat(hash(EventReader.compile(ContractTexts.contract(renamed)), event.replace("scannedAt", "seenAt")))
                .isEqualTo(hash);
    }

    @Test
    void hashesTheSameInEveryVersionOfThePlatform() {
        assertThat(hash(ORDERS, ORDER)).isEqualTo(1924727083457083024L);
    }

    @Test
    void hasNoEventTimeAndNoKeyWhereTheContractHasNone() {
        String yaml = ContractTexts.SHIPMENTS.replaceFirst(
                "(?s)    customProperties:\\R      - property: eventTime.*?(    properties:)", "$1");

        EventReader.Checked checked = check(EventReader.compile(ContractTexts.contract(yaml)), valid());

        assertThat(checked).isEqualTo(new EventReader.Checked(null, EventReader.NO_EVENT_TIME, null));
    }

    private static String json(String withSingleQuotes) {
        return withSingleQuotes.replace('\'', '"');
    }

    private static EventReader.Checked check(EventReader reader, String event) {
        byte[] bytes = event.getBytes(StandardCharsets.UTF_8);
        return reader.check(bytes, 0, bytes.length);
    }

    private static EventReader.Read read(EventReader reader, String event) {
        byte[] bytes = event.getBytes(StandardCharsets.UTF_8);
        return reader.read(bytes, 0, bytes.length);
    }

    private static long hash(EventReader reader, String event) {
        EventReader.Read read = read(reader, event);
        assertThat(read.violation()).isNull();
        return read.contentHash();
    }

    private static Violation violation(EventReader reader, String event) {
        EventReader.Checked checked = check(reader, event);
        assertThat(checked.violation()).as(event).isNotNull();
        assertThat(read(reader, event).violation()).isEqualTo(checked.violation());
        return checked.violation();
    }
}
