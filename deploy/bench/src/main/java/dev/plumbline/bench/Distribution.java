package dev.plumbline.bench;

import java.util.Arrays;
import java.util.Locale;

/** How long something took over a run: median, 99th percentile and maximum in milliseconds. Percentiles are values that occurred. */
public record Distribution(long count, double p50Millis, double p99Millis, double maxMillis) {

    public static Distribution ofNanos(long[] nanos) {
        if (nanos.length == 0) {
            return new Distribution(0, Double.NaN, Double.NaN, Double.NaN);
        }
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        return new Distribution(
                sorted.length,
                millis(atRank(sorted, 0.5)),
                millis(atRank(sorted, 0.99)),
                millis(sorted[sorted.length - 1]));
    }

    /** The middle value; the mean of the two in the middle where their number is even. */
    public static double median(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    @Override
    public String toString() {
        return count == 0
                ? "no samples"
                : String.format(
                        Locale.ROOT,
                        "p50 %.0f ms  p99 %.0f ms  max %.0f ms  (%d samples)",
                        p50Millis,
                        p99Millis,
                        maxMillis,
                        count);
    }

    /** The smallest value that at least {@code share} of all values do not exceed. */
    private static long atRank(long[] sorted, double share) {
        return sorted[(int) Math.ceil(share * sorted.length) - 1];
    }

    private static double millis(long nanos) {
        return nanos / 1e6;
    }
}
