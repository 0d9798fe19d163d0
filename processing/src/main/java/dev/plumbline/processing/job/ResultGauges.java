package dev.plumbline.processing.job;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** The newest figure of a kind of job for each thing it was asked about; there is none for what it was never asked about. */
final class ResultGauges {

    private final MeterRegistry registry;
    private final String name;
    private final String description;
    private final Map<String, AtomicLong> values = new ConcurrentHashMap<>();

    ResultGauges(MeterRegistry registry, String name, String description) {
        this.registry = registry;
        this.name = name;
        this.description = description;
    }

    void set(String tag, String thing, long value) {
        values.computeIfAbsent(thing, any -> {
                    AtomicLong latest = new AtomicLong();
                    Gauge.builder(name, latest, AtomicLong::get)
                            .tags(tag, thing)
                            .description(description)
                            .register(registry);
                    return latest;
                })
                .set(value);
    }
}
