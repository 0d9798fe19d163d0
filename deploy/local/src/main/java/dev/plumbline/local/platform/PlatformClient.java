package dev.plumbline.local.platform;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.local.ExitCode;
import dev.plumbline.local.Failure;
import dev.plumbline.local.Json;
import dev.plumbline.runtime.Addresses;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A running platform, layer by layer, as its HTTP interfaces answer. Every method either returns the answer's JSON or ends
 * the command with a {@link Failure} that says what to do next.
 */
public final class PlatformClient {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final Duration JOB_POLL = Duration.ofMillis(200);
    private static final Duration RESTART_PATIENCE = Duration.ofSeconds(90);
    private static final Set<String> JOB_ENDED = Set.of("succeeded", "failed");

    private final Addresses addresses;

    public PlatformClient(Addresses addresses) {
        this.addresses = addresses;
    }

    public Addresses addresses() {
        return addresses;
    }

    public JsonNode streams() {
        return get("ingest-api", addresses.ingestUrl() + "/v1/streams");
    }

    public JsonNode tables() {
        return get("visualize-api", addresses.visualizeUrl() + "/v1/tables");
    }

    public JsonNode table(String table) {
        return get("visualize-api", addresses.visualizeUrl() + "/v1/tables/" + encoded(table));
    }

    public JsonNode lag() {
        return get("visualize-api", addresses.visualizeUrl() + "/v1/lag");
    }

    public JsonNode book() {
        return get("visualize-api", addresses.visualizeUrl() + "/v1/book");
    }

    public JsonNode book(String stream) {
        return get("visualize-api", addresses.visualizeUrl() + "/v1/book/" + encoded(stream));
    }

    public JsonNode queries() {
        return get("visualize-api", addresses.visualizeUrl() + "/v1/queries");
    }

    /** Runs a named query; {@code parameters} may hold {@code asOf}. */
    public JsonNode query(String name, Map<String, String> parameters) {
        StringBuilder uri = new StringBuilder(addresses.visualizeUrl() + "/v1/queries/" + encoded(name));
        char separator = '?';
        for (Map.Entry<String, String> parameter : new TreeMap<>(parameters).entrySet()) {
            uri.append(separator)
                    .append(encoded(parameter.getKey()))
                    .append('=')
                    .append(encoded(parameter.getValue()));
            separator = '&';
        }
        return get("visualize-api", uri.toString());
    }

    public JsonNode processingState() {
        return get("processing", addresses.processingUrl() + "/v1/state");
    }

    /**
     * Waits until all that a stream has accepted is in silver and in its models, and the book closes; fails when nothing
     * at all has moved for {@code patience}.
     */
    public void awaitSettled(String stream, Duration patience) {
        new Settling(this, stream, patience).await();
    }

    /** Asks processing for a job under an id of the caller's; the same again is harmless. */
    public JsonNode putJob(String id, Map<String, String> request) {
        byte[] body = Json.line(request).getBytes(StandardCharsets.UTF_8);
        URI uri = job(id);
        return answered("processing", uri, () -> Http.putJson(uri, body, TIMEOUT));
    }

    public JsonNode jobState(String id) {
        return get("processing", job(id).toString());
    }

    public JsonNode jobs(int limit) {
        return get("processing", addresses.processingUrl() + "/v1/jobs?limit=" + limit);
    }

    public JsonNode cancelJob(String id) {
        URI uri = job(id);
        return answered("processing", uri, () -> Http.delete(uri, TIMEOUT));
    }

    /** Asks for a job and waits until it has ended, showing each state to {@code seen}; fails when the job does. */
    public JsonNode runJob(String id, Map<String, String> request, Consumer<JsonNode> seen)
            throws InterruptedException {
        JsonNode job = putJob(id, request);
        seen.accept(job);
        while (!JOB_ENDED.contains(job.path("state").asText())) {
            TimeUnit.MILLISECONDS.sleep(JOB_POLL.toMillis());
            job = jobStateOverARestart(id);
            seen.accept(job);
        }
        if (job.path("state").asText().equals("failed")) {
            JsonNode error = job.path("error");
            String words = "the job " + id + " failed: " + error.path("detail").asText();
            throw error.path("reason").asText().equals("failed")
                    ? Failure.check(words, "./plumbline logs processing")
                    : Failure.environment(words, "the same command again");
        }
        return job;
    }

    /** A process that is started again knows the job; only one that stays away ends the wait. */
    private JsonNode jobStateOverARestart(String id) throws InterruptedException {
        long giveUpAt = System.nanoTime() + RESTART_PATIENCE.toNanos();
        while (true) {
            try {
                return jobState(id);
            } catch (Failure failure) {
                if (failure.exitCode() != ExitCode.ENVIRONMENT || System.nanoTime() > giveUpAt) {
                    throw failure;
                }
                TimeUnit.MILLISECONDS.sleep(JOB_POLL.toMillis());
            }
        }
    }

    private URI job(String id) {
        return URI.create(addresses.processingUrl() + "/v1/jobs/" + encoded(id));
    }

    /** Sends events in one request, as they are; the answer counts those accepted and those refused. */
    public JsonNode send(String stream, String contentType, byte[] body) {
        URI uri = events(stream);
        return answered("ingest-api", uri, () -> {
            Http.Answer answer = Http.post(uri, Map.of("Content-Type", contentType), body, body.length, TIMEOUT);
            // Refused events are an answer too; only a request that was refused as a whole is an error.
            boolean counted = answer.body().contains("\"accepted\"");
            return counted ? new Http.Answer(200, answer.body(), answer.retryAfter()) : answer;
        });
    }

    /** Where a stream's events go in. */
    public URI events(String stream) {
        return URI.create(addresses.ingestUrl() + "/v1/streams/" + encoded(stream) + "/events");
    }

    /** The stream's records as they arrive, as server-sent events. */
    public InputStream tail(String stream) {
        URI uri = URI.create(addresses.visualizeUrl() + "/v1/streams/" + encoded(stream) + "/tail");
        try {
            return Http.stream(uri);
        } catch (Http.RefusedException e) {
            throw refused("visualize-api", e.answer());
        } catch (IOException e) {
            throw unreachable("visualize-api", uri, e);
        }
    }

    /** True when the layer at {@code ready} says that it is ready. */
    public static boolean ready(URI ready) {
        try {
            return Http.get(ready, Duration.ofSeconds(2)).ok();
        } catch (IOException e) {
            return false;
        }
    }

    @FunctionalInterface
    private interface Call {
        Http.Answer answer() throws IOException;
    }

    private static JsonNode get(String layer, String uri) {
        URI target = URI.create(uri);
        return answered(layer, target, () -> Http.get(target, TIMEOUT));
    }

    private static JsonNode answered(String layer, URI uri, Call call) {
        try {
            Http.Answer answer = call.answer();
            if (!answer.ok()) {
                throw refused(layer, answer);
            }
            return Json.tree(answer.body());
        } catch (JsonProcessingException e) {
            throw Failure.check(
                    "What answers at " + uri + " is not " + layer + ": its answer is no JSON", "./plumbline status");
        } catch (IOException e) {
            throw unreachable(layer, uri, e);
        }
    }

    private static Failure unreachable(String layer, URI uri, IOException e) {
        if (e instanceof ConnectException || e instanceof UnknownHostException) {
            return Failure.notRunning(layer + " does not answer at " + uri.resolve("/"));
        }
        if (e instanceof SocketTimeoutException) {
            return Failure.timeout(layer + " took too long to answer at " + uri, "./plumbline status");
        }
        return Failure.environment(layer + " broke off at " + uri + ": " + e.getMessage(), "./plumbline status");
    }

    /** A problem document (RFC 9457), or whatever else came with an error, in words. */
    private static Failure refused(String layer, Http.Answer answer) {
        String text = words(answer);
        String message = layer + " answered " + answer.status() + ": " + text;
        return switch (answer.status()) {
            case 400, 404, 413, 415, 422 -> Failure.usage(message, "");
            case 409 -> Failure.refused(message, "");
            case 429, 503 -> Failure.environment(message, "try again in a moment, or look at ./plumbline status");
            default -> Failure.check(message, "./plumbline logs " + layer);
        };
    }

    /** Title, detail and each error of a problem document. */
    public static String words(Http.Answer answer) {
        try {
            JsonNode problem = Json.tree(answer.body());
            StringBuilder text = new StringBuilder(problem.path("title").asText(""));
            String detail = problem.path("detail").asText("");
            if (!detail.isEmpty()) {
                text.append(text.length() == 0 ? "" : ": ").append(detail);
            }
            for (JsonNode error : problem.path("errors")) {
                text.append(System.lineSeparator()).append("  ");
                text.append(error.path("pointer").asText("")).append(' ');
                text.append(error.path("reason").asText(error.toString()));
            }
            return text.length() == 0 ? answer.body() : text.toString();
        } catch (JsonProcessingException e) {
            return answer.body();
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
