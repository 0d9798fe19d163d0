package dev.plumbline.visualize.live;

import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A question to another layer that may not answer. It is asked again only when the last asking has ended, and its answer is
 * the latest one, as long as that is fresh: a layer that hangs or is gone counts as down, and holds up nobody.
 */
final class Probe<T> {

    private static final Logger LOG = LoggerFactory.getLogger(Probe.class);
    private static final long FRESH_NANOS = 3_000_000_000L;

    private final String name;
    private final Callable<T> question;
    private final ExecutorService threads;
    private volatile T answer;
    private volatile long answeredAt;
    private Future<?> asking;

    Probe(String name, Callable<T> question, ExecutorService threads) {
        this.name = name;
        this.question = question;
        this.threads = threads;
    }

    synchronized void ask() {
        if (asking == null || asking.isDone()) {
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
            current.get(Math.max(1, millis), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
            LOG.debug("no answer yet from={}", name);
        }
    }

    /** The latest answer; empty when the layer has not answered lately. */
    Optional<T> latest() {
        T known = answer;
        return known != null && System.nanoTime() - answeredAt < FRESH_NANOS ? Optional.of(known) : Optional.empty();
    }

    private void run() {
        try {
            answer = question.call();
            answeredAt = System.nanoTime();
        } catch (Exception e) {
            answer = null;
            LOG.debug("no answer from={}", name, e);
        }
    }
}
