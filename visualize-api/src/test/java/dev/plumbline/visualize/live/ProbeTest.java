package dev.plumbline.visualize.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpTimeoutException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ProbeTest {

    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @Test
    void anAnswerAskedAnewIsNotThatOfAnAskingUnderWay() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        CountDownLatch began = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Probe<Integer> probe = new Probe<>(
                "test",
                () -> {
                    int mine = asked.incrementAndGet();
                    began.countDown();
                    goOn.await();
                    return mine;
                },
                threads);
        probe.ask();
        began.await();

        CompletableFuture<Optional<Integer>> anew = CompletableFuture.supplyAsync(() -> probe.anew(10_000), threads);
        assertThat(anew).isNotDone();
        goOn.countDown();

        assertThat(anew.get(10, TimeUnit.SECONDS).orElseThrow()).isGreaterThan(1);
    }

    @Test
    void aFailureIsNoAnswerEvenAfterAGoodOne() {
        AtomicInteger asked = new AtomicInteger();
        Probe<Integer> probe = new Probe<>(
                "test",
                () -> {
                    if (asked.incrementAndGet() > 1) {
                        throw new IllegalStateException("down");
                    }
                    return 1;
                },
                threads);

        assertThat(probe.anew(10_000)).hasValue(1);
        assertThat(probe.anew(10_000)).isEmpty();
        assertThat(probe.latest()).isEmpty();
        assertThat(probe.waitingSince()).as("nothing more will come of it").isEmpty();
    }

    @Test
    void anAnswerThatIsLateLeavesTheOneBeforeItForAsLongAsThatIsFresh() {
        AtomicInteger asked = new AtomicInteger();
        Probe<Integer> probe = new Probe<>(
                "test",
                () -> {
                    if (asked.incrementAndGet() > 1) {
                        throw new HttpTimeoutException("slow");
                    }
                    return 1;
                },
                threads);
        assertThat(probe.answeredAt()).isEmpty();

        assertThat(probe.anew(10_000)).hasValue(1);
        assertThat(probe.waitingSince()).isEmpty();
        assertThat(probe.anew(50)).as("asked anew, there is none").isEmpty();

        assertThat(asked.get()).isGreaterThan(1);
        assertThat(probe.latest()).hasValue(1);
        assertThat(probe.answeredAt()).isPresent();
        assertThat(probe.waitingSince()).as("late is not failed").isPresent();
    }

    @Test
    void whoHangsHoldsUpNobodyForLong() {
        Probe<Integer> probe = new Probe<>(
                "test",
                () -> {
                    new CountDownLatch(1).await();
                    return 1;
                },
                threads);

        assertThat(probe.anew(50)).isEmpty();
    }
}
