package dev.plumbline.processing.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class QueryLoopTest {

    @Test
    void anErrorOfTheJvmIsShownAndTriedAgainAsAnyOtherFailure() throws Exception {
        StreamState state = new StreamState("broken");
        AtomicInteger starts = new AtomicInteger();
        QueryLoop loop = new QueryLoop("broken", state, () -> {
            starts.incrementAndGet();
            throw new NoClassDefFoundError("a class is missing");
        });
        Thread thread = new Thread(loop);

        thread.start();

        await().until(() -> starts.get() > 1);
        assertThat(state.view().running()).isFalse();
        assertThat(state.view().error()).contains("a class is missing");
        loop.close();
        thread.interrupt();
        thread.join();
    }
}
