package dev.plumbline.ingest;

import dev.plumbline.buffer.kafka.EventLimits;
import dev.plumbline.buffer.kafka.EventProducer;
import dev.plumbline.runtime.Addresses;
import dev.plumbline.runtime.InvalidSettingException;
import dev.plumbline.runtime.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The settings of the ingest API, read once. */
public record IngestConfig(
        String bind, int port, Optional<Path> contracts, EventProducer.Config producer, Limits limits) {

    /**
     * What one request, and all of them together, may use: bytes of an event, bytes of a body that is not streamed,
     * requests at a time, bytes of bodies held at a time, how long a connection may be silent and how slow a body may be,
     * and how long to wait for the buffer.
     */
    public record Limits(
            int eventBytes,
            int bodyBytes,
            int requests,
            long bufferedBytes,
            Duration idleTimeout,
            long bytesPerSecond,
            Duration patience) {}

    private static final List<String> COMPRESSIONS = List.of("none", "lz4", "zstd", "snappy", "gzip");
    static final int DEFAULT_BODY_BYTES = 10_000_000;
    static final int DEFAULT_REQUESTS = 200;
    static final long DEFAULT_BUFFERED_BYTES = 64_000_000;
    static final Duration DEFAULT_IDLE_TIMEOUT = Duration.ofSeconds(30);

    public static IngestConfig from(Settings settings) {
        Addresses addresses = Addresses.from(settings);
        EventLimits event = event(settings);
        long bufferBytes = settings.number(
                "ingest.producer-buffer-bytes", EventProducer.Config.DEFAULT_BUFFER_BYTES, 1 << 20, 1L << 32);
        if (event.requestBytes() > bufferBytes) {
            throw new InvalidSettingException("ingest.producer-buffer-bytes is " + bufferBytes
                    + ", expected at least " + event.requestBytes() + " for events of " + event.eventBytes()
                    + " bytes (event.max-bytes, ingest.max-event-bytes)");
        }
        Duration delivery = settings.duration(
                "ingest.delivery-timeout",
                EventProducer.Config.DEFAULT_DELIVERY_TIMEOUT,
                Duration.ofSeconds(1),
                Duration.ofMinutes(10));
        return new IngestConfig(
                addresses.bind(),
                addresses.ingestPort(),
                settings.optionalPath("contracts.dir"),
                new EventProducer.Config(
                        addresses.kafkaBootstrap(), event, delivery, bufferBytes, compression(settings)),
                new Limits(
                        event.eventBytes(),
                        (int) settings.number("ingest.max-body-bytes", DEFAULT_BODY_BYTES, 1, 1 << 30),
                        (int) settings.number("ingest.max-requests", DEFAULT_REQUESTS, 1, 10_000),
                        settings.number("ingest.max-buffered-bytes", DEFAULT_BUFFERED_BYTES, 1, 1L << 40),
                        settings.duration(
                                "ingest.idle-timeout",
                                DEFAULT_IDLE_TIMEOUT,
                                Duration.ofSeconds(1),
                                Duration.ofHours(1)),
                        settings.number("ingest.min-bytes-per-second", 100, 0, 1_000_000_000),
                        delivery.plusSeconds(5)));
    }

    /** The longest event that ingest takes: topics are made for {@code event.max-bytes}, so it is never longer than that. */
    private static EventLimits event(Settings settings) {
        long topic = settings.number("event.max-bytes", EventLimits.DEFAULT_EVENT_BYTES, 1, 100_000_000);
        long own = settings.number("ingest.max-event-bytes", topic, 1, 100_000_000);
        if (own > topic) {
            throw new InvalidSettingException("ingest.max-event-bytes is " + own
                    + ", expected no more than event.max-bytes, which is " + topic
                    + " and says what the topics take; set event.max-bytes for all layers");
        }
        return new EventLimits((int) own);
    }

    private static String compression(Settings settings) {
        String name = settings.text("ingest.compression", EventProducer.Config.DEFAULT_COMPRESSION);
        if (!COMPRESSIONS.contains(name)) {
            throw new InvalidSettingException(
                    "ingest.compression is " + name + ", expected one of " + String.join(", ", COMPRESSIONS));
        }
        return name;
    }
}
