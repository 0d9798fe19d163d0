package dev.plumbline.processing.stream;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BatchFilesTest {

    @Test
    void theEventThatHasWaitedLongestIsFoundOverAllTasks() {
        BatchFiles one = new BatchFiles();
        BatchFiles other = new BatchFiles();
        one.received(2_000);
        one.received(3_000);
        other.received(1_000);

        assertThat(one.plus(other).plus(new BatchFiles()).earliestReceivedMicros())
                .isEqualTo(1_000);
        assertThat(new BatchFiles().earliestReceivedMicros()).isEqualTo(Long.MAX_VALUE);
    }
}
