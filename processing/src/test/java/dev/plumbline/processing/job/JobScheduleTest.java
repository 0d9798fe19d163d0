package dev.plumbline.processing.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.processing.Progress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobScheduleTest {

    @TempDir
    Path directory;

    private Instant now = Instant.parse("2026-03-01T12:20:00Z");

    private final Clock clock = new Clock() {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    };

    private static final class Tidy implements JobKind {
        @Override
        public String name() {
            return "tidy";
        }

        @Override
        public Set<String> fields() {
            return Set.of("room");
        }

        @Override
        public void check(JobRequest request) {}

        @Override
        public JsonNode run(JobRequest request, Progress progress) {
            return JobJson.JSON.createObjectNode();
        }
    }

    /** Not started: what is asked for waits. */
    private JobBoard board() {
        return new JobBoard(List.of(new Tidy()), directory.resolve("jobs.ndjson"), () -> {});
    }

    private JobSchedule schedule(JobBoard board) {
        JobSchedule schedule = new JobSchedule(board, clock);
        schedule.every(
                Duration.ofHours(1),
                "tidy:hall",
                JobJson.JSON.createObjectNode().put("room", "hall"));
        schedule.every(
                Duration.ZERO, "tidy:cellar", JobJson.JSON.createObjectNode().put("room", "cellar"));
        return schedule;
    }

    @Test
    void asksOnceForEachTimeThatDividesEvenly() {
        JobBoard board = board();
        JobSchedule schedule = schedule(board);

        schedule.tick();
        assertThat(board.newest(10)).isEmpty();
        now = Instant.parse("2026-03-01T13:00:00Z");
        schedule.tick();
        schedule.tick();

        assertThat(board.newest(10)).extracting(Job::id).containsExactly("schedule:tidy:hall:2026-03-01T13:00:00Z");
        assertThat(board.newest(1).get(0).request().fields()).containsEntry("room", "hall");
    }

    @Test
    void aTimeThatPassedWhileTheMachineSleptIsAskedForOnceAndThoseBetweenAreLetGo() {
        JobBoard board = board();
        JobSchedule schedule = schedule(board);

        now = Instant.parse("2026-03-02T09:30:00Z");
        schedule.tick();
        now = Instant.parse("2026-03-02T10:00:00Z");
        schedule.tick();

        assertThat(board.newest(10))
                .extracting(Job::id)
                .containsExactly("schedule:tidy:hall:2026-03-02T10:00:00Z", "schedule:tidy:hall:2026-03-01T13:00:00Z");
    }

    @Test
    void aRestartAsksForNothingTwice() {
        now = Instant.parse("2026-03-01T12:59:59Z");
        JobSchedule before = schedule(board());
        now = Instant.parse("2026-03-01T13:00:00Z");
        before.tick();

        JobBoard board = board();
        schedule(board).tick();

        assertThat(board.newest(10)).hasSize(1);
    }
}
