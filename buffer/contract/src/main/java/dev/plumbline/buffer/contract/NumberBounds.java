package dev.plumbline.buffer.contract;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;

/** The least and the greatest number that a field allows, each where it has one, and the words for a number beyond it. */
record NumberBounds(Optional<BigDecimal> minimum, Optional<BigDecimal> maximum) {

    private static final BigDecimal LEAST_LONG = BigDecimal.valueOf(Long.MIN_VALUE);
    private static final BigDecimal GREATEST_LONG = BigDecimal.valueOf(Long.MAX_VALUE);

    static NumberBounds of(Field.Constraints constraints) {
        return new NumberBounds(constraints.minimum(), constraints.maximum());
    }

    boolean isEmpty() {
        return minimum.isEmpty() && maximum.isEmpty();
    }

    /** The least number allowed of those with {@code scale} digits after the point, without the point; a long at the least. */
    long least(int scale) {
        return minimum.map(bound -> unscaled(bound.setScale(scale, RoundingMode.CEILING)))
                .orElse(Long.MIN_VALUE);
    }

    /** The greatest number allowed of those with {@code scale} digits after the point, without the point; a long at the most. */
    long greatest(int scale) {
        return maximum.map(bound -> unscaled(bound.setScale(scale, RoundingMode.FLOOR)))
                .orElse(Long.MAX_VALUE);
    }

    /** Says that the value that the parser is at is too low; always false, for {@code return}. */
    boolean refuseLower(Pass pass) throws IOException {
        return pass.refuse(
                Violation.MINIMUM, "at least " + minimum.orElseThrow().toPlainString());
    }

    /** Says that the value that the parser is at is too high; always false, for {@code return}. */
    boolean refuseHigher(Pass pass) throws IOException {
        return pass.refuse(Violation.MAXIMUM, "at most " + maximum.orElseThrow().toPlainString());
    }

    private static long unscaled(BigDecimal bound) {
        BigDecimal whole = new BigDecimal(bound.unscaledValue());
        return whole.max(LEAST_LONG).min(GREATEST_LONG).longValue();
    }
}
