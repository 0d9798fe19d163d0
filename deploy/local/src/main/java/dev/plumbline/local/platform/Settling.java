package dev.plumbline.local.platform;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.plumbline.local.Failure;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Waits until all that a stream has accepted is in silver and in its models, and the book closes. */
final class Settling {

    private static final long LOOK_NANOS = 250_000_000;

    private final PlatformClient client;
    private final String stream;
    private final Duration patience;

    /** {@code patience} is how long nothing at all may move. */
    Settling(PlatformClient client, String stream, Duration patience) {
        this.client = client;
        this.stream = stream;
        this.patience = patience;
    }

    void await() {
        String before = "";
        long movedAt = System.nanoTime();
        while (true) {
            String now;
            try {
                JsonNode lag = client.lag();
                JsonNode book = client.book();
                JsonNode state = client.processingState();
                if (settled(lag, book, state)) {
                    return;
                }
                now = entry(lag, "streams").toString() + entry(book, "streams") + models(book) + models(state);
            } catch (Failure whileALayerStarts) {
                now = whileALayerStarts.getMessage();
            }
            if (!now.equals(before)) {
                before = now;
                movedAt = System.nanoTime();
            } else if (System.nanoTime() - movedAt > patience.toNanos()) {
                throw Failure.timeout(
                        "Nothing has moved for " + patience.toSeconds() + " s, and " + stream
                                + " is not all in silver and gold",
                        "./plumbline book, ./plumbline lag, ./plumbline logs processing");
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    private boolean settled(JsonNode lag, JsonNode book, JsonNode state) {
        JsonNode waiting = entry(lag, "streams");
        JsonNode page = entry(book, "streams");
        if (waiting.path("lag").asLong(-1) != 0 || !page.path("closes").asBoolean()) {
            return false;
        }
        for (JsonNode model : state.path("models")) {
            if (ours(model) && !model.path("upToDate").asBoolean()) {
                return false;
            }
        }
        for (JsonNode model : book.path("models")) {
            boolean behind =
                    model.path("silverRows").asLong() != page.path("silver").asLong();
            if (ours(model) && (behind || !model.path("closes").asBoolean())) {
                return false;
            }
        }
        return true;
    }

    private JsonNode entry(JsonNode answer, String list) {
        for (JsonNode entry : answer.path(list)) {
            if (ours(entry)) {
                return entry;
            }
        }
        return MissingNode.getInstance();
    }

    private String models(JsonNode answer) {
        StringBuilder text = new StringBuilder();
        answer.path("models").forEach(model -> text.append(ours(model) ? model.toString() : ""));
        return text.toString();
    }

    private boolean ours(JsonNode entry) {
        return entry.path("stream").asText().equals(stream);
    }
}
