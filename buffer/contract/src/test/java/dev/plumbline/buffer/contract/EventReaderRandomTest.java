package dev.plumbline.buffer.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Properties that hold for any event; another seed is tried each time, and printed: -Dseed=… repeats a run. */
class EventReaderRandomTest {

    private static final long SEED = Long.getLong("seed", System.nanoTime());
    private static final int ROUNDS = 20_000;
    private static final ObjectMapper TREES = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private final List<Contract> contracts = List.of(
            ContractTexts.shipments(),
            ContractTexts.shipped("orders"),
            ContractTexts.shipped("web-logs"),
            ContractTexts.shipped("vehicle-telemetry"));

    private final Map<String, EventReader> readers = new HashMap<>();
    private final SplittableRandom random = new SplittableRandom(SEED);

    @BeforeAll
    static void printTheSeed() {
        System.out.println("EventReaderRandomTest -Dseed=" + SEED);
    }

    @Test
    void checkAndReadAgreeOnEveryInputAndNeitherThrows() throws IOException {
        int valid = 0;
        for (int round = 0; round < ROUNDS; round++) {
            Contract contract = contracts.get(round % contracts.size());
            EventReader reader = readers().get(contract.stream());
            RandomEvents events = new RandomEvents(contract, random);
            byte[] event = bytes(events.event());
            byte[] input = round % 3 == 0 ? event : round % 31 == 0 ? events.noise() : events.broken(event);

            EventReader.Checked checked = reader.check(input, 0, input.length);
            EventReader.Read read = reader.read(input, 0, input.length);

            String shown = new String(input, StandardCharsets.UTF_8);
            assertThat(read.violation()).as(shown).isEqualTo(checked.violation());
            if (checked.valid()) {
                valid++;
                assertThat(read.eventTimeMicros()).as(shown).isEqualTo(checked.eventTimeMicros());
                assertThat(isObject(input)).as(shown).isTrue();
                assertThat(checked.key()).as(shown).isEqualTo(key(contract, input));
            } else {
                assertThat(checked.violation().reason()).as(shown).doesNotContain("cannot be read");
                if (checked.violation().rule().equals(Violation.JSON) && !shown.contains("\\u")) {
                    assertThat(isObject(input))
                            .as(shown + " " + checked.violation())
                            .isFalse();
                }
            }
        }
        assertThat(valid).isBetween(ROUNDS / 10, ROUNDS);
    }

    @Test
    void theHashDependsOnTheContentOnly() {
        Map<Long, Object> byHash = new HashMap<>();
        for (int round = 0; round < ROUNDS; round++) {
            Contract contract = contracts.get(round % contracts.size());
            EventReader reader = readers().get(contract.stream());
            RandomEvents events = new RandomEvents(contract, random);
            ObjectNode event = events.event();
            byte[] plain = bytes(event);
            byte[] other = events.shuffled(event).toPrettyString().getBytes(StandardCharsets.UTF_8);

            EventReader.Read read = reader.read(plain, 0, plain.length);
            EventReader.Read again = reader.read(other, 0, other.length);

            assertThat(again.valid()).as(event.toString()).isEqualTo(read.valid());
            if (read.valid()) {
                assertThat(again.contentHash()).as(event.toString()).isEqualTo(read.contentHash());
                Object content = List.of(contract.stream(), withoutNulls(event));
                Object previous = byHash.put(read.contentHash(), content);
                assertThat(previous == null || previous.equals(content))
                        .as(event + " and " + previous)
                        .isTrue();
            }
        }
    }

    private Map<String, EventReader> readers() {
        contracts.forEach(
                contract -> readers.computeIfAbsent(contract.stream(), name -> EventReader.compile(contract)));
        return readers;
    }

    private static ObjectNode withoutNulls(ObjectNode event) {
        ObjectNode copy = event.deepCopy();
        copy.removeIf(value -> value.isNull());
        copy.forEach(value -> {
            if (value instanceof ObjectNode nested) {
                nested.removeIf(inner -> inner.isNull());
                nested.forEach(inner -> {
                    if (inner instanceof ObjectNode deepest) {
                        deepest.removeIf(innermost -> innermost.isNull());
                    }
                });
            }
        });
        return copy;
    }

    private static String key(Contract contract, byte[] event) throws IOException {
        JsonNode tree = TREES.readTree(event);
        return contract.keyField()
                .map(tree::get)
                .filter(value -> !value.isNull())
                .map(JsonNode::asText)
                .orElse(null);
    }

    private static byte[] bytes(ObjectNode event) {
        return event.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static boolean isObject(byte[] json) {
        try {
            return Utf8.firstInvalid(json, 0, json.length) < 0
                    && !new String(json, StandardCharsets.UTF_8).startsWith("\uFEFF")
                    && TREES.readTree(json).isObject();
        } catch (IOException malformed) {
            return false;
        }
    }
}
