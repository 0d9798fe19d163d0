package dev.plumbline.local.platform;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.local.Failure;
import dev.plumbline.local.Json;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Sends bodies of events until the platform has answered for every event in them. Whatever is in doubt (no answer, busy,
 * outcome unknown) is sent again with the same ids, which adds nothing twice. Safe for many threads.
 */
public final class EventSender {

    /** Answers that another moment may change. */
    private static final Set<Integer> PASSING = Set.of(408, 429, 502, 503, 504);

    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(60);
    private static final long FIRST_WAIT_MILLIS = 200;
    private static final long LONGEST_WAIT_MILLIS = 5_000;

    /** What became of a body's events; {@code rejections} may hold fewer than {@code rejected} when there are many. */
    public record Outcome(long accepted, long rejected, List<Rejection> rejections) {}

    /** One refused event: its place in the body from 0, and why. */
    public record Rejection(int index, String pointer, String reason) {}

    private final Duration patience;
    private final Consumer<String> say;
    private final AtomicLong lastTrouble = new AtomicLong();

    /** {@code patience} is how long a body may go without a final answer; {@code say} hears now and then why it waits. */
    public EventSender(Duration patience, Consumer<String> say) {
        this.patience = patience;
        this.say = say;
    }

    public Outcome send(URI events, String contentType, byte[] body, int length) {
        // Counts and refused events are enough: nobody reads where each accepted one went.
        Map<String, String> headers = Map.of("Content-Type", contentType, "Prefer", "return=minimal");
        long end = System.nanoTime() + patience.toNanos();
        for (long wait = FIRST_WAIT_MILLIS; ; wait = Math.min(wait * 2, LONGEST_WAIT_MILLIS)) {
            String trouble;
            try {
                Http.Answer answer = Http.post(events, headers, body, length, REQUEST_TIMEOUT);
                if (!PASSING.contains(answer.status())) {
                    JsonNode counts = counts(events, answer);
                    if (counts.path("unknown").asLong() == 0) {
                        return outcome(counts);
                    }
                    trouble = counts.path("unknown").asLong() + " events without a known outcome";
                } else {
                    trouble = "HTTP " + answer.status() + ", " + PlatformClient.words(answer);
                    wait = Math.max(wait, answer.retryAfter() * 1000L);
                }
            } catch (IOException e) {
                trouble = e.getMessage() == null ? e.toString() : e.getMessage();
            }
            if (System.nanoTime() + wait * 1_000_000 > end) {
                throw Failure.timeout(
                        "No final answer from " + events + " for " + patience.toSeconds() + " s (" + trouble + ")",
                        "./plumbline status; then the same command again: what has arrived is not counted twice");
            }
            mention(trouble);
            LockSupport.parkNanos(wait * 1_000_000);
            if (Thread.currentThread().isInterrupted()) {
                throw Failure.check("Interrupted", "");
            }
        }
    }

    /** The answer's counts; an error that is not about single events ends the command. */
    private static JsonNode counts(URI events, Http.Answer answer) {
        try {
            JsonNode counts = Json.tree(answer.body());
            if (answer.ok()
                    || counts.path("rejected").asLong() > 0
                    || counts.path("unknown").asLong() > 0) {
                return counts;
            }
        } catch (JsonProcessingException e) {
            if (answer.ok()) {
                throw Failure.check("What answers at " + events + " is not ingest-api", "./plumbline status");
            }
        }
        throw Failure.usage(
                "ingest-api answered " + answer.status() + ": " + PlatformClient.words(answer), "./plumbline streams");
    }

    private static Outcome outcome(JsonNode counts) {
        List<Rejection> rejections = new ArrayList<>();
        for (JsonNode list : List.of(counts.path("results"), counts.path("errors"))) {
            for (JsonNode result : list) {
                if (result.path("status").asText("rejected").equals("rejected")) {
                    rejections.add(new Rejection(
                            result.path("index").asInt(),
                            result.path("pointer").asText(""),
                            result.path("reason").asText("")));
                }
            }
            if (!rejections.isEmpty()) {
                break;
            }
        }
        return new Outcome(
                counts.path("accepted").asLong(), counts.path("rejected").asLong(), List.copyOf(rejections));
    }

    /** One line in two seconds is enough, however many threads wait. */
    private void mention(String trouble) {
        long now = System.nanoTime();
        long last = lastTrouble.get();
        if ((last == 0 || now - last > 2_000_000_000L) && lastTrouble.compareAndSet(last, now)) {
            say.accept("waiting for the platform: " + trouble);
        }
    }
}
