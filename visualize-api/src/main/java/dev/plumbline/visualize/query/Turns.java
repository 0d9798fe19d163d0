package dev.plumbline.visualize.query;

import dev.plumbline.visualize.web.ProblemException;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** So many queries at a time, each for so long; who finds all places taken waits a little. Safe for many threads. */
final class Turns implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Turns.class);
    private static final long QUEUE_MILLIS = 5_000;

    private final int parallel;
    private final Duration timeout;
    private final Semaphore places;
    private final ScheduledThreadPoolExecutor clock;

    Turns(EngineLimits limits) {
        this.parallel = limits.parallel();
        this.timeout = limits.timeout();
        this.places = new Semaphore(parallel, true);
        this.clock = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "query-timeout");
            thread.setDaemon(true);
            return thread;
        });
        clock.setRemoveOnCancelPolicy(true);
    }

    /** One query's turn, which ends when it is closed. */
    final class Turn implements AutoCloseable {

        private volatile boolean late;
        private Future<?> end;

        private Turn() {}

        /** Cancels the statement when its time is over; one that comes after it has a time of its own. */
        void limit(Statement statement) {
            unlimited();
            end = clock.schedule(
                    () -> {
                        late = true;
                        cancel(statement);
                    },
                    timeout.toMillis(),
                    TimeUnit.MILLISECONDS);
        }

        boolean late() {
            return late;
        }

        private void unlimited() {
            if (end != null) {
                end.cancel(false);
            }
        }

        @Override
        public void close() {
            unlimited();
            places.release();
        }
    }

    Turn take() {
        try {
            if (!places.tryAcquire(QUEUE_MILLIS, TimeUnit.MILLISECONDS)) {
                throw ProblemException.unavailable(
                        "all " + parallel + " places for queries were taken for " + QUEUE_MILLIS + " ms; try again");
            }
            return new Turn();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ProblemException.unavailable("visualize-api is stopping");
        }
    }

    ProblemException tooLong() {
        return new ProblemException(
                504,
                "The query took too long",
                "the query was stopped after " + timeout.toMillis()
                        + " ms; ask for less, or raise visualize.query-timeout");
    }

    int running() {
        return parallel - places.availablePermits();
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }

    private static void cancel(Statement statement) {
        try {
            statement.cancel();
        } catch (SQLException e) {
            LOG.debug("query ended before it was cancelled", e);
        }
    }
}
