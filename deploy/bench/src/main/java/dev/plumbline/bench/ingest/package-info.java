/**
 * How fast events go in over HTTP, next to Kafka's own {@code kafka-producer-perf-test} with the same settings and bytes.
 * Start at {@link dev.plumbline.bench.ingest.IngestCommand}.
 */
package dev.plumbline.bench.ingest;
