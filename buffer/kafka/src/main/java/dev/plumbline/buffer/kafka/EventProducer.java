package dev.plumbline.buffer.kafka;

import dev.plumbline.buffer.contract.CloudEventHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one way into the buffer: an idempotent producer that acknowledges after the broker has ({@code acks=all}) and never
 * blocks for longer than half a second. Safe for many threads; one per process.
 */
public final class EventProducer implements AutoCloseable {

    /** How the producer works; {@code compression} is one of Kafka's ({@code none}, {@code lz4}, {@code zstd}, {@code snappy}, {@code gzip}). */
    public record Config(
            String bootstrap, EventLimits limits, Duration deliveryTimeout, long bufferBytes, String compression) {

        public static final Duration DEFAULT_DELIVERY_TIMEOUT = Duration.ofSeconds(8);
        public static final long DEFAULT_BUFFER_BYTES = 32L << 20;
        public static final String DEFAULT_COMPRESSION = "lz4";

        public static Config of(String bootstrap) {
            return new Config(
                    bootstrap,
                    new EventLimits(EventLimits.DEFAULT_EVENT_BYTES),
                    DEFAULT_DELIVERY_TIMEOUT,
                    DEFAULT_BUFFER_BYTES,
                    DEFAULT_COMPRESSION);
        }
    }

    private static final int BATCH_BYTES = 128 * 1024;
    private static final Duration MAX_BLOCK = Duration.ofMillis(500);
    private static final Duration ADMIN_TIMEOUT = Duration.ofSeconds(2);
    private static final long PROBE_FOR_NANOS = Duration.ofMillis(500).toNanos();

    private static final long REPLACE_AFTER_NANOS = Duration.ofSeconds(1).toNanos();
    private static final Logger LOG = LoggerFactory.getLogger(EventProducer.class);

    private final Supplier<Producer<byte[], byte[]>> producers;
    private final AdminClient admin;
    private volatile Producer<byte[], byte[]> producer;
    private final Object replacing = new Object();
    private long replacedAt = System.nanoTime() - REPLACE_AFTER_NANOS;
    private boolean closed;
    private volatile boolean doubtful;
    private Optional<String> lastProblem = Optional.empty();
    private long lastProbe;
    private boolean probed;

    /** {@code producers} makes the producer, and another where one is broken for good. */
    EventProducer(Supplier<Producer<byte[], byte[]>> producers, AdminClient admin) {
        this.producers = producers;
        this.producer = producers.get();
        this.admin = admin;
    }

    /** Makes the producer; connects in the background, so the broker need not be there yet. */
    public static EventProducer connect(Config config) {
        return new EventProducer(
                () -> new KafkaProducer<>(properties(config), new ByteArraySerializer(), new ByteArraySerializer()),
                new AdminClient(config.bootstrap(), ADMIN_TIMEOUT));
    }

    /** The settings that Kafka's producer gets, also for measuring it without us. */
    public static Map<String, Object> properties(Config config) {
        Map<String, Object> properties = new HashMap<>(AdminClient.clientProperties(config.bootstrap()));
        properties.put("client.id", "plumbline-ingest");
        properties.put("acks", "all");
        properties.put("enable.idempotence", true);
        properties.put("compression.type", config.compression());
        // Batches form by themselves while earlier ones are in flight; waiting for more only delays a single event.
        properties.put("linger.ms", 0);
        properties.put("batch.size", BATCH_BYTES);
        properties.put("buffer.memory", config.bufferBytes());
        properties.put("max.block.ms", MAX_BLOCK.toMillis());
        properties.put("max.request.size", config.limits().requestBytes());
        properties.put("delivery.timeout.ms", (int) config.deliveryTimeout().toMillis());
        properties.put("request.timeout.ms", (int)
                Math.max(500, config.deliveryTimeout().toMillis() / 2));
        // What is known of the topics is kept while the broker is away: events wait for it, as long as their delivery
        // may
        // take, so that a broker that is restarted at once is not even noticed.
        properties.put("metadata.recovery.strategy", "none");
        properties.put("metadata.max.idle.ms", Duration.ofDays(1).toMillis());
        return properties;
    }

    /** Learns where the topics' partitions are, so that no event waits for it; says what is missing, empty when all is known. */
    public Optional<String> prepare(Collection<String> topics) {
        List<String> missing = new ArrayList<>();
        for (String topic : topics) {
            try {
                producer.partitionsFor(topic);
            } catch (KafkaException e) {
                missing.add(topic);
                break;
            }
        }
        return missing.isEmpty()
                ? Optional.empty()
                : Optional.of("the broker does not know the topic " + missing.get(0));
    }

    /** Appends a valid event; returns at once unless the producer's buffer is full (then after half a second at most). */
    public void append(String topic, NewEvent event, Acknowledgement acknowledgement, long index) {
        byte[] key = event.key() == null ? null : event.key().getBytes(StandardCharsets.UTF_8);
        Header[] headers = event.attributes().with(event.id(), event.time());
        send(topic, event.receivedAtMillis(), key, event.value(), headers, acknowledgement, index);
    }

    /** Keeps an event that its contract does not allow. */
    public void deadLetter(String topic, DeadLetter letter, Acknowledgement acknowledgement, long index) {
        List<Header> headers = new ArrayList<>();
        headers.add(Attributes.header(CloudEventHeaders.DEAD_LETTER_REASON, letter.reason()));
        headers.add(Attributes.header(CloudEventHeaders.DEAD_LETTER_RULE, letter.rule()));
        headers.add(Attributes.header(CloudEventHeaders.DEAD_LETTER_POINTER, letter.pointer()));
        headers.add(Attributes.header(CloudEventHeaders.DEAD_LETTER_STAGE, "ingest"));
        headers.add(Attributes.header(
                CloudEventHeaders.DEAD_LETTER_RECEIVED_AT, letter.receivedAt().toString()));
        if (letter.source() != null) {
            headers.add(Attributes.header(CloudEventHeaders.SOURCE, letter.source()));
        }
        if (letter.id() != null) {
            headers.add(Attributes.header(CloudEventHeaders.ID, letter.id()));
        }
        send(
                topic,
                letter.receivedAt().toEpochMilli(),
                null,
                letter.payload(),
                headers.toArray(Header[]::new),
                acknowledgement,
                index);
    }

    /** Why an event sent now would not be acknowledged; empty as long as nothing has failed since the last success. */
    public Optional<String> doubt() {
        return doubtful ? problem() : Optional.empty();
    }

    /** Asks the broker whether it is there; an answer is good for half a second. */
    public synchronized Optional<String> problem() {
        long now = System.nanoTime();
        if (!probed || now - lastProbe > PROBE_FOR_NANOS) {
            lastProblem = admin.problem();
            lastProbe = System.nanoTime();
            probed = true;
            doubtful = lastProblem.isPresent();
        }
        return lastProblem;
    }

    @Override
    public void close() {
        synchronized (replacing) {
            closed = true;
        }
        producer.close(Duration.ofSeconds(5));
        admin.close();
    }

    private void send(
            String topic,
            long timestamp,
            byte[] key,
            byte[] value,
            Header[] headers,
            Acknowledgement acknowledgement,
            long index) {
        ProducerRecord<byte[], byte[]> message =
                new ProducerRecord<>(topic, null, timestamp, key, value, Arrays.asList(headers));
        Answer answer = new Answer(this, acknowledgement, index);
        Producer<byte[], byte[]> current = producer;
        try {
            current.send(message, answer);
        } catch (InterruptException e) {
            notSent(acknowledgement, index, e);
        } catch (KafkaException | IllegalStateException e) {
            // The producer is closed or broken for good, and the event was not taken; an error of this one event comes
            // through the callback instead.
            sendByAnother(current, message, answer, e);
        }
    }

    private void sendByAnother(
            Producer<byte[], byte[]> broken,
            ProducerRecord<byte[], byte[]> message,
            Answer answer,
            RuntimeException failure) {
        try {
            if (replace(broken, failure)) {
                producer.send(message, answer);
            } else {
                notSent(answer.acknowledgement(), answer.index(), failure);
            }
        } catch (KafkaException | IllegalStateException e) {
            notSent(answer.acknowledgement(), answer.index(), e);
        }
    }

    /**
     * Puts another producer in the place of one that does not come back: an idempotent producer refuses everything after
     * an error that leaves it unsure of its numbering. False where that was tried a moment ago, or when closing.
     */
    private boolean replace(Producer<byte[], byte[]> broken, RuntimeException failure) {
        synchronized (replacing) {
            if (producer != broken) {
                return true;
            }
            if (closed || System.nanoTime() - replacedAt < REPLACE_AFTER_NANOS) {
                return false;
            }
            replacedAt = System.nanoTime();
            LOG.warn("producer is broken for good and is replaced reason={}", reason(failure));
            // What it still holds is told to be unknown.
            broken.close(Duration.ZERO);
            producer = producers.get();
            return true;
        }
    }

    private void notSent(Acknowledgement acknowledgement, long index, RuntimeException failure) {
        doubtful = true;
        acknowledgement.failed(index, new AppendFailure(AppendFailure.Kind.NOT_SENT, reason(failure)));
    }

    /** The callback of one event; small, since there is one for each. */
    private record Answer(EventProducer producer, Acknowledgement acknowledgement, long index) implements Callback {

        @Override
        public void onCompletion(RecordMetadata metadata, Exception failure) {
            if (failure == null) {
                if (producer.doubtful) {
                    producer.doubtful = false;
                }
                acknowledgement.acknowledged(index, metadata.partition(), metadata.offset());
            } else {
                acknowledgement.failed(index, producer.failure(failure));
            }
        }
    }

    private AppendFailure failure(Exception failure) {
        if (failure instanceof RecordTooLargeException || failure instanceof RecordBatchTooLargeException) {
            return new AppendFailure(AppendFailure.Kind.REFUSED, reason(failure));
        }
        doubtful = true;
        // A failure that is told on the caller's own thread happened before the event was handed to the network.
        boolean sent = Thread.currentThread().getName().startsWith("kafka-producer-network-thread");
        return new AppendFailure(sent ? AppendFailure.Kind.UNKNOWN : AppendFailure.Kind.NOT_SENT, reason(failure));
    }

    private static String reason(Exception failure) {
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    }
}
