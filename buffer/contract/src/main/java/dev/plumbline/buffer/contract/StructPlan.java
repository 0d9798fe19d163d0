package dev.plumbline.buffer.contract;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;

/** An object; the event itself is one. */
final class StructPlan extends ValuePlan {

    private static final int BITS = Long.SIZE;

    private final FieldPlan[] fields;
    private final Map<String, FieldPlan> byName = new HashMap<>();
    /** The required fields as bits, and whether there are few enough fields for that. */
    private final long required;

    private final boolean isPlain;

    StructPlan(List<Field> fields) {
        this(fields, Optional.empty(), Optional.empty());
    }

    StructPlan(List<Field> fields, Optional<String> eventTimeField, Optional<String> keyField) {
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
                        Violation.DUPLICATE_FIELD, pass.pointer(), name + " is there twice, expected each field once");
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
