package dev.plumbline.buffer.contract;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.List;

/** How one value is checked and, where it is wanted, built: compiled from a field's type and constraints. */
abstract class ValuePlan {

    /** Longer numbers are refused before anything computes with them. */
    private static final int NUMBER_LENGTH = 200;

    /** A reason names no more than so many of what is allowed. */
    private static final int LISTED = 30;

    static ValuePlan of(Field field) {
        FieldType type = field.type();
        Field.Constraints constraints = field.constraints();
        if (type instanceof FieldType.Decimal decimal) {
            return new DecimalPlan(decimal, constraints);
        }
        if (type instanceof FieldType.Struct struct) {
            return new StructPlan(struct.fields());
        }
        if (type instanceof FieldType.ListOf list) {
            return new ListPlan(list.element(), constraints);
        }
        return switch (((FieldType.Simple) type).kind()) {
            case STRING -> new TextPlan(constraints);
            case INTEGER -> new WholePlan(Integer.MIN_VALUE, Integer.MAX_VALUE, true, constraints);
            case LONG -> new WholePlan(Long.MIN_VALUE, Long.MAX_VALUE, false, constraints);
            case DOUBLE -> new DoublePlan(constraints);
            case BOOLEAN -> new BooleanPlan();
            case DATE -> new DatePlan();
            case TIMESTAMP -> new TimestampPlan();
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

    /** Names for a reason, not too many of them. */
    static String listed(List<String> names) {
        return String.join(", ", names.subList(0, Math.min(names.size(), LISTED)))
                + (names.size() > LISTED ? ", …" : "");
    }

    /** Whether the number that the parser is at is too long to compute with. */
    static boolean isTooLong(JsonParser parser) throws IOException {
        return parser.getTextLength() > NUMBER_LENGTH;
    }
}
