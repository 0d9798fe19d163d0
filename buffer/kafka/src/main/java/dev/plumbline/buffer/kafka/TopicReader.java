package dev.plumbline.buffer.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;

/** Looks at topics without taking anything from them: what each partition holds, and its newest records. Safe for many threads. */
public final class TopicReader implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofSeconds(3);
    private static final Duration POLL = Duration.ofMillis(200);

    private final String bootstrap;
    private final AdminClient client;

    private TopicReader(String bootstrap) {
        this.bootstrap = bootstrap;
        this.client = new AdminClient(bootstrap, TIMEOUT);
    }

    public static TopicReader connect(String bootstrap) {
        return new TopicReader(bootstrap);
    }

    /** What each partition of the topics holds, by topic and partition; a topic that does not exist is left out. */
    public List<PartitionRange> ranges(Collection<String> topics) {
        List<TopicPartition> partitions = partitions(topics);
        Map<TopicPartition, Long> begin = offsets(partitions, OffsetSpec.earliest());
        Map<TopicPartition, Long> end = offsets(partitions, OffsetSpec.latest());
        return partitions.stream()
                .map(p -> new PartitionRange(p.topic(), p.partition(), begin.get(p), end.get(p)))
                .sorted(Comparator.comparing(PartitionRange::topic).thenComparingInt(PartitionRange::partition))
                .toList();
    }

    /** The newest {@code count} records of a topic, oldest first. */
    public List<StoredRecord> last(String topic, int count) {
        long held = ranges(List.of(topic)).stream()
                .mapToLong(range -> Math.min(count, range.count()))
                .sum();
        List<StoredRecord> records = new ArrayList<>();
        long deadline = System.nanoTime() + TIMEOUT.toNanos();
        try (TopicTail tail = tail(topic, count)) {
            while (records.size() < held && System.nanoTime() < deadline) {
                records.addAll(tail.poll(POLL));
            }
        }
        records.sort(Comparator.comparing(StoredRecord::receivedAt)
                .thenComparingInt(StoredRecord::partition)
                .thenComparingLong(StoredRecord::offset));
        return records.subList(Math.max(0, records.size() - count), records.size());
    }

    /** Follows a topic, from {@code newest} records before the end of each partition. The caller closes it. */
    public TopicTail tail(String topic, int newest) {
        Map<TopicPartition, Long> start = new HashMap<>();
        for (PartitionRange range : ranges(List.of(topic))) {
            start.put(new TopicPartition(topic, range.partition()), Math.max(range.begin(), range.end() - newest));
        }
        return new TopicTail(bootstrap, start);
    }

    /** Why the broker cannot be read now; empty when it answers. */
    public Optional<String> problem() {
        return client.problem();
    }

    @Override
    public void close() {
        client.close();
    }

    private List<TopicPartition> partitions(Collection<String> topics) {
        List<String> known = client
                .await("list the topics", client.admin().listTopics().names())
                .stream()
                .filter(topics::contains)
                .toList();
        Map<String, TopicDescription> descriptions = client.await(
                "describe the topics", client.admin().describeTopics(known).allTopicNames());
        return descriptions.values().stream()
                .flatMap(topic -> topic.partitions().stream()
                        .map(partition -> new TopicPartition(topic.name(), partition.partition())))
                .toList();
    }

    private Map<TopicPartition, Long> offsets(List<TopicPartition> partitions, OffsetSpec which) {
        Map<TopicPartition, OffsetSpec> asked =
                partitions.stream().collect(Collectors.toMap(partition -> partition, partition -> which));
        Map<TopicPartition, ListOffsetsResultInfo> found = client.await(
                "read the offsets", client.admin().listOffsets(asked).all());
        return found.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue()
                .offset()));
    }
}
