/** From Kafka to bronze, silver, quarantine and the list of duplicates, exactly once. Start at {@link dev.plumbline.processing.stream.StreamPipeline}. */
package dev.plumbline.processing.stream;
