package dev.plumbline.processing.stream;

import dev.plumbline.buffer.contract.Contract;
import dev.plumbline.storage.tables.Offsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Compares what the tables hold with what the topic holds, before a stream reads on. */
final class KafkaPosition {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    /** Reading on would lose events: the topic no longer has what the tables have not yet got, or is another topic. */
    static final class LostException extends Exception {

        private static final long serialVersionUID = 1L;

        LostException(String message) {
            super(message);
        }
    }

    private KafkaPosition() {}

    /** Where to read on, for every partition the topic has; throws where the topic and the tables do not fit together. */
    static Offsets check(String bootstrap, Contract contract, Offsets tables) throws LostException {
        String topic = contract.topic().name();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(properties(bootstrap))) {
            List<PartitionInfo> found = consumer.partitionsFor(topic, TIMEOUT);
            if (found == null || found.isEmpty()) {
                throw new IllegalStateException(
                        "The topic " + topic + " is not there yet; the buffer makes it at start");
            }
            List<TopicPartition> partitions = found.stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            Map<TopicPartition, Long> begin = consumer.beginningOffsets(partitions, TIMEOUT);
            Map<TopicPartition, Long> end = consumer.endOffsets(partitions, TIMEOUT);
            Offsets start = tables;
            for (TopicPartition partition : partitions) {
                int number = partition.partition();
                long held = tables.end(number);
                if (held > end.get(partition)) {
                    throw new LostException(topic + " partition " + number + " ends at offset " + end.get(partition)
                            + ", but bronze." + contract.stream() + " has read up to " + held
                            + ": the topic was made anew or cut. Restore the buffer's directory, or start over with"
                            + " ./plumbline reset");
                }
                if (!tables.ends().isEmpty() && held < begin.get(partition)) {
                    throw new LostException(topic + " partition " + number + " begins at offset "
                            + begin.get(partition) + ", but bronze." + contract.stream() + " has read only up to "
                            + held
                            + ": retention removed " + (begin.get(partition) - held)
                            + " events before they were processed. Raise the contract's retention; to go on without"
                            + " them, start over with ./plumbline reset");
                }
                start = start.with(number, Math.max(held, begin.get(partition)));
            }
            return start;
        }
    }

    /** Offsets as Spark's Kafka source takes them: {@code {"orders":{"0":12,"1":7}}}. */
    static String json(String topic, Offsets offsets) {
        return offsets.ends().entrySet().stream()
                .map(end -> "\"" + end.getKey() + "\":" + end.getValue())
                .collect(Collectors.joining(",", "{\"" + topic + "\":{", "}}"));
    }

    private static Properties properties(String bootstrap) {
        Properties properties = new Properties();
        properties.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
        properties.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName());
        properties.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName());
        return properties;
    }
}
