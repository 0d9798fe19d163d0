package dev.plumbline.buffer.kafka;

import dev.plumbline.runtime.Addresses;
import dev.plumbline.runtime.Settings;

/** The settings of the buffer process, read once. */
public record BufferConfig(Broker.Config broker, EventLimits limits, int replicas, boolean shorterRetentionAllowed) {

    public static BufferConfig from(Settings settings) {
        Addresses addresses = Addresses.from(settings);
        long flush = settings.number("buffer.flush-messages", 0, 0, Integer.MAX_VALUE);
        return new BufferConfig(
                new Broker.Config(
                        settings.path("data.dir", "data").resolve("buffer"),
                        addresses.bind(),
                        addresses.bufferPort(),
                        addresses.bufferControllerPort(),
                        settings.text("buffer.advertised-host", Broker.loopbackForAny(addresses.bind())),
                        flush == 0 ? Broker.Config.FLUSH_LEFT_TO_THE_SYSTEM : flush),
                new EventLimits(
                        (int) settings.number("event.max-bytes", EventLimits.DEFAULT_EVENT_BYTES, 1, 100_000_000)),
                (int) settings.number("kafka.replication-factor", 1, 1, 9),
                settings.flag("buffer.allow-shorter-retention", false));
    }
}
