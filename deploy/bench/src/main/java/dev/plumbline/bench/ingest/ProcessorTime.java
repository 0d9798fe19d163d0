package dev.plumbline.bench.ingest;

import java.time.Duration;

/**
 * How much processor time an event took, in microseconds, by process: the sender of the load, the ingest API (none where
 * the sender is Kafka's own program), and the broker. It changes less than the speed does when others use the machine, too.
 */
record ProcessorTime(double client, double ingest, double broker) {

    static ProcessorTime of(long events, long clientNanos, long ingestNanos, long brokerNanos) {
        return new ProcessorTime(micros(clientNanos, events), micros(ingestNanos, events), micros(brokerNanos, events));
    }

    /** What a process has used since its start. */
    static long nanos(ProcessHandle process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos();
    }

    double all() {
        return client + ingest + broker;
    }

    private static double micros(long nanos, long events) {
        return nanos / 1e3 / events;
    }
}
