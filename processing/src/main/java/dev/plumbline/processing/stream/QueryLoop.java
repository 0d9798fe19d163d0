package dev.plumbline.processing.stream;

import dev.plumbline.processing.lake.OtherWriterException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a stream's query running: one that fails is started again, with a growing pause; the failure is shown in the stream's
 * state until a batch succeeds. Only where another instance reads the stream too, it stays stopped.
 */
final class QueryLoop implements Runnable, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(QueryLoop.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);

    /** Starts the query from what the tables hold. */
    @FunctionalInterface
    interface Start {
        StreamingQuery query() throws Exception;
    }

    private final String stream;
    private final StreamState state;
    private final Start start;
    private final Refusals refusals = new Refusals();
    private volatile boolean closed;
    private volatile StreamingQuery query;
    private volatile Duration pause = FIRST_PAUSE;

    QueryLoop(String stream, StreamState state, Start start) {
        this.stream = stream;
        this.state = state;
        this.start = start;
    }

    /** Returns when this is closed, or when the query must not be started again. */
    @Override
    public void run() {
        while (!closed) {
            try {
                query = start.query();
                state.running(true);
                query.awaitTermination();
            } catch (Throwable e) {
                // Whatever it is: without this thread the stream would stand still, and say that it runs.
                Optional<OtherWriterException> other = OtherWriterException.in(e);
                if (other.isPresent() && refusals.comeFromOneThatLives(System.nanoTime())) {
                    stopForGood(other.get());
                    return;
                }
                failed(e);
            }
            state.running(false);
        }
    }

    /** Says that the query works: the next pause is a short one again. */
    void succeeded() {
        pause = FIRST_PAUSE;
    }

    /** Stops the query; {@link #run} returns soon after. */
    @Override
    public void close() throws TimeoutException {
        closed = true;
        StreamingQuery running = query;
        if (running != null) {
            running.stop();
        }
    }

    /** Started again, two instances would take the stream from one another for ever. */
    private void stopForGood(OtherWriterException other) {
        state.failed(other);
        state.running(false);
        LOG.error("stream stopped, as another instance reads it stream={}: {}", stream, other.getMessage());
    }

    private void failed(Throwable failure) {
        if (closed) {
            return;
        }
        Throwable cause =
                failure instanceof StreamingQueryException && failure.getCause() != null ? failure.getCause() : failure;
        state.failed(cause);
        LOG.warn("stream stopped, starting again stream={} pauseMillis={}", stream, pause.toMillis(), cause);
        try {
            TimeUnit.MILLISECONDS.sleep(pause.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
    }
}
