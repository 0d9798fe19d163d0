package dev.plumbline.processing.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.processing.Progress;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobBoardTest {

    @TempDir
    Path directory;

    private final AtomicInteger runs = new AtomicInteger();
    private final List<String> told = new CopyOnWriteArrayList<>();
    private final Semaphore mayEnd = new Semaphore(0);
    private JobBoard board;

    /** Runs until it is let go; fails for the things "broken" and "absent". */
    private final class Slow implements JobKind {
        @Override
        public String name() {
            return "slow";
        }

        @Override
        public Set<String> fields() {
            return Set.of("thing", "from", "to");
        }

        @Override
        public void check(JobRequest request) {
            request.required("thing", List.of("this", "that"));
        }

        @Override
        public JsonNode run(JobRequest request, Progress progress) throws InterruptedException {
            runs.incrementAndGet();
            progress.at(1, 2, "halves");
            mayEnd.acquire();
            switch (request.required("thing", List.of())) {
                case "broken" -> throw new IllegalStateException("the thing is broken");
                case "absent" -> throw new NoClassDefFoundError("the thing is absent");
                default -> {}
            }
            return JobJson.JSON.createObjectNode().put("did", request.fields().get("thing"));
        }

        @Override
        public void ended(JsonNode result) {
            told.add(result.path("did").asText());
        }
    }

    @BeforeEach
    void openTheBoard() {
        board = board();
        board.start();
    }

    @AfterEach
    void closeTheBoard() throws InterruptedException {
        board.close();
    }

    private JobBoard board() {
        return new JobBoard(List.of(new Slow()), directory.resolve("jobs.ndjson"), () -> {});
    }

    @Test
    void runsAJobAndSaysWhatCameOfIt() {
        JobBoard.Put put = board.put("one", json("{'job':'slow','thing':'this'}"));

        assertThat(put.isNew()).isTrue();
        awaitState("one", Job.State.RUNNING);
        await().until(() -> board.job("one").orElseThrow().progress() != null);
        assertThat(board.job("one").orElseThrow().progress()).isEqualTo(new Job.Steps(1, 2, "halves"));
        mayEnd.release();
        awaitState("one", Job.State.SUCCEEDED);
        assertThat(board.job("one").orElseThrow().result().toString()).isEqualTo("{\"did\":\"this\"}");
        assertThat(told).containsExactly("this");
    }

    @Test
    void afterARestartAKindIsToldTheResultsThatAreRemembered() throws Exception {
        board.put("one", json("{'job':'slow','thing':'this'}"));
        mayEnd.release();
        awaitState("one", Job.State.SUCCEEDED);
        board.close();

        board = board();

        assertThat(told).containsExactly("this", "this");
    }

    @Test
    void metricsSayHowManyJobsThereAreAndHowLongTheLatestTook() throws Exception {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        board.measuredBy(registry);
        double before = latestSeconds(registry);
        board.put("one", json("{'job':'slow','thing':'broken'}"));
        awaitState("one", Job.State.RUNNING);
        board.put("two", json("{'job':'slow','thing':'this'}"));

        assertThat(before).isNaN();
        assertThat(remembered(registry)).isEqualTo(Map.of("queued", 1, "running", 1, "succeeded", 0, "failed", 0));

        mayEnd.release(2);
        awaitState("two", Job.State.SUCCEEDED);

        assertThat(remembered(registry)).isEqualTo(Map.of("queued", 0, "running", 0, "succeeded", 1, "failed", 1));
        assertThat(latestSeconds(registry)).isBetween(0.0, 60.0);

        board.close();
        board = board();
        SimpleMeterRegistry anew = new SimpleMeterRegistry();
        board.measuredBy(anew);

        assertThat(remembered(anew)).isEqualTo(Map.of("queued", 0, "running", 0, "succeeded", 1, "failed", 1));
    }

    private static Map<String, Integer> remembered(SimpleMeterRegistry registry) {
        return registry.get("plumbline.jobs.remembered").tag("kind", "slow").gauges().stream()
                .collect(Collectors.toMap(gauge -> gauge.getId().getTag("state"), gauge -> (int) gauge.value()));
    }

    private static double latestSeconds(SimpleMeterRegistry registry) {
        return registry.get("plumbline.jobs.latest.seconds").gauge().value();
    }

    @Test
    void aLogThatCannotBeWrittenStopsNoJob() throws Exception {
        Files.delete(directory.resolve("jobs.ndjson"));
        Files.createDirectory(directory.resolve("jobs.ndjson"));

        board.put("one", json("{'job':'slow','thing':'this'}"));
        mayEnd.release();

        awaitState("one", Job.State.SUCCEEDED);
    }

    @Test
    void aJobThatFailsSaysWhyAndTheNextOneRuns() {
        board.put("one", json("{'job':'slow','thing':'broken'}"));
        board.put("two", json("{'job':'slow','thing':'this'}"));

        mayEnd.release(2);

        awaitState("two", Job.State.SUCCEEDED);
        assertThat(board.job("one").orElseThrow().error()).isEqualTo(new Job.Failure("failed", "the thing is broken"));
    }

    @Test
    void theThreadOfTheJobsSurvivesAnErrorOfAJob() {
        board.put("one", json("{'job':'slow','thing':'absent'}"));
        board.put("two", json("{'job':'slow','thing':'this'}"));

        mayEnd.release(2);

        awaitState("two", Job.State.SUCCEEDED);
        assertThat(board.job("one").orElseThrow().error()).isEqualTo(new Job.Failure("failed", "the thing is absent"));
    }

    @Test
    void theSameRequestUnderTheSameIdIsRunOnce() {
        board.put("one", json("{'job':'slow','thing':'this','from':null}"));
        mayEnd.release();
        awaitState("one", Job.State.SUCCEEDED);

        JobBoard.Put again = board.put("one", json("{'thing':'this','job':'slow'}"));

        assertThat(again.isNew()).isFalse();
        assertThat(again.job().state()).isEqualTo(Job.State.SUCCEEDED);
        assertThat(runs).hasValue(1);
    }

    @Test
    void anotherRequestUnderAnIdThatIsTakenIsRefused() {
        board.put("one", json("{'job':'slow','thing':'this'}"));

        assertRefused(409, "one", "{'job':'slow','thing':'that'}", "\"thing\":\"this\"");
    }

    @Test
    void refusesWhatItDoesNotKnowAndSaysWhatThereIs() {
        assertRefused(400, "a/b", "{'job':'slow','thing':'this'}", "letters, digits");
        assertRefused(400, "x".repeat(201), "{'job':'slow','thing':'this'}", "1 to 200");
        assertRefused(400, "one", "[]", "[slow]");
        assertRefused(400, "one", "{'job':'fast'}", "[slow]");
        assertRefused(400, "one", "{'job':'slow','thing':'this','colour':'red'}", "[from, thing, to]");
        assertRefused(400, "one", "{'job':'slow','thing':7}", "expected a text");
        assertRefused(400, "one", "{'job':'slow'}", "[that, this]");
        assertRefused(400, "one", "{'job':'slow','thing':'this','from':'yesterday'}", "a day (2011-08-12)");
        assertRefused(
                400, "one", "{'job':'slow','thing':'this','to':'+999999999-01-01T00:00:00Z'}", "expected a time from");
        assertRefused(400, "one", "{'job':'slow','thing':'this','from':'2026-02-01','to':'2026-01-01'}", "before to");
        assertThat(board.newest(10)).isEmpty();
    }

    @Test
    void aJobThatWaitsCanBeCancelledAndAskedForAgain() {
        board.put("one", json("{'job':'slow','thing':'this'}"));
        awaitState("one", Job.State.RUNNING);
        board.put("two", json("{'job':'slow','thing':'that'}"));

        board.cancel("two");

        assertThat(board.job("two").orElseThrow().error().reason()).isEqualTo("cancelled");
        assertThatThrownBy(() -> board.cancel("one"))
                .isInstanceOf(JobRefusedException.class)
                .hasMessageContaining("runs");
        assertThatThrownBy(() -> board.cancel("two"))
                .isInstanceOf(JobRefusedException.class)
                .hasMessageContaining("has ended");
        assertThatThrownBy(() -> board.cancel("three"))
                .isInstanceOf(JobRefusedException.class)
                .hasMessageContaining("no job three");
        assertThat(board.put("two", json("{'job':'slow','thing':'that'}")).isNew())
                .isTrue();
        mayEnd.release(2);
        awaitState("two", Job.State.SUCCEEDED);
    }

    @Test
    void takesNoMoreThanAHundredThatWait() {
        board.put("running", json("{'job':'slow','thing':'this'}"));
        awaitState("running", Job.State.RUNNING);
        for (int i = 0; i < 100; i++) {
            board.put("job" + i, json("{'job':'slow','thing':'this'}"));
        }

        assertRefused(429, "more", "{'job':'slow','thing':'this'}", "100 jobs wait");
        assertThat(board.put("job7", json("{'job':'slow','thing':'this'}")).isNew())
                .isFalse();
    }

    @Test
    void listsTheNewestFirst() {
        for (int i = 0; i < 3; i++) {
            board.put("job" + i, json("{'job':'slow','thing':'this'}"));
        }

        assertThat(board.newest(2)).extracting(Job::id).containsExactly("job2", "job1");
    }

    @Test
    void afterARestartEndedJobsAreKnownAndWaitingOnesRunAndTheRunningOneWasInterrupted() throws Exception {
        board.put("done", json("{'job':'slow','thing':'this'}"));
        mayEnd.release();
        awaitState("done", Job.State.SUCCEEDED);
        board.put("running", json("{'job':'slow','thing':'that'}"));
        awaitState("running", Job.State.RUNNING);
        board.put("waiting", json("{'job':'slow','thing':'this'}"));
        board.close();

        board = board();

        assertThat(board.job("done").orElseThrow().state()).isEqualTo(Job.State.SUCCEEDED);
        assertThat(board.job("done").orElseThrow().result().toString()).isEqualTo("{\"did\":\"this\"}");
        assertThat(board.job("running").orElseThrow().error().reason()).isEqualTo("interrupted");
        assertThat(board.job("waiting").orElseThrow().state()).isEqualTo(Job.State.QUEUED);
        board.start();
        assertThat(board.put("running", json("{'job':'slow','thing':'that'}")).isNew())
                .isTrue();
        mayEnd.release(2);
        awaitState("waiting", Job.State.SUCCEEDED);
        awaitState("running", Job.State.SUCCEEDED);
    }

    @Test
    void aLineThatWasCutOffByADyingProcessCostsNoOtherJob() throws Exception {
        board.put("one", json("{'job':'slow','thing':'this'}"));
        mayEnd.release();
        awaitState("one", Job.State.SUCCEEDED);
        board.close();
        append("{\"id\":\"two\",\"jo");

        board = board();

        assertThat(board.newest(10)).extracting(Job::id).containsExactly("one");
    }

    @Test
    void aLineThatWasCutOffWithinACharacterCostsNoOtherJob() throws Exception {
        board.put("one", json("{'job':'slow','thing':'this'}"));
        mayEnd.release();
        awaitState("one", Job.State.SUCCEEDED);
        board.close();
        byte[] line = "{\"id\":\"two\",\"job\":\"\u00e9".getBytes(StandardCharsets.UTF_8);
        Files.write(directory.resolve("jobs.ndjson"), Arrays.copyOf(line, line.length - 1), StandardOpenOption.APPEND);

        board = board();

        assertThat(board.newest(10)).extracting(Job::id).containsExactly("one");
    }

    @Test
    void remembersAThousandJobsInAFileThatDoesNotGrowWithoutEnd() throws Exception {
        mayEnd.release(2_000);
        for (int i = 0; i < 1_500; i++) {
            board.put("job" + i, json("{'job':'slow','thing':'this'}"));
            awaitState("job" + i, Job.State.SUCCEEDED);
        }

        assertThat(board.newest(2_000)).hasSize(1_000);
        assertThat(Files.readAllLines(directory.resolve("jobs.ndjson"))).hasSizeLessThan(6_000);
    }

    private void append(String text) throws IOException {
        Files.writeString(directory.resolve("jobs.ndjson"), text, StandardOpenOption.APPEND);
    }

    private void assertRefused(int status, String id, String body, String words) {
        assertThatThrownBy(() -> board.put(id, json(body)))
                .isInstanceOfSatisfying(
                        JobRefusedException.class, e -> assertThat(e.status()).isEqualTo(status))
                .hasMessageContaining(words);
    }

    private void awaitState(String id, Job.State state) {
        await().pollInterval(java.time.Duration.ofMillis(1))
                .until(() -> board.job(id).orElseThrow().state() == state);
    }

    private static JsonNode json(String text) {
        try {
            return JobJson.JSON.readTree(text.replace('\'', '"'));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
