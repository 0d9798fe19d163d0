package dev.plumbline.processing.job;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.processing.ProcessingConfig;
import dev.plumbline.processing.gold.Model;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks for jobs at regular times, where nobody else does. The times are those that divide evenly by the interval since 1970,
 * and a job's id names its time: a restart asks for nothing twice, and a time that has passed meanwhile is let go.
 */
public final class JobSchedule implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(JobSchedule.class);

    /** What is asked for, how often; {@code next} is when. */
    private static final class Entry {
        final String id;
        final ObjectNode request;
        final Duration every;
        Instant next;

        Entry(String id, ObjectNode request, Duration every, Instant now) {
            this.id = id;
            this.request = request;
            this.every = every;
            this.next = after(now);
        }

        Instant after(Instant time) {
            long seconds = Math.max(1, every.toSeconds());
            return Instant.ofEpochSecond((time.getEpochSecond() / seconds + 1) * seconds);
        }
    }

    private final JobBoard board;
    private final Clock clock;
    private final List<Entry> entries = new ArrayList<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "schedule");
        thread.setDaemon(true);
        return thread;
    });

    JobSchedule(JobBoard board, Clock clock) {
        this.board = board;
        this.clock = clock;
    }

    /** The schedule of the settings; an interval of 0 asks for nothing. */
    public static JobSchedule start(JobBoard board, Collection<Model> models, ProcessingConfig config) {
        JobSchedule schedule = new JobSchedule(board, Clock.systemUTC());
        schedule.every(config.maintainEvery(), "maintain", JobJson.JSON.createObjectNode());
        for (Model model : models) {
            schedule.every(
                    config.reconcileEvery(),
                    "reconcile:" + model.name(),
                    JobJson.JSON.createObjectNode().put("model", model.name()));
        }
        schedule.timer.scheduleWithFixedDelay(schedule::tick, 1, 1, TimeUnit.SECONDS);
        return schedule;
    }

    /** Asks for the job in front of {@code name}, with what {@code fields} say. */
    void every(Duration interval, String name, ObjectNode fields) {
        if (!interval.isZero() && !interval.isNegative()) {
            fields.put("job", name.split(":", 2)[0]);
            entries.add(new Entry("schedule:" + name, fields, interval, clock.instant()));
        }
    }

    /** Asks for whatever is due. */
    void tick() {
        Instant now = clock.instant();
        for (Entry entry : entries) {
            if (now.isBefore(entry.next)) {
                continue;
            }
            try {
                board.put(entry.id + ":" + entry.next, entry.request);
            } catch (RuntimeException e) {
                LOG.warn("a job of the schedule was not taken id={} time={}", entry.id, entry.next, e);
            }
            entry.next = entry.after(now);
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
