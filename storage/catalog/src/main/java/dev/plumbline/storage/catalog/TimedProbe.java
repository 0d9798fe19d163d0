package dev.plumbline.storage.catalog;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * A health check that asks another machine and answers within a limit: while that machine hangs, one question waits for it,
 * and everybody else is told so.
 */
final class TimedProbe implements Supplier<Optional<String>> {

    private final String asked;
    private final Duration limit;
    private final Supplier<Optional<String>> question;
    private final ExecutorService thread;
    private Future<Optional<String>> answer;

    TimedProbe(String asked, Duration limit, Supplier<Optional<String>> question) {
        this.asked = asked;
        this.limit = limit;
        this.question = question;
        this.thread = Executors.newSingleThreadExecutor(task -> {
            Thread daemon = new Thread(task, "probe " + asked);
            daemon.setDaemon(true);
            return daemon;
        });
    }

    @Override
    public Optional<String> get() {
        try {
            return question().get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return Optional.of(asked + " has not answered for " + limit.toMillis() + " ms");
        } catch (ExecutionException e) {
            return Optional.of(asked + " does not answer: " + e.getCause().getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("interrupted while asking " + asked);
        }
    }

    private synchronized Future<Optional<String>> question() {
        if (answer == null || answer.isDone()) {
            answer = thread.submit(question::get);
        }
        return answer;
    }
}
