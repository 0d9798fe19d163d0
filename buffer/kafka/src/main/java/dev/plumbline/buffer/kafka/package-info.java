/**
 * Where events wait: the broker process, its topics and dead letters, the one producer and the readers. Start at
 * {@link dev.plumbline.buffer.kafka.BufferApp} for the process and at {@link dev.plumbline.buffer.kafka.EventProducer}
 * for the way in. No Kafka type leaves this package, so that the layers around it know what waits here and not how.
 */
package dev.plumbline.buffer.kafka;
