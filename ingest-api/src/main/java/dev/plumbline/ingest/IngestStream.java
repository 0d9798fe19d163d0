package dev.plumbline.ingest;

import dev.plumbline.buffer.contract.Contract;
import dev.plumbline.buffer.contract.EventReader;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/** A stream that events can be sent to: its contract, the compiled check, and its figures. */
final class IngestStream {

    private final Contract contract;
    private final EventReader reader;
    private final Counter accepted;
    private final Counter rejected;
    private final Counter unknown;
    private final Counter bytes;
    private final Timer acknowledge;

    IngestStream(Contract contract, MeterRegistry metrics) {
        this.contract = contract;
        this.reader = EventReader.compile(contract);
        this.accepted = events(metrics, contract.stream(), "accepted");
        this.rejected = events(metrics, contract.stream(), "rejected");
        this.unknown = events(metrics, contract.stream(), "unknown");
        this.bytes = Counter.builder("plumbline.ingest.bytes")
                .description("Bytes of events read, decompressed")
                .tag("stream", contract.stream())
                .register(metrics);
        this.acknowledge = Timer.builder("plumbline.ingest.acknowledge")
                .description("From the last event of a request read to all of them acknowledged")
                .tag("stream", contract.stream())
                .publishPercentiles(0.5, 0.99)
                .register(metrics);
    }

    Contract contract() {
        return contract;
    }

    EventReader reader() {
        return reader;
    }

    String topic() {
        return contract.topic().name();
    }

    String deadLetterTopic() {
        return contract.topic().deadLetters();
    }

    Counter accepted() {
        return accepted;
    }

    Counter rejected() {
        return rejected;
    }

    Counter unknown() {
        return unknown;
    }

    Counter bytes() {
        return bytes;
    }

    Timer acknowledge() {
        return acknowledge;
    }

    private static Counter events(MeterRegistry metrics, String stream, String outcome) {
        return Counter.builder("plumbline.ingest.events")
                .description("Events by what became of them")
                .tag("stream", stream)
                .tag("outcome", outcome)
                .register(metrics);
    }
}
