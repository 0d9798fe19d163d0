package dev.plumbline.visualize.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class AnswerCacheTest {

    private final AnswerCache cache = new AnswerCache(10_000);

    private static Answer answer(int bytes) {
        return new Answer(new byte[0], new byte[bytes], 1, false);
    }

    @Test
    void whoAsksTheSameAfterwardsGetsTheAnswerThatIsThere() {
        Answer first = answer(10);
        cache.find("question", () -> first);

        AnswerCache.Found again = cache.find("question", () -> answer(20));

        assertThat(again.answer()).isSameAs(first);
        assertThat(again.cached()).isTrue();
    }

    @Test
    void anErrorKeepsNobodyWaitingWhoAsksTheSame() {
        assertThatThrownBy(() -> cache.find("question", () -> {
                    throw new NoClassDefFoundError("a class is missing");
                }))
                .isInstanceOf(NoClassDefFoundError.class);

        CompletableFuture<AnswerCache.Found> next =
                CompletableFuture.supplyAsync(() -> cache.find("question", () -> answer(10)));

        assertThat(next).succeedsWithin(Duration.ofSeconds(10)).satisfies(found -> assertThat(found.cached())
                .isFalse());
    }

    @Test
    void theAnswersThatWereNotAskedForLongestGoFirst() {
        for (int i = 0; i < 20; i++) {
            cache.find(i, () -> answer(1_000));
        }

        assertThat(cache.find(19, () -> answer(1_000)).cached()).isTrue();
        assertThat(cache.find(0, () -> answer(1_000)).cached()).isFalse();
    }
}
