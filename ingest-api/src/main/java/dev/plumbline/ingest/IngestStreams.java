package dev.plumbline.ingest;

import dev.plumbline.buffer.contract.Contracts;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The streams that contracts declare; there are no others. */
final class IngestStreams {

    private final Map<String, IngestStream> byName = new LinkedHashMap<>();

    IngestStreams(Contracts contracts, MeterRegistry metrics) {
        contracts.all().forEach(contract -> byName.put(contract.stream(), new IngestStream(contract, metrics)));
    }

    Collection<IngestStream> all() {
        return byName.values();
    }

    /** Every topic that events or dead letters go to. */
    List<String> topics() {
        return all().stream()
                .flatMap(stream -> Stream.of(stream.topic(), stream.deadLetterTopic()))
                .toList();
    }

    IngestStream named(String name) {
        IngestStream stream = byName.get(name);
        if (stream == null) {
            throw Problem.of(
                            404,
                            "unknown-stream",
                            "There is no such stream",
                            "No contract declares a stream called " + name + "; there are: "
                                    + String.join(", ", byName.keySet()))
                    .refusal();
        }
        return stream;
    }
}
