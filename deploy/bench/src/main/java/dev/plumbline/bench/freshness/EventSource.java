package dev.plumbline.bench.freshness;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.local.Failure;
import dev.plumbline.local.Json;
import dev.plumbline.local.platform.Http;
import dev.plumbline.local.platform.PlatformClient;
import dev.plumbline.local.simulate.Mix;
import dev.plumbline.local.simulate.Simulation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends one stream's simulated events, of now, evenly at a rate in small requests, and remembers for some of them, drawn
 * at random, where they stand and when they were acknowledged.
 */
final class EventSource implements Callable<EventSource.Sent> {

    /** What was sent; {@code requests} is what each request took, in nanoseconds. */
    record Sent(long events, List<Acknowledged> markers, List<Long> requests) {}

    private static final String BATCH = "application/cloudevents-batch+json";
    private static final Duration TICK = Duration.ofMillis(20);
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final int LARGEST_REQUEST = 1_000;

    private final URI events;
    private final Simulation simulation;
    private final double eventsPerSecond;
    private final Duration time;
    private final double markerShare;
    private final SplittableRandom random = new SplittableRandom(7);

    /** {@code markersPerSecond} is how many events are remembered, on average. */
    EventSource(
            URI events, String stream, String source, double eventsPerSecond, Duration time, double markersPerSecond) {
        this.events = events;
        this.simulation = new Simulation(stream, 1, source, Instant.now(), eventsPerSecond, Mix.CLEAN);
        this.eventsPerSecond = eventsPerSecond;
        this.time = time;
        this.markerShare = markersPerSecond * TICK.toNanos() / 1e9;
    }

    @Override
    public Sent call() throws IOException {
        List<Acknowledged> markers = new ArrayList<>();
        List<Long> requests = new ArrayList<>();
        long start = System.nanoTime();
        long sent = 0;
        for (long tick = 1; tick * TICK.toNanos() <= time.toNanos(); tick++) {
            sleepUntil(start + tick * TICK.toNanos());
            long due = (long) ((System.nanoTime() - start) / 1e9 * eventsPerSecond);
            int count = (int) Math.min(LARGEST_REQUEST, due - sent);
            if (count > 0) {
                send(count, random.nextDouble() < markerShare, markers, requests);
                sent += count;
            }
        }
        return new Sent(sent, markers, requests);
    }

    private void send(int count, boolean marked, List<Acknowledged> markers, List<Long> requests) throws IOException {
        byte[] body = body(count);
        Map<String, String> headers = new LinkedHashMap<>(Map.of("Content-Type", BATCH));
        if (!marked) {
            headers.put("Prefer", "return=minimal");
        }
        long start = System.nanoTime();
        Http.Answer answer = Http.post(events, headers, body, body.length, TIMEOUT);
        long at = System.nanoTime();
        requests.add(at - start);
        JsonNode results = accepted(answer, count).path("results");
        if (marked) {
            JsonNode last = results.path(count - 1);
            markers.add(new Acknowledged(
                    simulation.stream(),
                    last.path("partition").asInt(),
                    last.path("offset").asLong(),
                    at));
        }
    }

    /** The answer's JSON; fails unless every event was accepted. */
    static JsonNode accepted(Http.Answer answer, int count) throws IOException {
        JsonNode counts = answer.ok() ? Json.tree(answer.body()) : null;
        if (counts == null || counts.path("accepted").asInt() != count) {
            throw Failure.check(
                    "ingest-api did not accept all of " + count + " events: " + answer.status() + " "
                            + PlatformClient.words(answer),
                    "./plumbline status");
        }
        return counts;
    }

    private byte[] body(int count) {
        ByteArrayOutputStream body = new ByteArrayOutputStream(count * 512);
        for (int i = 0; i < count; i++) {
            body.write(i == 0 ? '[' : ',');
            body.writeBytes(simulation.next().json());
        }
        body.write(']');
        return body.toByteArray();
    }

    private static void sleepUntil(long moment) {
        for (long left = moment - System.nanoTime(); left > 0; left = moment - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
