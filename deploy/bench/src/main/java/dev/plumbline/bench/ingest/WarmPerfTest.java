package dev.plumbline.bench.ingest;

import org.apache.kafka.tools.ProducerPerformance;

/**
 * Kafka's {@code kafka-producer-perf-test} twice in one JVM, of which the second run counts: by then its code is compiled, as
 * that of a server that has run for a while. (Its own {@code --warmup-records} counts the time that the warm-up's last
 * records take to leave the producer's buffer, and so makes it look slower than it is.) Says before and after the second
 * run how much processor time the JVM has used.
 */
final class WarmPerfTest {

    private static final String PROCESSOR_NANOS = "processor nanoseconds: ";

    private WarmPerfTest() {}

    public static void main(String[] args) throws Exception {
        ProducerPerformance.main(args);
        System.out.println(PROCESSOR_NANOS + processorNanos());
        ProducerPerformance.main(args);
        System.out.println(PROCESSOR_NANOS + processorNanos());
    }

    static boolean isProcessorTime(String line) {
        return line.startsWith(PROCESSOR_NANOS);
    }

    static long processorNanos(String line) {
        return Long.parseLong(line.substring(PROCESSOR_NANOS.length()));
    }

    private static long processorNanos() {
        return ProcessorTime.nanos(ProcessHandle.current());
    }
}
