package dev.plumbline.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class DistributionTest {

    private static final long MILLISECOND = 1_000_000;

    @Test
    void percentilesAreValuesThatOccurred() {
        long[] oneToTwoHundred =
                LongStream.rangeClosed(1, 200).map(i -> (201 - i) * MILLISECOND).toArray();

        Distribution distribution = Distribution.ofNanos(oneToTwoHundred);

        assertThat(distribution).isEqualTo(new Distribution(200, 100, 198, 200));
    }

    @Test
    void oneValueIsEveryPercentile() {
        Distribution distribution = Distribution.ofNanos(new long[] {7 * MILLISECOND});

        assertThat(distribution).isEqualTo(new Distribution(1, 7, 7, 7));
    }

    @Test
    void noValuesHaveNoPercentiles() {
        Distribution distribution = Distribution.ofNanos(new long[0]);

        assertThat(distribution.count()).isZero();
        assertThat(distribution).hasToString("no samples");
    }

    @Test
    void theMedianOfAnEvenNumberLiesBetweenTheTwoInTheMiddle() {
        assertThat(Distribution.median(4, 1, 3)).isEqualTo(3);
        assertThat(Distribution.median(4, 1, 3, 2)).isEqualTo(2.5);
    }
}
