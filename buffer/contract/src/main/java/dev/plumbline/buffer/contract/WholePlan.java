package dev.plumbline.buffer.contract;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/** A whole number of 32 or 64 bits. */
final class WholePlan extends ValuePlan {

    private final long lowest;
    private final long highest;
    private final boolean isInteger;
    private final NumberBounds bounds;
    private final long least;
    private final long greatest;

    WholePlan(long lowest, long highest, boolean isInteger, Field.Constraints constraints) {
        this.lowest = lowest;
        this.highest = highest;
        this.isInteger = isInteger;
        bounds = NumberBounds.of(constraints);
        least = Math.max(lowest, bounds.least(0));
        greatest = Math.min(highest, bounds.greatest(0));
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
        if (number < least) {
            return bounds.refuseLower(pass);
        }
        if (number > greatest) {
            return bounds.refuseHigher(pass);
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
        return scan.whole() && scan.number >= least && scan.number <= greatest;
    }

    @Override
    String keyText(PlainScan scan) {
        return Long.toString(scan.number);
    }

    private boolean wrongType(Pass pass) throws IOException {
        return pass.refuse(Violation.TYPE, "a whole number from " + lowest + " to " + highest);
    }
}
