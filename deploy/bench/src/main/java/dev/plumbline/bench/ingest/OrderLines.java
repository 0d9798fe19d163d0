package dev.plumbline.bench.ingest;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.plumbline.local.Json;
import dev.plumbline.local.simulate.Mix;
import dev.plumbline.local.simulate.Simulation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Valid orders as NDJSON bodies, made before anything is measured: the same bytes for every run and for both sides. */
record OrderLines(List<byte[]> bodies, int linesPerBody) {

    static final String STREAM = "orders";

    private static final long SEED = 1;
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final double EVENTS_PER_SECOND = 1_000;

    /** {@code count} different bodies from the seeded simulator of the command line. */
    static OrderLines generate(int count, int linesPerBody) {
        Simulation simulation =
                new Simulation(STREAM, SEED, "urn:plumbline:bench", START, EVENTS_PER_SECOND, Mix.CLEAN);
        List<byte[]> bodies = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ByteArrayOutputStream body = new ByteArrayOutputStream(linesPerBody * 256);
            for (int line = 0; line < linesPerBody; line++) {
                body.writeBytes(data(simulation.next()));
                body.write('\n');
            }
            bodies.add(body.toByteArray());
        }
        return new OrderLines(List.copyOf(bodies), linesPerBody);
    }

    /** Mean length of an event, without the line's end. */
    double bytesPerEvent() {
        long bytes =
                bodies.stream().mapToLong(body -> body.length - linesPerBody).sum();
        return (double) bytes / ((long) bodies.size() * linesPerBody);
    }

    /** Writes every event on a line of its own, as Kafka's {@code --payload-file} takes them. */
    void write(Path file) {
        try (OutputStream out = Files.newOutputStream(file)) {
            for (byte[] body : bodies) {
                out.write(body);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The events cannot be written to " + file, e);
        }
    }

    private static byte[] data(Simulation.Event event) {
        try {
            String cloudEvent = new String(event.json(), StandardCharsets.UTF_8);
            return Json.line(Json.tree(cloudEvent).path("data")).getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
