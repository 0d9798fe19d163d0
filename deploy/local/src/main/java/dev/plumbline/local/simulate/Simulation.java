package dev.plumbline.local.simulate;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.plumbline.local.Failure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/**
 * An endless sequence of one stream's events as CloudEvents. The same stream, seed, start, rate and mix give the same bytes
 * on every machine: event times come from a clock that moves by one step per event, not from the wall.
 */
public final class Simulation {

    /** One event as it is sent; {@code json} is the whole CloudEvent. */
    public record Event(byte[] json, boolean good, boolean late, boolean repeated) {}

    private static final Map<String, Supplier<EventGenerator>> GENERATORS = Map.of(
            "orders", OrdersGenerator::new,
            "web-logs", WebLogsGenerator::new,
            "vehicle-telemetry", VehicleTelemetryGenerator::new);

    private static final JsonFactory JSON = new JsonFactory();
    private static final int REMEMBERED = 256;
    private static final Duration SHORTEST_DELAY = Duration.ofMinutes(5);
    private static final Duration LONGEST_DELAY = Duration.ofHours(30);

    private final String stream;
    private final String source;
    private final Instant start;
    private final double eventsPerSecond;
    private final Mix mix;
    private final EventGenerator generator;
    private final SplittableRandom random;
    private final Event[] recent = new Event[REMEMBERED];
    private long sequence;
    private int remembered;

    /**
     * {@code source} is the CloudEvents source; events get the ids 1, 2, 3 and so on under it. Event times begin at
     * {@code start} and advance by 1 / {@code eventsPerSecond} seconds.
     */
    public Simulation(String stream, long seed, String source, Instant start, double eventsPerSecond, Mix mix) {
        Supplier<EventGenerator> known = GENERATORS.get(stream);
        if (known == null) {
            throw Failure.usage(
                    "There is no simulator for the stream " + stream,
                    "choose from " + String.join(", ", streams())
                            + ", or send your own with: plumbline replay FILE --stream " + stream);
        }
        this.stream = stream;
        this.source = source;
        this.start = start;
        this.eventsPerSecond = eventsPerSecond;
        this.mix = mix;
        this.generator = known.get();
        this.random = new SplittableRandom(seed * 1_000_003 + stream.hashCode());
    }

    /** The streams that can be simulated. */
    public static List<String> streams() {
        return GENERATORS.keySet().stream().sorted().toList();
    }

    public String stream() {
        return stream;
    }

    public Event next() {
        double chance = random.nextDouble();
        if (chance < mix.duplicates() && remembered > 0) {
            Event again = recent[random.nextInt(Math.min(remembered, REMEMBERED))];
            return new Event(again.json(), again.good(), again.late(), true);
        }
        boolean bad = random.nextDouble() < mix.bad();
        boolean late = random.nextDouble() < mix.late();
        sequence++;
        Instant time = start.plusNanos(Math.round((sequence - 1) * 1e9 / eventsPerSecond));
        if (late) {
            time = time.minusMillis(random.nextLong(SHORTEST_DELAY.toMillis(), LONGEST_DELAY.toMillis()));
        }
        Event event = new Event(cloudEvent(time, bad), !bad, late, false);
        recent[remembered++ % REMEMBERED] = event;
        return event;
    }

    private byte[] cloudEvent(Instant time, boolean bad) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        Instant eventTime = Instant.ofEpochMilli(time.toEpochMilli());
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeStringField("specversion", "1.0");
            json.writeStringField("id", Long.toString(sequence));
            json.writeStringField("source", source);
            json.writeStringField("type", "dev.plumbline." + stream);
            json.writeStringField("time", eventTime.toString());
            json.writeStringField("datacontenttype", "application/json");
            json.writeFieldName("data");
            if (bad) {
                generator.writeBad(random, eventTime, json);
            } else {
                generator.writeGood(random, eventTime, json);
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
