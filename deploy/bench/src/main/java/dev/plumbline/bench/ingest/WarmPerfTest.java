package dev.plumbline.bench.ingest;

import org.apache.kafka.tools.ProducerPerformance;

/**
 * Kafka's {@code kafka-producer-perf-test} twice in one JVM, of which the second run counts: by then its code is compiled, as
 * that of a server that has run for a while. (Its own {@code --warmup-records} counts the time that the warm-up's last
 * records take to leave the producer's buffer, and so makes it look slower than it is.)
 */
final class WarmPerfTest {

    private WarmPerfTest() {}

    public static void main(String[] args) throws Exception {
        ProducerPerformance.main(args);
        ProducerPerformance.main(args);
    }
}
