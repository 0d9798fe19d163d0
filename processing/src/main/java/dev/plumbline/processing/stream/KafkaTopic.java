package dev.plumbline.processing.stream;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** One topic, asked what it is and what it holds. Safe for many threads. */
final class KafkaTopic implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    /** What a partition holds: from offset {@code begin} to {@code end}, exclusive. */
    record Range(long begin, long end) {}

    /** The topic at one moment. {@code id} is the broker's own for it, which another topic of the same name does not get. */
    record View(String name, String id, SortedMap<Integer, Range> partitions) {}

    private final String name;
    private final Admin admin;

    private KafkaTopic(String name, Admin admin) {
        this.name = name;
        this.admin = admin;
    }

    static KafkaTopic connect(String bootstrap, String name) {
        Properties properties = new Properties();
        properties.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
        properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) TIMEOUT.toMillis());
        properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) TIMEOUT.toMillis());
        return new KafkaTopic(name, Admin.create(properties));
    }

    View view() throws InterruptedException {
        TopicDescription topic = describe();
        List<TopicPartition> partitions = topic.partitions().stream()
                .map(partition -> new TopicPartition(name, partition.partition()))
                .toList();
        Map<TopicPartition, ListOffsetsResultInfo> begins = offsets(partitions, OffsetSpec.earliest());
        Map<TopicPartition, ListOffsetsResultInfo> ends = offsets(partitions, OffsetSpec.latest());
        SortedMap<Integer, Range> ranges = new TreeMap<>();
        partitions.forEach(partition -> ranges.put(
                partition.partition(),
                new Range(begins.get(partition).offset(), ends.get(partition).offset())));
        return new View(name, topic.topicId().toString(), ranges);
    }

    /** The broker's id of the topic that has this name now. */
    String id() throws InterruptedException {
        return describe().topicId().toString();
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(1));
    }

    private TopicDescription describe() throws InterruptedException {
        return answer(admin.describeTopics(List.of(name)).topicNameValues().get(name));
    }

    private Map<TopicPartition, ListOffsetsResultInfo> offsets(List<TopicPartition> partitions, OffsetSpec which)
            throws InterruptedException {
        Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
        partitions.forEach(partition -> asked.put(partition, which));
        return answer(admin.listOffsets(asked).all());
    }

    private <T> T answer(KafkaFuture<T> question) throws InterruptedException {
        try {
            return question.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                throw new IllegalStateException(
                        "The topic " + name + " is not there yet; the buffer makes it at start");
            }
            throw new IllegalStateException("The topic " + name + " cannot be asked: " + e.getCause(), e.getCause());
        }
    }
}
