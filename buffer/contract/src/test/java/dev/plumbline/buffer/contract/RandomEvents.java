package dev.plumbline.buffer.contract;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;

/** Events of a contract, valid ones and broken ones, the same for the same seed. */
final class RandomEvents {

    private static final JsonNodeFactory JSON = JsonNodeFactory.withExactBigDecimals(true);
    private static final List<String> TEXTS = List.of(
            "",
            "a",
            "AB",
            "speed",
            "Ä🚚x",
            "line\nbreak",
            "quote\"\\",
            "2010-12-01",
            "A longer text that is nothing at all");
    private static final List<String> SNIPPETS = List.of(
            "null",
            "{}",
            "[]",
            "\"",
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "-",
            "1e999",
            "0.1",
            "99999999999999999999",
            "true",
            "\\ud800",
            "\\u0000",
            "\"parcel\":1,",
            "\uFEFF",
            "\u0000",
            "é",
            " ",
            "\n",
            "01",
            "NaN",
            "1E-400",
            "{}{}");

    private final Contract contract;
    private final SplittableRandom random;

    RandomEvents(Contract contract, SplittableRandom random) {
        this.contract = contract;
        this.random = random;
    }

    /** An event that satisfies the types; small contracts' constraints are met by most. */
    ObjectNode event() {
        return object(contract.fields());
    }

    /** The same members in another order, at every level. */
    ObjectNode shuffled(ObjectNode event) {
        List<String> names = new ArrayList<>();
        event.fieldNames().forEachRemaining(names::add);
        Collections.shuffle(names, new Random(random.nextLong()));
        ObjectNode shuffled = JSON.objectNode();
        names.forEach(name ->
                shuffled.set(name, event.get(name) instanceof ObjectNode nested ? shuffled(nested) : event.get(name)));
        return shuffled;
    }

    /** A few bytes of an event changed, removed or inserted. */
    byte[] broken(byte[] event) {
        byte[] bytes = event;
        int changes = 1 + random.nextInt(3);
        for (int change = 0; change < changes; change++) {
            bytes = brokenOnce(bytes);
        }
        return bytes;
    }

    byte[] noise() {
        byte[] bytes = new byte[random.nextInt(64)];
        random.nextBytes(bytes);
        if (bytes.length > 0 && random.nextBoolean()) {
            bytes[0] = '{';
        }
        return bytes;
    }

    private byte[] brokenOnce(byte[] bytes) {
        int at = random.nextInt(bytes.length + 1);
        int removed = random.nextInt(Math.min(4, bytes.length - at) + 1);
        byte[] inserted =
                switch (random.nextInt(3)) {
                    case 0 -> new byte[] {(byte) random.nextInt(256)};
                    case 1 -> SNIPPETS.get(random.nextInt(SNIPPETS.size())).getBytes(StandardCharsets.UTF_8);
                    default -> new byte[0];
                };
        byte[] result = new byte[bytes.length - removed + inserted.length];
        System.arraycopy(bytes, 0, result, 0, at);
        System.arraycopy(inserted, 0, result, at, inserted.length);
        System.arraycopy(bytes, at + removed, result, at + inserted.length, bytes.length - at - removed);
        return result;
    }

    private ObjectNode object(List<Field> fields) {
        ObjectNode object = JSON.objectNode();
        for (Field field : fields) {
            if (field.required() || random.nextInt(3) > 0) {
                put(object, field);
            }
        }
        return object;
    }

    private void put(ObjectNode object, Field field) {
        if (!field.required() && random.nextInt(8) == 0) {
            object.putNull(field.name());
        } else {
            ArrayNode value = JSON.arrayNode();
            add(value, field);
            object.set(field.name(), value.get(0));
        }
    }

    private void add(ArrayNode target, Field field) {
        FieldType type = field.type();
        if (type instanceof FieldType.Decimal decimal) {
            long digits = random.nextLong(1_000_000);
            target.add(BigDecimal.valueOf(digits, random.nextInt(decimal.scale() + 1)));
        } else if (type instanceof FieldType.Struct struct) {
            target.add(object(struct.fields()));
        } else if (type instanceof FieldType.ListOf list) {
            ArrayNode items = target.addArray();
            int count = 1 + random.nextInt(3);
            for (int item = 0; item < count; item++) {
                add(items, list.element());
            }
        } else {
            addSimple(target, ((FieldType.Simple) type).kind(), field);
        }
    }

    private void addSimple(ArrayNode target, FieldType.Kind kind, Field field) {
        switch (kind) {
            case STRING -> target.add(text(field));
            case INTEGER -> target.add(100 + random.nextInt(500));
            case LONG -> target.add(1 + random.nextLong(Long.MAX_VALUE - 1));
            case DOUBLE -> target.add(random.nextInt(90_000) / 1000.0);
            case BOOLEAN -> target.add(random.nextBoolean());
            case DATE -> target.add(LocalDate.ofEpochDay(random.nextInt(40_000)).toString());
            case TIMESTAMP ->
                target.add(Instant.ofEpochMilli(random.nextLong(4_000_000_000_000L))
                        .toString());
        }
    }

    private String text(Field field) {
        Field.Constraints constraints = field.constraints();
        List<String> texts = constraints.allowed().isEmpty() ? TEXTS : constraints.allowed();
        String text = texts.get(random.nextInt(texts.size()));
        for (int attempt = 0; attempt < 20 && !satisfies(text, constraints); attempt++) {
            text = texts.get(random.nextInt(texts.size()));
        }
        return text;
    }

    private static boolean satisfies(String text, Field.Constraints constraints) {
        int length = text.codePointCount(0, text.length());
        return length >= constraints.minLength().orElse(0)
                && length <= constraints.maxLength().orElse(Integer.MAX_VALUE)
                && constraints
                        .pattern()
                        .map(pattern -> pattern.matcher(text).find())
                        .orElse(true);
    }
}
