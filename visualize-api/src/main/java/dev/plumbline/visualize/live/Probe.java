package dev.plumbline.visualize.live;

import java.net.http.HttpTimeoutException;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A question to another layer that may not answer. It is asked again only when the last asking has ended, and its answer is
 * the latest one, as long as that is fresh: a layer that hangs or is gone gives none, and holds up nobody.
 */
final class Probe<T> {

    private static final Logger LOG = LoggerFactory.getLogger(Probe.class);
    private static final long FRESH_NANOS = 3_000_000_000L;

    private final String name;
    private final Callable<T> question;
    private final ExecutorService threads;
    private volatile Asked<T> last;
    private volatile Instant answeredAt;
    /** When the question was first asked that has neither been answered nor failed; null where none waits. */
    private volatile Instant waitingSince;

    private Future<?> asking;

    /** An asking that has ended; {@code answer} is null where it failed. */
    private record Asked<T>(T answer, long beganAt, long endedAt) {}

    Probe(String name, Callable<T> question, ExecutorService threads) {
        this.name = name;
        this.question = question;
        this.threads = threads;
    }

    synchronized void ask() {
        if (asking == null || asking.isDone()) {
            waitingSince = waitingSince == null ? Instant.now() : waitingSince;
            asking = threads.submit(this::run);
        }
    }

    /** Waits for the asking under way, but not for long. */
    void await(long millis) {
        Future<?> current;
        synchronized (this) {
            current = asking;
        }
        try {
            if (current == null) {
                return;
            }
            current.get(Math.max(1, millis), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
            LOG.debug("no answer yet from={}", name);
        }
    }

    /** The latest answer; empty when the layer has not answered lately. */
    Optional<T> latest() {
        Asked<T> known = last;
        return known != null && System.nanoTime() - known.endedAt() < FRESH_NANOS
                ? Optional.ofNullable(known.answer())
                : Optional.empty();
    }

    /** When the layer last answered; empty when it never has. */
    Optional<Instant> answeredAt() {
        return Optional.ofNullable(answeredAt);
    }

    /** Since when an answer is waited for; empty where the last asking was answered, or failed. */
    Optional<Instant> waitingSince() {
        return Optional.ofNullable(waitingSince);
    }

    /**
     * The answer to an asking that begins after this call, not to one under way; empty when it fails or takes longer. Those
     * who call meanwhile share it.
     */
    Optional<T> anew(long millis) {
        long moment = System.nanoTime();
        long deadline = moment + millis * 1_000_000;
        while (System.nanoTime() - deadline < 0 && !Thread.currentThread().isInterrupted()) {
            ask();
            await((deadline - System.nanoTime()) / 1_000_000);
            Asked<T> known = last;
            if (known != null && known.beganAt() - moment >= 0) {
                return Optional.ofNullable(known.answer());
            }
        }
        return Optional.empty();
    }

    private void run() {
        long began = System.nanoTime();
        T answer = null;
        try {
            answer = question.call();
            answeredAt = Instant.now();
        } catch (HttpTimeoutException e) {
            // A machine that is busy is slow for a moment: what it said just before is true for as long as it is fresh.
            LOG.debug("no answer in time from={}", name);
            return;
        } catch (Exception e) {
            LOG.debug("no answer from={}", name, e);
        }
        waitingSince = null;
        last = new Asked<>(answer, began, System.nanoTime());
    }
}
