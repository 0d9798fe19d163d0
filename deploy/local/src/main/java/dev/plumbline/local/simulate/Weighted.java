package dev.plumbline.local.simulate;

import java.util.SplittableRandom;

/** Values of which some come more often than others. */
final class Weighted {

    private final String[] values;
    private final double[] upTo;

    /** {@code pairs}: a value and its weight, again and again. */
    Weighted(Object... pairs) {
        values = new String[pairs.length / 2];
        upTo = new double[pairs.length / 2];
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            values[i] = (String) pairs[2 * i];
            sum += ((Number) pairs[2 * i + 1]).doubleValue();
            upTo[i] = sum;
        }
    }

    String pick(SplittableRandom random) {
        double point = random.nextDouble() * upTo[upTo.length - 1];
        int i = 0;
        while (upTo[i] <= point) {
            i++;
        }
        return values[i];
    }
}
