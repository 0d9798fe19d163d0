package dev.plumbline.buffer.contract;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigDecimal;

/** A decimal number that loses nothing at its type's precision and scale. */
final class DecimalPlan extends ValuePlan {

    private final FieldType.Decimal type;
    private final NumberBounds bounds;
    private final long least;
    private final long greatest;

    DecimalPlan(FieldType.Decimal type, Field.Constraints constraints) {
        this.type = type;
        bounds = NumberBounds.of(constraints);
        least = bounds.least(type.scale());
        greatest = bounds.greatest(type.scale());
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
                && text.unscaled >= least
                && text.unscaled <= greatest;
    }

    private boolean compact(Pass pass, long unscaled, boolean wanted) throws IOException {
        if (unscaled < least) {
            return bounds.refuseLower(pass);
        }
        if (unscaled > greatest) {
            return bounds.refuseHigher(pass);
        }
        if (wanted) {
            pass.value = BigDecimal.valueOf(unscaled, type.scale());
        }
        return true;
    }

    private boolean wide(Pass pass, BigDecimal number, boolean wanted) throws IOException {
        if (bounds.minimum().isPresent() && number.compareTo(bounds.minimum().get()) < 0) {
            return bounds.refuseLower(pass);
        }
        if (bounds.maximum().isPresent() && number.compareTo(bounds.maximum().get()) > 0) {
            return bounds.refuseHigher(pass);
        }
        if (wanted) {
            pass.value = number;
        }
        return true;
    }

    @Override
    String keyText(Object value) {
        return ((BigDecimal) value).stripTrailingZeros().toPlainString();
    }
}
