package dev.plumbline.processing.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RefusalsTest {

    private static final long START = Long.MAX_VALUE - 5;

    private final Refusals refusals = new Refusals();

    @Test
    void oneRefusalMayBeACommitThatCameLate() {
        assertThat(refusals.comeFromOneThatLives(START)).isFalse();
    }

    @Test
    void aSecondOneSoonAfterIsAnotherInstance() {
        refusals.comeFromOneThatLives(START);

        assertThat(refusals.comeFromOneThatLives(START + TimeUnit.MINUTES.toNanos(9)))
                .isTrue();
    }

    @Test
    void aSecondOneLongAfterIsAFirstOneAgain() {
        refusals.comeFromOneThatLives(START);

        assertThat(refusals.comeFromOneThatLives(START + TimeUnit.MINUTES.toNanos(11)))
                .isFalse();
    }
}
