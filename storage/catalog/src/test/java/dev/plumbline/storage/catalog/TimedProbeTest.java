package dev.plumbline.storage.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TimedProbeTest {

    private static final Duration LIMIT = Duration.ofMillis(100);

    @Test
    void saysWhatTheAnswerSays() {
        assertThat(new TimedProbe("the bucket", Duration.ofSeconds(5), Optional::empty).get())
                .isEmpty();
        assertThat(new TimedProbe("the bucket", Duration.ofSeconds(5), () -> Optional.of("full")).get())
                .contains("full");
        assertThat(new TimedProbe("the bucket", Duration.ofSeconds(5), () -> {
                            throw new IllegalStateException("no such bucket");
                        })
                        .get())
                .contains("the bucket does not answer: no such bucket");
    }

    @Test
    void aQuestionThatHangsIsAskedOnceAndHoldsUpNobody() {
        CountDownLatch answered = new CountDownLatch(1);
        AtomicInteger questions = new AtomicInteger();
        TimedProbe probe = new TimedProbe("the bucket", LIMIT, () -> {
            questions.incrementAndGet();
            try {
                answered.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return Optional.empty();
        });

        assertThat(probe.get()).contains("the bucket has not answered for 100 ms");
        assertThat(probe.get()).contains("the bucket has not answered for 100 ms");
        assertThat(questions).hasValue(1);

        answered.countDown();
        await().until(() -> probe.get().isEmpty());
    }
}
