package dev.plumbline.buffer.contract;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.LongStream;

/** How one value is checked and, where it is wanted, built: compiled from a field's type and constraints. */
abstract class ValuePlan {

    /** Longer numbers are refused before anything computes with them. */
    private static final int NUMBER_LENGTH = 200;

    /** A reason names no more than so many of what is allowed. */
    private static final int LISTED = 30;

    private static final Instant EPOCH = Instant.EPOCH;

    static ValuePlan of(Field field) {
        FieldType type = field.type();
        Field.Constraints constraints = field.constraints();
        if (type instanceof FieldType.Decimal decimal) {
            return new OfDecimal(decimal, constraints);
        }
        if (type instanceof FieldType.Struct struct) {
            return new OfStruct(struct.fields());
        }
        if (type instanceof FieldType.ListOf list) {
            return new OfList(list.element(), constraints);
        }
        return switch (((FieldType.Simple) type).kind()) {
            case STRING -> new OfText(constraints);
            case INTEGER -> new OfWhole(Integer.MIN_VALUE, Integer.MAX_VALUE, true, constraints);
            case LONG -> new OfWhole(Long.MIN_VALUE, Long.MAX_VALUE, false, constraints);
            case DOUBLE -> new OfDouble(constraints);
            case BOOLEAN -> new OfBoolean();
            case DATE -> new OfDate();
            case TIMESTAMP -> new OfTimestamp();
        };
    }

    /**
     * Checks the value that starts with {@code token} (never a JSON null) and moves the parser to its end; where
     * {@code wanted}, leaves it in {@link Pass#value}. False: {@link Pass#violation} says why.
     */
    abstract boolean accept(Pass pass, JsonToken token, boolean wanted) throws IOException;

    /**
     * Whether a valid value comes next (never a JSON null), and moves past it. False says nothing: {@link #accept} would say
     * what is wrong, or take it all the same.
     */
    abstract boolean accept(PlainScan scan);

    /** The value that the scan has just passed as the text that partitions are chosen by; null where only the parser knows it. */
    String keyText(PlainScan scan) {
        return null;
    }

    /** The value in {@link Pass#value} as the text that partitions are chosen by. */
    String keyText(Object value) {
        return value.toString();
    }

    private static String listed(List<String> names) {
        return String.join(", ", names.subList(0, Math.min(names.size(), LISTED)))
                + (names.size() > LISTED ? ", …" : "");
    }

    private static boolean isTooLong(JsonParser parser) throws IOException {
        return parser.getTextLength() > NUMBER_LENGTH;
    }

    private static final class OfText extends ValuePlan {

        private final int minLength;
        private final int maxLength;
        private final Optional<Pattern> pattern;
        private final Set<String> allowed;
        private final List<String> allowedInOrder;
        private final boolean constrained;

        OfText(Field.Constraints constraints) {
            minLength = constraints.minLength().orElse(0);
            maxLength = constraints.maxLength().orElse(Integer.MAX_VALUE);
            pattern = constraints.pattern();
            allowed = Set.copyOf(constraints.allowed());
            allowedInOrder = constraints.allowed();
            constrained = minLength > 0 || maxLength < Integer.MAX_VALUE || pattern.isPresent() || !allowed.isEmpty();
        }

        @Override
        boolean accept(Pass pass, JsonToken token, boolean wanted) throws IOException {
            if (token != JsonToken.VALUE_STRING) {
                return pass.refuse(Violation.TYPE, "text");
            }
            if ((constrained || pass.escapes) && !satisfies(pass)) {
                return false;
            }
            if (wanted) {
                pass.value = pass.parser.getText();
            }
            return true;
        }

        @Override
        boolean accept(PlainScan scan) {
            int count = scan.text();
            return count >= minLength
                    && count >= 0
                    && count <= maxLength
                    && (allowed.isEmpty() || allowed.contains(scan.passed()))
                    && (pattern.isEmpty() || matches(pattern.get(), scan.passed()));
        }

        @Override
        String keyText(PlainScan scan) {
            return scan.passed();
        }

        private boolean satisfies(Pass pass) throws IOException {
            JsonParser parser = pass.parser;
            char[] characters = parser.getTextCharacters();
            int offset = parser.getTextOffset();
            int length = parser.getTextLength();
            if (pass.escapes && hasLoneSurrogate(characters, offset, length)) {
                return pass.refuse(Violation.JSON, "Unicode text: an escape stands for half a character");
            }
            if (!constrained) {
                return true;
            }
            int count = length <= maxLength && length / 2 >= minLength
                    ? length
                    : Character.codePointCount(characters, offset, length);
            if (count < minLength) {
                return pass.refuse(Violation.MIN_LENGTH, "at least " + minLength + " characters");
            }
            if (count > maxLength) {
                return pass.refuse(Violation.MAX_LENGTH, "at most " + maxLength + " characters");
            }
            if (!allowed.isEmpty() && !allowed.contains(parser.getText())) {
                return pass.refuse(Violation.ALLOWED, "one of " + listed(allowedInOrder));
            }
            if (pattern.isPresent() && !matches(pattern.get(), CharBuffer.wrap(characters, offset, length))) {
                return pass.refuse(Violation.PATTERN, "text that matches " + pattern.get());
            }
            return true;
        }

        /** As in a JSON schema, a pattern may match anywhere; one that runs out of stack on a text does not match it. */
        private static boolean matches(Pattern pattern, CharSequence text) {
            try {
                return pattern.matcher(text).find();
            } catch (StackOverflowError tooManyAlternatives) {
                return false;
            }
        }

        private static boolean hasLoneSurrogate(char[] characters, int offset, int length) {
            int end = offset + length;
            for (int index = offset; index < end; index++) {
                if (Character.isSurrogate(characters[index])) {
                    if (index + 1 == end || !Character.isSurrogatePair(characters[index], characters[index + 1])) {
                        return true;
                    }
                    index++;
                }
            }
            return false;
        }
    }

    private static final class OfWhole extends ValuePlan {

        private final long lowest;
        private final long highest;
        private final boolean isInteger;
        private final long minimum;
        private final long maximum;
        private final Field.Constraints constraints;

        OfWhole(long lowest, long highest, boolean isInteger, Field.Constraints constraints) {
            this.lowest = lowest;
            this.highest = highest;
            this.isInteger = isInteger;
            this.constraints = constraints;
            minimum = constraints
                    .minimum()
                    .map(bound -> asLong(bound.setScale(0, RoundingMode.CEILING)))
                    .orElse(lowest);
            maximum = constraints
                    .maximum()
                    .map(bound -> asLong(bound.setScale(0, RoundingMode.FLOOR)))
                    .orElse(highest);
        }

        @Override
        boolean accept(Pass pass, JsonToken token, boolean wanted) throws IOException {
            JsonParser parser = pass.parser;
            if (token != JsonToken.VALUE_NUMBER_INT
                    || isTooLong(parser)
                    || parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
                return wrongType(pass);
            }
            long number = parser.getLongValue();
            if (number < lowest || number > highest) {
                return wrongType(pass);
            }
            if (number < minimum) {
                return pass.refuse(
                        Violation.MINIMUM,
                        "at least " + constraints.minimum().orElseThrow().toPlainString());
            }
            if (number > maximum) {
                return pass.refuse(
                        Violation.MAXIMUM,
                        "at most " + constraints.maximum().orElseThrow().toPlainString());
            }
            if (wanted) {
                // Not a conditional expression: that would turn the Integer into a Long.
                if (isInteger) {
                    pass.value = (int) number;
                } else {
                    pass.value = number;
                }
            }
            return true;
        }

        @Override
        boolean accept(PlainScan scan) {
            return scan.whole()
                    && scan.number >= Math.max(lowest, minimum)
                    && scan.number <= Math.min(highest, maximum);
        }

        @Override
        String keyText(PlainScan scan) {
            return Long.toString(scan.number);
        }

        private boolean wrongType(Pass pass) throws IOException {
            return pass.refuse(Violation.TYPE, "a whole number from " + lowest + " to " + highest);
        }
    }

    private static final class OfDecimal extends ValuePlan {

        private final FieldType.Decimal type;
        private final long lowest;
        private final long highest;
        private final Field.Constraints constraints;

        OfDecimal(FieldType.Decimal type, Field.Constraints constraints) {
            this.type = type;
            this.constraints = constraints;
            lowest = constraints
                    .minimum()
                    .map(bound -> unscaled(bound, RoundingMode.CEILING))
                    .orElse(Long.MIN_VALUE);
            highest = constraints
                    .maximum()
                    .map(bound -> unscaled(bound, RoundingMode.FLOOR))
                    .orElse(Long.MAX_VALUE);
        }

        private long unscaled(BigDecimal bound, RoundingMode rounding) {
            return asLong(new BigDecimal(bound.setScale(type.scale(), rounding).unscaledValue()));
        }

        @Override
        boolean accept(Pass pass, JsonToken token, boolean wanted) throws IOException {
            JsonParser parser = pass.parser;
            if (!token.isNumeric() || isTooLong(parser)) {
                return pass.refuse(Violation.TYPE, "a number");
            }
            char[] characters = parser.getTextCharacters();
            int offset = parser.getTextOffset();
            int length = parser.getTextLength();
            DecimalText text = new DecimalText(type.precision(), type.scale());
            return switch (text.measure(characters, offset, length)) {
                case COMPACT -> compact(pass, text.unscaled, wanted);
                case WIDE -> wide(pass, text.wide(characters, offset, length), wanted);
                case TOO_MANY_INTEGER_DIGITS ->
                    pass.refuse(
                            Violation.PRECISION,
                            "at most " + (type.precision() - type.scale()) + " digits before the point");
                case TOO_MANY_FRACTION_DIGITS ->
                    pass.refuse(Violation.PRECISION, "at most " + type.scale() + " digits after the point");
            };
        }

        @Override
        boolean accept(PlainScan scan) {
            int length = scan.decimal() ? scan.passedCharacters() : 0;
            if (length == 0) {
                return false;
            }
            DecimalText text = new DecimalText(type.precision(), type.scale());
            return text.measure(scan.characters(), 0, length) == DecimalText.Fit.COMPACT
                    && text.unscaled >= lowest
                    && text.unscaled <= highest;
        }

        private boolean compact(Pass pass, long unscaled, boolean wanted) throws IOException {
            if (unscaled < lowest) {
                return belowMinimum(pass);
            }
            if (unscaled > highest) {
                return aboveMaximum(pass);
            }
            if (wanted) {
                pass.value = BigDecimal.valueOf(unscaled, type.scale());
            }
            return true;
        }

        private boolean wide(Pass pass, BigDecimal number, boolean wanted) throws IOException {
            if (constraints.minimum().isPresent()
                    && number.compareTo(constraints.minimum().get()) < 0) {
                return belowMinimum(pass);
            }
            if (constraints.maximum().isPresent()
                    && number.compareTo(constraints.maximum().get()) > 0) {
                return aboveMaximum(pass);
            }
            if (wanted) {
                pass.value = number;
            }
            return true;
        }

        private boolean belowMinimum(Pass pass) throws IOException {
            return pass.refuse(
                    Violation.MINIMUM,
                    "at least " + constraints.minimum().orElseThrow().toPlainString());
        }

        private boolean aboveMaximum(Pass pass) throws IOException {
            return pass.refuse(
                    Violation.MAXIMUM,
                    "at most " + constraints.maximum().orElseThrow().toPlainString());
        }

        @Override
        String keyText(Object value) {
            return ((BigDecimal) value).stripTrailingZeros().toPlainString();
        }
    }

    private static final class OfDouble extends ValuePlan {

        /** Without an exponent, no number of fewer digits is too large for a double. */
        private static final int SURELY_FINITE_LENGTH = 300;

        private final double minimum;
        private final double maximum;
        private final boolean bounded;
        private final Field.Constraints constraints;

        OfDouble(Field.Constraints constraints) {
            this.constraints = constraints;
            minimum = constraints.minimum().map(BigDecimal::doubleValue).orElse(Double.NEGATIVE_INFINITY);
            maximum = constraints.maximum().map(BigDecimal::doubleValue).orElse(Double.POSITIVE_INFINITY);
            bounded = constraints.minimum().isPresent() || constraints.maximum().isPresent();
        }

        @Override
        boolean accept(Pass pass, JsonToken token, boolean wanted) throws IOException {
            JsonParser parser = pass.parser;
            if (!token.isNumeric() || isTooLong(parser)) {
                return pass.refuse(Violation.TYPE, "a number");
            }
            if (!wanted && !bounded && isSurelyFinite(parser)) {
                return true;
            }
            double number = Double.parseDouble(parser.getText());
            if (Double.isInfinite(number)) {
                return pass.refuse(Violation.TYPE, "a number that a 64-bit floating point number can hold");
            }
            if (number < minimum) {
                return pass.refuse(
                        Violation.MINIMUM,
                        "at least " + constraints.minimum().orElseThrow().toPlainString());
            }
            if (number > maximum) {
                return pass.refuse(
                        Violation.MAXIMUM,
                        "at most " + constraints.maximum().orElseThrow().toPlainString());
            }
            if (wanted) {
                pass.value = number;
            }
            return true;
        }

        @Override
        boolean accept(PlainScan scan) {
            if (!scan.decimal() || scan.passedCharacters() == 0) {
                return false;
            }
            if (!bounded) {
                return true;
            }
            double number = Double.parseDouble(scan.passed());
            return number >= minimum && number <= maximum;
        }

        private static boolean isSurelyFinite(JsonParser parser) throws IOException {
            int length = parser.getTextLength();
            char[] characters = parser.getTextCharacters();
            int offset = parser.getTextOffset();
            for (int index = offset; index < offset + length; index++) {
                if ((characters[index] | 0x20) == 'e') {
                    return false;
                }
            }
            return length < SURELY_FINITE_LENGTH;
        }
    }

    private static final class OfBoolean extends ValuePlan {

        @Override
        boolean accept(Pass pass, JsonToken token, boolean wanted) throws IOException {
            if (!token.isBoolean()) {
                return pass.refuse(Violation.TYPE, "true or false");
            }
            if (wanted) {
                pass.value = token == JsonToken.VALUE_TRUE;
            }
            return true;
        }

        @Override
        boolean accept(PlainScan scan) {
            return scan.isBoolean();
        }
    }

    private static final class OfDate extends ValuePlan {

        private static final long MICROS_PER_DAY = 86_400_000_000L;

        @Override
        boolean accept(Pass pass, JsonToken token, boolean wanted) throws IOException {
            if (token != JsonToken.VALUE_STRING) {
                return pass.refuse(Violation.TYPE, "a date as text, such as \"2010-12-01\"");
            }
            JsonParser parser = pass.parser;
            long day = TimeText.day(parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength());
            if (day == TimeText.INVALID) {
                return pass.refuse(Violation.FORMAT, "an ISO-8601 date such as \"2010-12-01\"");
            }
            pass.micros = day * MICROS_PER_DAY;
            if (wanted) {
                pass.value = LocalDate.ofEpochDay(day);
            }
            return true;
        }

        @Override
        boolean accept(PlainScan scan) {
            int length = scan.text() < 0 ? 0 : scan.passedCharacters();
            long day = TimeText.day(scan.characters(), 0, length);
            scan.micros = day * MICROS_PER_DAY;
            return day != TimeText.INVALID;
        }
    }

    private static final class OfTimestamp extends ValuePlan {

        @Override
        boolean accept(Pass pass, JsonToken token, boolean wanted) throws IOException {
            if (token != JsonToken.VALUE_STRING) {
                return pass.refuse(Violation.TYPE, "a timestamp as text, such as \"2010-12-01T08:26:00Z\"");
            }
            JsonParser parser = pass.parser;
            long micros = TimeText.micros(parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength());
            if (micros == TimeText.INVALID) {
                return pass.refuse(Violation.FORMAT, "an ISO-8601 timestamp such as \"2010-12-01T08:26:00Z\"");
            }
            pass.micros = micros;
            if (wanted) {
                pass.value = EPOCH.plusSeconds(Math.floorDiv(micros, 1_000_000L))
                        .plusNanos(Math.floorMod(micros, 1_000_000L) * 1_000L);
            }
            return true;
        }

        @Override
        boolean accept(PlainScan scan) {
            int length = scan.text() < 0 ? 0 : scan.passedCharacters();
            scan.micros = TimeText.micros(scan.characters(), 0, length);
            return scan.micros != TimeText.INVALID;
        }
    }

    private static final class OfList extends ValuePlan {

        private final ValuePlan element;
        private final boolean elementRequired;
        private final int minItems;
        private final int maxItems;

        OfList(Field element, Field.Constraints constraints) {
            this.element = ValuePlan.of(element);
            elementRequired = element.required();
            minItems = constraints.minItems().orElse(0);
            maxItems = constraints.maxItems().orElse(Integer.MAX_VALUE);
        }

        @Override
        boolean accept(Pass pass, JsonToken token, boolean wanted) throws IOException {
            if (token != JsonToken.START_ARRAY) {
                return pass.refuse(Violation.TYPE, "a list");
            }
            List<Object> items = wanted ? new ArrayList<>() : null;
            int count = 0;
            JsonToken next;
            while ((next = pass.parser.nextToken()) != JsonToken.END_ARRAY) {
                if (++count > maxItems) {
                    return pass.refuse(
                            Violation.MAX_ITEMS,
                            pass.enclosingPointer(),
                            "the list has more than " + maxItems + " items, expected at most " + maxItems);
                }
                pass.value = null;
                if (next == JsonToken.VALUE_NULL) {
                    if (elementRequired) {
                        return pass.refuse(Violation.REQUIRED, "a value");
                    }
                } else if (!element.accept(pass, next, wanted)) {
                    return false;
                }
                if (wanted) {
                    items.add(pass.value);
                }
            }
            if (count < minItems) {
                return pass.refuse(
                        Violation.MIN_ITEMS,
                        pass.pointer(),
                        "the list has " + count + " items, expected at least " + minItems);
            }
            pass.value = items;
            return true;
        }

        @Override
        boolean accept(PlainScan scan) {
            if (!scan.enter('[')) {
                return false;
            }
            int count = 0;
            if (!scan.symbol(']')) {
                do {
                    count++;
                    if (scan.isNull() ? elementRequired : !element.accept(scan)) {
                        return false;
                    }
                } while (scan.symbol(','));
                if (!scan.symbol(']')) {
                    return false;
                }
            }
            scan.leave();
            return count >= minItems && count <= maxItems;
        }
    }

    /** An object; the event itself is one. */
    static final class OfStruct extends ValuePlan {

        private static final int BITS = Long.SIZE;

        private final FieldPlan[] fields;
        private final Map<String, FieldPlan> byName = new HashMap<>();
        /** The required fields as bits, and whether there are few enough fields for that. */
        private final long required;

        private final boolean isPlain;

        OfStruct(List<Field> fields) {
            this(fields, Optional.empty(), Optional.empty());
        }

        OfStruct(List<Field> fields, Optional<String> eventTimeField, Optional<String> keyField) {
            this.fields = new FieldPlan[fields.size()];
            for (int index = 0; index < this.fields.length; index++) {
                Field field = fields.get(index);
                FieldPlan plan = new FieldPlan(
                        index,
                        field.name(),
                        field.required(),
                        ValuePlan.of(field),
                        eventTimeField.filter(field.name()::equals).isPresent(),
                        keyField.filter(field.name()::equals).isPresent());
                this.fields[index] = plan;
                byName.put(field.name(), plan);
            }
            isPlain = fields.size() <= BITS;
            required = LongStream.range(0, Math.min(BITS, fields.size()))
                    .filter(index -> fields.get((int) index).required())
                    .map(index -> 1L << index)
                    .reduce(0, (some, one) -> some | one);
        }

        @Override
        boolean accept(Pass pass, JsonToken token, boolean wanted) throws IOException {
            if (token != JsonToken.START_OBJECT) {
                return pass.refuse(Violation.TYPE, "an object");
            }
            JsonParser parser = pass.parser;
            Object[] values = wanted ? new Object[fields.length] : null;
            // Two bits of memory per field, in registers for all but very wide objects: was it there, had it a value.
            long seen = 0;
            long filled = 0;
            BitSet seenBeyond = fields.length > BITS ? new BitSet() : null;
            BitSet filledBeyond = fields.length > BITS ? new BitSet() : null;
            int expected = 0;
            String name;
            while ((name = parser.nextFieldName()) != null) {
                FieldPlan field = expected < fields.length && fields[expected].name.equals(name)
                        ? fields[expected]
                        : byName.get(name);
                if (field == null) {
                    return unknownField(pass, name);
                }
                int index = field.index;
                boolean repeated = index < BITS ? (seen & 1L << index) != 0 : seenBeyond.get(index);
                if (repeated) {
                    return pass.refuse(
                            Violation.DUPLICATE_FIELD,
                            pass.pointer(),
                            name + " is there twice, expected each field once");
                }
                expected = index + 1;
                JsonToken value = parser.nextToken();
                boolean isNull = value == JsonToken.VALUE_NULL;
                if (isNull && field.required) {
                    return pass.refuse(Violation.REQUIRED, pass.pointer(), name + " is null, and it is required");
                }
                if (!isNull && !field.accept(pass, value, wanted)) {
                    return false;
                }
                if (wanted && !isNull) {
                    values[index] = pass.value;
                }
                if (index < BITS) {
                    seen |= 1L << index;
                    filled |= isNull ? 0 : 1L << index;
                } else {
                    seenBeyond.set(index);
                    filledBeyond.set(index, !isNull);
                }
            }
            for (FieldPlan field : fields) {
                int index = field.index;
                if (field.required && !(index < BITS ? (filled & 1L << index) != 0 : filledBeyond.get(index))) {
                    return pass.refuse(
                            Violation.REQUIRED,
                            pass.pointer() + "/" + field.name,
                            field.name + " is missing, and it is required");
                }
            }
            pass.value = values;
            return true;
        }

        @Override
        boolean accept(PlainScan scan) {
            if (!isPlain || !scan.enter('{')) {
                return false;
            }
            long seen = 0;
            long filled = 0;
            int expected = 0;
            if (!scan.symbol('}')) {
                do {
                    scan.skipSpace();
                    int index = named(scan, expected);
                    if (index < 0 || (seen & 1L << index) != 0 || !scan.symbol(':')) {
                        return false;
                    }
                    seen |= 1L << index;
                    if (!scan.isNull()) {
                        if (!fields[index].accept(scan)) {
                            return false;
                        }
                        filled |= 1L << index;
                    }
                    expected = index + 1;
                } while (scan.symbol(','));
                if (!scan.symbol('}')) {
                    return false;
                }
            }
            scan.leave();
            return (filled & required) == required;
        }

        /** The field whose name comes next, looked for first where the contract's order has it; -1 for none. */
        private int named(PlainScan scan, int expected) {
            for (int index = expected; index < fields.length; index++) {
                if (scan.name(fields[index].quotedName)) {
                    return index;
                }
            }
            for (int index = 0; index < expected; index++) {
                if (scan.name(fields[index].quotedName)) {
                    return index;
                }
            }
            return -1;
        }

        private boolean unknownField(Pass pass, String name) {
            List<String> known = byName.values().stream()
                    .sorted((one, other) -> Integer.compare(one.index, other.index))
                    .map(field -> field.name)
                    .toList();
            return pass.refuse(
                    Violation.UNKNOWN_FIELD,
                    pass.pointer(),
                    Pass.shown(name) + " is not a field of the contract, expected one of " + listed(known));
        }
    }

    /** A field of an object, with its place in it. */
    private static final class FieldPlan {

        private final int index;
        private final String name;
        private final byte[] quotedName;
        private final boolean required;
        private final ValuePlan value;
        private final boolean isEventTime;
        private final boolean isKey;

        FieldPlan(int index, String name, boolean required, ValuePlan value, boolean isEventTime, boolean isKey) {
            this.index = index;
            this.name = name;
            this.quotedName = ('"' + name + '"').getBytes(StandardCharsets.UTF_8);
            this.required = required;
            this.value = value;
            this.isEventTime = isEventTime;
            this.isKey = isKey;
        }

        boolean accept(Pass pass, JsonToken token, boolean wanted) throws IOException {
            if (!value.accept(pass, token, wanted || isKey)) {
                return false;
            }
            if (isEventTime) {
                pass.eventTimeMicros = pass.micros;
            }
            if (isKey) {
                pass.key = value.keyText(pass.value);
            }
            return true;
        }

        boolean accept(PlainScan scan) {
            if (!value.accept(scan)) {
                return false;
            }
            if (isEventTime) {
                scan.eventTimeMicros = scan.micros;
            }
            if (isKey) {
                scan.key = value.keyText(scan);
            }
            return !isKey || scan.key != null;
        }
    }

    private static long asLong(BigDecimal whole) {
        if (whole.compareTo(BigDecimal.valueOf(Long.MIN_VALUE)) <= 0) {
            return Long.MIN_VALUE;
        }
        return whole.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) >= 0 ? Long.MAX_VALUE : whole.longValue();
    }
}
