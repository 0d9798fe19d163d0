package dev.plumbline.buffer.contract;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigDecimal;

/** A number as the nearest 64-bit floating point number. */
final class DoublePlan extends ValuePlan {

    /** Without an exponent, no number of fewer digits is too large for a double. */
    private static final int SURELY_FINITE_LENGTH = 300;

    private final NumberBounds bounds;
    private final double least;
    private final double greatest;

    DoublePlan(Field.Constraints constraints) {
        bounds = NumberBounds.of(constraints);
        least = bounds.minimum().map(BigDecimal::doubleValue).orElse(Double.NEGATIVE_INFINITY);
        greatest = bounds.maximum().map(BigDecimal::doubleValue).orElse(Double.POSITIVE_INFINITY);
    }

    @Override
    boolean accept(Pass pass, JsonToken token, boolean wanted) throws IOException {
        JsonParser parser = pass.parser;
        if (!token.isNumeric() || isTooLong(parser)) {
            return pass.refuse(Violation.TYPE, "a number");
        }
        if (!wanted && bounds.isEmpty() && isSurelyFinite(parser)) {
            return true;
        }
        double number = Double.parseDouble(parser.getText());
        if (Double.isInfinite(number)) {
            return pass.refuse(Violation.TYPE, "a number that a 64-bit floating point number can hold");
        }
        if (number < least) {
            return bounds.refuseLower(pass);
        }
        if (number > greatest) {
            return bounds.refuseHigher(pass);
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
        if (bounds.isEmpty()) {
            return true;
        }
        double number = Double.parseDouble(scan.passed());
        return number >= least && number <= greatest;
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
