package dev.plumbline.visualize.query;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/**
 * Answers by question and snapshots. Such an answer can never be out of date, so only its bytes are bounded; two who ask
 * the same at the same time share one run.
 */
final class AnswerCache {

    /** An answer and whether someone else's run had produced it. */
    record Found(Answer answer, boolean cached) {}

    private final long maxBytes;
    private final Map<Object, CompletableFuture<Answer>> answers = new LinkedHashMap<>(64, 0.75f, true);
    private long bytes;

    AnswerCache(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    Found find(Object key, Supplier<Answer> run) {
        CompletableFuture<Answer> mine = new CompletableFuture<>();
        CompletableFuture<Answer> other;
        synchronized (this) {
            other = answers.putIfAbsent(key, mine);
            if (other != null) {
                answers.get(key);
            }
        }
        if (other != null) {
            return new Found(waitFor(other), true);
        }
        try {
            Answer answer = run.get();
            mine.complete(answer);
            keep(key, answer);
            return new Found(answer, false);
        } catch (RuntimeException | Error e) {
            // An error too: whoever asks the same would wait for good for an answer that nobody works on.
            synchronized (this) {
                answers.remove(key);
            }
            mine.completeExceptionally(e);
            throw e;
        }
    }

    private synchronized void keep(Object key, Answer answer) {
        bytes += answer.bytes();
        if (answer.bytes() > maxBytes / 4) {
            answers.remove(key);
            bytes -= answer.bytes();
        }
        var eldest = answers.entrySet().iterator();
        while (bytes > maxBytes && eldest.hasNext()) {
            CompletableFuture<Answer> old = eldest.next().getValue();
            if (old.isDone()) {
                bytes -= old.join().bytes();
                eldest.remove();
            }
        }
    }

    private static Answer waitFor(CompletableFuture<Answer> other) {
        try {
            return other.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }
}
