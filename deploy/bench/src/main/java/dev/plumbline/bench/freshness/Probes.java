package dev.plumbline.bench.freshness;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.local.Json;
import dev.plumbline.local.platform.Http;
import dev.plumbline.local.platform.PlatformClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * Readings of sensors that nobody else has, each looked for with a real query until it is in the answer: the proof that
 * what snapshots claim is what a client gets.
 */
final class Probes implements Runnable {

    static final String STREAM = "vehicle-telemetry";
    static final String TABLE = "gold.readings_by_sensor_minute";

    /** One probe; {@code foundAfter} is in nanoseconds from its 202, -1 when no query returned it in time. */
    record Probe(Acknowledged event, long foundAfter) {}

    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration EVERY = Duration.ofMillis(3_300);

    private final PlatformClient platform;
    private final String run;
    private final Duration pause;
    private final Duration patience;
    private final List<Probe> probes = new ArrayList<>();
    private volatile boolean ended;

    /** {@code run} tells this run's sensors from all others. */
    Probes(PlatformClient platform, String run, Duration pause, Duration patience) {
        this.platform = platform;
        this.run = run;
        this.pause = pause;
        this.patience = patience;
    }

    @Override
    public void run() {
        try {
            while (!ended) {
                probes.add(probe("freshness-" + run + "-" + probes.size()));
                LockSupport.parkNanos(EVERY.toNanos());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void end() {
        ended = true;
    }

    /** To be asked when {@link #run} has returned. */
    List<Probe> probes() {
        return List.copyOf(probes);
    }

    private Probe probe(String sensor) throws IOException {
        Instant now = Instant.now();
        byte[] reading = Json.line(
                        Map.of("sensor_id", sensor, "metric", "speed", "measured_at", now.toString(), "value", 1.0))
                .getBytes(StandardCharsets.UTF_8);
        URI events = URI.create(platform.events(STREAM) + "?source=urn:plumbline:bench:" + sensor + "&firstId=1");
        Http.Answer answer =
                Http.post(events, Map.of("Content-Type", "application/json"), reading, reading.length, TIMEOUT);
        long at = System.nanoTime();
        JsonNode result = EventSource.accepted(answer, 1).path("results").path(0);
        Acknowledged event = new Acknowledged(
                STREAM, result.path("partition").asInt(), result.path("offset").asLong(), at);
        // Only the minutes around it, so that the query is light.
        Map<String, String> question =
                Map.of("sensor", sensor, "from", now.minusSeconds(120).toString());
        while (System.nanoTime() - at < patience.toNanos()) {
            JsonNode found = platform.query("readings_by_sensor_minute", question);
            long seen = System.nanoTime();
            if (found.path("rows").path(0).path("readings").asInt() == 1) {
                return new Probe(event, seen - at);
            }
            LockSupport.parkNanos(pause.toNanos());
        }
        return new Probe(event, -1);
    }
}
