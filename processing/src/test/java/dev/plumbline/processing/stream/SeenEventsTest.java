package dev.plumbline.processing.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.processing.stream.SeenEvents.Verdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SeenEventsTest {

    private static final long BUDGET = 1 << 20;

    private record SilverRow(int day, String id, long content, int partition, long offset) {}

    private final List<SilverRow> silver = new ArrayList<>();
    private long batch;
    private final SeenEvents seen = new SeenEvents(this::read, BUDGET, false);

    private void read(int day, SeenEvents.Sink sink) {
        silver.stream()
                .filter(row -> row.day() == day)
                .forEach(row -> sink.add("shop", row.id(), row.content(), row.partition(), row.offset()));
    }

    private Verdict claim(String id, long content, int partition, long offset) {
        return seen.claim(batch, identity(id, 10, content, partition, offset));
    }

    private static Identity identity(String id, int day, long content, int partition, long offset) {
        return Identity.of("shop", id, day, content, partition, offset);
    }

    @Test
    void anIdentityIsNewOnceAndADuplicateFromThenOn() {
        batch = seen.begin();

        Verdict first = claim("order-1", 7, 0, 0);
        Verdict again = claim("order-1", 7, 0, 1);

        assertThat(first).isEqualTo(Verdict.NEW);
        assertThat(again).isEqualTo(Verdict.DUPLICATE);
    }

    @Test
    void theSameIdentityWithOtherContentIsAConflict() {
        batch = seen.begin();
        claim("order-1", 7, 0, 0);
        seen.committed();
        batch = seen.begin();

        Verdict other = claim("order-1", 8, 0, 1);

        assertThat(other).isEqualTo(Verdict.CONFLICT);
    }

    @Test
    void aRecordThatIsReadAgainInTheSameBatchKeepsItsClaim() {
        batch = seen.begin();
        claim("order-1", 7, 2, 44);

        Verdict again = claim("order-1", 7, 2, 44);

        assertThat(again).isEqualTo(Verdict.NEW);
    }

    @Test
    void claimsOfABatchThatFailedAreVoid() {
        batch = seen.begin();
        claim("order-1", 7, 0, 0);

        batch = seen.begin();
        Verdict other = claim("order-1", 7, 1, 5);

        assertThat(other).isEqualTo(Verdict.NEW);
    }

    @Test
    void whatSilverHoldsIsReadBackAfterAStop() {
        silver.add(new SilverRow(10, "order-1", 7, 0, 0));

        batch = seen.begin();
        Verdict same = claim("order-1", 7, 0, 0);
        Verdict copy = claim("order-1", 7, 0, 9);

        assertThat(same).isEqualTo(Verdict.ALREADY_WRITTEN);
        assertThat(copy).isEqualTo(Verdict.DUPLICATE);
    }

    @Test
    void aStreamTimedByArrivalLooksAcrossMidnight() {
        silver.add(new SilverRow(9, "order-1", 7, 0, 0));
        SeenEvents timed = new SeenEvents(this::read, BUDGET, true);
        long first = timed.begin();

        Verdict heldTheDayBefore = timed.claim(first, identity("order-1", 10, 7, 0, 1));
        Verdict beforeMidnight = timed.claim(first, identity("order-2", 9, 7, 0, 2));
        Verdict afterMidnight = timed.claim(first, identity("order-2", 10, 7, 0, 3));

        assertThat(heldTheDayBefore).isEqualTo(Verdict.DUPLICATE);
        assertThat(beforeMidnight).isEqualTo(Verdict.NEW);
        assertThat(afterMidnight).isEqualTo(Verdict.DUPLICATE);
    }

    @Test
    void aRepetitionThatWasReadFirstIsFoundAcrossMidnight() {
        silver.add(new SilverRow(11, "order-1", 7, 1, 0));
        SeenEvents timed = new SeenEvents(this::read, BUDGET, true);
        long first = timed.begin();

        Verdict heldTheDayAfter = timed.claim(first, identity("order-1", 10, 7, 0, 5));

        assertThat(heldTheDayAfter).isEqualTo(Verdict.DUPLICATE);
    }

    @Test
    void aBatchThatTouchesThousandsOfDaysTakesLittleMemory() {
        long before = usedMemory();
        batch = seen.begin();
        for (int day = 0; day < 10_000; day++) {
            seen.claim(batch, identity("order-" + day, day, 7, 0, day));
        }

        assertThat(usedMemory() - before).isLessThan(20L << 20);
        assertThat(seen.claim(batch, identity("order-1", 1, 7, 0, 20_000))).isEqualTo(Verdict.DUPLICATE);
    }

    private static long usedMemory() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    @Test
    void aTaskOfABatchThatFailedCannotClaimInTheNext() {
        long failed = seen.begin();
        batch = seen.begin();

        assertThatThrownBy(() -> seen.claim(failed, identity("order-1", 10, 7, 0, 0)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("a task of batch " + failed);
    }

    @Test
    void daysAboveTheBudgetAreDroppedAndReadBackFromSilver() {
        SeenEvents small = new SeenEvents(this::read, 1, false);
        long first = small.begin();
        for (int day = 0; day < 20; day++) {
            small.claim(first, identity("order-" + day, day, 7, 0, day));
            silver.add(new SilverRow(day, "order-" + day, 7, 0, day));
        }
        small.committed();
        long second = small.begin();

        for (int day = 0; day < 20; day++) {
            Verdict again = small.claim(second, identity("order-" + day, day, 7, 1, 100 + day));
            assertThat(again).as("day %s", day).isEqualTo(Verdict.DUPLICATE);
        }
        small.committed();
        assertThat(small.bytes()).isLessThan(20 * 128);
    }

    @Test
    void theDaysThatEveryEventAsksForAreReadOnceWhateverTheBudget() {
        List<Integer> reads = new ArrayList<>();
        SeenEvents small = new SeenEvents((day, sink) -> reads.add(day), 1, true);

        for (int offset = 0; offset < 10; offset++) {
            small.claim(small.begin(), identity("order-" + offset, 10, 7, 0, offset));
            small.committed();
        }

        assertThat(reads).containsExactlyInAnyOrder(9, 10, 11);
    }

    @Test
    void agreesWithAPlainMapOverManyRandomBatches() {
        long seed = System.nanoTime();
        System.out.println("SeenEventsTest seed " + seed);
        SplittableRandom random = new SplittableRandom(seed);
        Map<String, Long> model = new HashMap<>();
        long offset = 0;

        for (int round = 0; round < 40; round++) {
            batch = seen.begin();
            for (int i = 0; i < 500; i++) {
                String id = "order-" + random.nextInt(5_000);
                long content = random.nextInt(10) == 0 ? 2 : 1;
                Long known = model.putIfAbsent(id, content);
                Verdict expected =
                        known == null ? Verdict.NEW : known == content ? Verdict.DUPLICATE : Verdict.CONFLICT;
                assertThat(claim(id, content, 0, offset++))
                        .as("seed %s, id %s", seed, id)
                        .isEqualTo(expected);
            }
            seen.committed();
        }
    }

    @Test
    void oneOfManyTasksWinsAnIdentity() throws InterruptedException {
        batch = seen.begin();
        Set<Integer> winners = java.util.Collections.synchronizedSet(new HashSet<>());
        List<Thread> tasks = new ArrayList<>();
        for (int task = 0; task < 4; task++) {
            int partition = task;
            tasks.add(new Thread(() -> {
                for (int i = 0; i < 10_000; i++) {
                    if (claim("order-" + i, 7, partition, i) == Verdict.NEW) {
                        winners.add(i);
                    }
                }
            }));
        }

        tasks.forEach(Thread::start);
        for (Thread task : tasks) {
            task.join();
        }

        assertThat(winners).hasSize(10_000);
        seen.committed();
        batch = seen.begin();
        assertThat(claim("order-1", 7, 9, 9)).isEqualTo(Verdict.DUPLICATE);
    }
}
