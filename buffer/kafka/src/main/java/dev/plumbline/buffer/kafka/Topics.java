package dev.plumbline.buffer.kafka;

import dev.plumbline.buffer.contract.Contract;
import dev.plumbline.buffer.contract.Contracts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitionReassignment;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the topics what the contracts say: creates a stream's topic and its dead letters, adds partitions and replicas,
 * lengthens retention. A change that would lose data is refused, and then nothing at all is changed.
 */
public final class Topics implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Topics.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(15);
    private static final Duration COPYING = Duration.ofMinutes(5);
    private static final Duration LEADER_POLL = Duration.ofMillis(20);
    private static final String RETENTION = "retention.ms";
    private static final String MAX_BYTES = "max.message.bytes";
    private static final String MIN_REPLICAS = "min.insync.replicas";
    private static final long FOREVER = -1;
    private static final int DEAD_LETTER_PARTITIONS = 1;

    /** What a topic should be. */
    private record Wanted(String name, int partitions, long retentionMillis, String contract) {}

    /** What a topic is now. */
    private record Existing(TopicDescription description, long retentionMillis, long maxBytes, int minReplicas) {
        int partitions() {
            return description.partitions().size();
        }
    }

    private final AdminClient client;
    private final long maxBatchBytes;
    private final int replicas;
    private final boolean shorterRetentionAllowed;
    private final Duration copying;

    private Topics(
            AdminClient client, long maxBatchBytes, int replicas, boolean shorterRetentionAllowed, Duration copying) {
        this.client = client;
        this.copying = copying;
        this.maxBatchBytes = maxBatchBytes;
        this.replicas = replicas;
        this.shorterRetentionAllowed = shorterRetentionAllowed;
    }

    /** Topics on a single broker. */
    public static Topics connect(String bootstrap, EventLimits limits, boolean shorterRetentionAllowed) {
        return connect(bootstrap, limits, 1, shorterRetentionAllowed);
    }

    /** Topics that are kept {@code replicas} times, by as many brokers at least; an event counts as written when all but one have it. */
    public static Topics connect(String bootstrap, EventLimits limits, int replicas, boolean shorterRetentionAllowed) {
        return connect(bootstrap, limits, replicas, shorterRetentionAllowed, COPYING);
    }

    /** The same with as much patience for copies as {@code copying}. */
    static Topics connect(
            String bootstrap, EventLimits limits, int replicas, boolean shorterRetentionAllowed, Duration copying) {
        return new Topics(
                new AdminClient(bootstrap, TIMEOUT), limits.topicBytes(), replicas, shorterRetentionAllowed, copying);
    }

    /** Creates and alters topics until they are as the contracts say; {@link TopicChangeRefusedException} before any change. */
    public void ensure(Contracts contracts) {
        List<Wanted> wanted =
                contracts.all().stream().flatMap(c -> wanted(c).stream()).toList();
        Map<String, Existing> existing = existing(wanted);
        refuseLosses(wanted, existing);
        if (wanted.stream().anyMatch(topic -> needsReplicas(topic, existing.get(topic.name())))) {
            requireBrokers();
        }
        create(wanted.stream()
                .filter(topic -> !existing.containsKey(topic.name()))
                .toList());
        for (Wanted topic : wanted) {
            Existing now = existing.get(topic.name());
            if (now != null) {
                raiseReplicas(topic, now);
                raisePartitions(topic, now);
                alter(topic, now);
            }
        }
        awaitLeaders(wanted);
    }

    @Override
    public void close() {
        client.close();
    }

    private static List<Wanted> wanted(Contract contract) {
        Contract.Topic topic = contract.topic();
        String origin = contract.origin();
        return List.of(
                new Wanted(topic.name(), topic.partitions(), millis(topic.retention()), origin),
                new Wanted(topic.deadLetters(), DEAD_LETTER_PARTITIONS, FOREVER, origin));
    }

    private static long millis(Duration retention) {
        return retention.isNegative() ? FOREVER : retention.toMillis();
    }

    private Map<String, Existing> existing(List<Wanted> wanted) {
        Set<String> names = new HashSet<>(
                client.await("list the topics", client.admin().listTopics().names()));
        names.retainAll(wanted.stream().map(Wanted::name).toList());
        Map<String, TopicDescription> descriptions = client.await(
                "describe the topics", client.admin().describeTopics(names).allTopicNames());
        Map<ConfigResource, Config> configs = client.await(
                "read the topics' settings",
                client.admin()
                        .describeConfigs(names.stream().map(Topics::resource).toList())
                        .all());
        return descriptions.values().stream()
                .collect(Collectors.toMap(
                        TopicDescription::name, topic -> existing(topic, configs.get(resource(topic.name())))));
    }

    private static Existing existing(TopicDescription topic, Config config) {
        return new Existing(
                topic,
                Long.parseLong(config.get(RETENTION).value()),
                Long.parseLong(config.get(MAX_BYTES).value()),
                Integer.parseInt(config.get(MIN_REPLICAS).value()));
    }

    private void refuseLosses(List<Wanted> wanted, Map<String, Existing> existing) {
        for (Wanted topic : wanted) {
            Existing now = existing.get(topic.name());
            if (now == null) {
                continue;
            }
            // Fewer partitions would have to delete some, with the events in them. (A dead letter topic may have more.)
            if (topic.partitions() < now.partitions() && !topic.name().endsWith(".dead-letters")) {
                throw new TopicChangeRefusedException("Topic " + topic.name() + " has " + now.partitions()
                        + " partitions and " + topic.contract() + " asks for " + topic.partitions()
                        + ": taking partitions away would delete the events in them. Set partitions back to "
                        + now.partitions() + ", or give the stream a new topic name");
            }
            if (shorter(topic.retentionMillis(), now.retentionMillis()) && !shorterRetentionAllowed) {
                throw new TopicChangeRefusedException("Topic " + topic.name() + " keeps events for "
                        + text(now.retentionMillis()) + " and " + topic.contract() + " asks for "
                        + text(topic.retentionMillis())
                        + ": events older than that would be deleted. Set the retention back, or allow the loss with "
                        + "--buffer-allow-shorter-retention");
            }
        }
    }

    private static boolean shorter(long wanted, long now) {
        return wanted != FOREVER && (now == FOREVER || wanted < now);
    }

    private static String text(long retentionMillis) {
        return retentionMillis == FOREVER
                ? "ever"
                : Duration.ofMillis(retentionMillis).toString();
    }

    private void create(Collection<Wanted> topics) {
        List<NewTopic> created = new ArrayList<>();
        for (Wanted topic : topics) {
            created.add(new NewTopic(topic.name(), topic.partitions(), (short) replicas)
                    .configs(Map.of(
                            RETENTION,
                            Long.toString(topic.retentionMillis()),
                            MAX_BYTES,
                            Long.toString(maxBatchBytes),
                            MIN_REPLICAS,
                            Integer.toString(minReplicas()))));
        }
        client.await("create the topics", client.admin().createTopics(created).all());
        topics.forEach(topic -> LOG.info(
                "topic created topic={} partitions={} retention={}",
                topic.name(),
                topic.partitions(),
                text(topic.retentionMillis())));
    }

    /** The controller answers before the broker has opened the partitions; only then can they be written and read. */
    private void awaitLeaders(List<Wanted> wanted) {
        List<String> names = wanted.stream().map(Wanted::name).toList();
        long deadline = System.nanoTime() + TIMEOUT.toNanos();
        while (!allHaveLeaders(names)) {
            if (System.nanoTime() > deadline) {
                throw new BufferUnavailableException("The broker did not open the topics in " + TIMEOUT, null);
            }
            LockSupport.parkNanos(LEADER_POLL.toNanos());
        }
    }

    private boolean allHaveLeaders(List<String> names) {
        try {
            Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
            client.await(
                            "describe the topics",
                            client.admin().describeTopics(names).allTopicNames())
                    .values()
                    .forEach(topic -> topic.partitions()
                            .forEach(p ->
                                    ends.put(new TopicPartition(topic.name(), p.partition()), OffsetSpec.latest())));
            client.await("read the offsets", client.admin().listOffsets(ends).all());
            return true;
        } catch (BufferUnavailableException e) {
            if (e.getCause() instanceof RetriableException) {
                return false;
            }
            throw e;
        }
    }

    /** One replica may be away: with three, two have each event that is acknowledged. */
    private int minReplicas() {
        return Math.max(1, replicas - 1);
    }

    private List<Integer> brokers() {
        return client.await("list the brokers", client.admin().describeCluster().nodes()).stream()
                .map(Node::id)
                .sorted()
                .toList();
    }

    /** Where all replicas are placed already, a broker may be away. */
    private boolean needsReplicas(Wanted topic, Existing now) {
        return now == null
                || now.partitions() < topic.partitions()
                || now.description().partitions().stream()
                        .anyMatch(partition -> partition.replicas().size() < replicas);
    }

    /** Waits until there are as many brokers as replicas are asked for: they start side by side. */
    private void requireBrokers() {
        long deadline = System.nanoTime() + TIMEOUT.toNanos();
        while (brokers().size() < replicas) {
            if (System.nanoTime() > deadline) {
                throw new TopicChangeRefusedException("kafka.replication-factor is " + replicas
                        + ", and the brokers that answer are " + brokers()
                        + ": start the others, or set kafka.replication-factor to what is there");
            }
            LockSupport.parkNanos(LEADER_POLL.toNanos());
        }
    }

    /** Gives a topic of fewer replicas copies on other brokers, and waits until these have all of it. Never takes one away. */
    private void raiseReplicas(Wanted topic, Existing now) {
        Map<TopicPartition, Optional<NewPartitionReassignment>> moves = new HashMap<>();
        List<Integer> brokers = brokers();
        for (TopicPartitionInfo partition : now.description().partitions()) {
            List<Integer> kept =
                    new ArrayList<>(partition.replicas().stream().map(Node::id).toList());
            for (int i = 0; i < brokers.size() && kept.size() < replicas; i++) {
                int broker = brokers.get((partition.partition() + i) % brokers.size());
                if (!kept.contains(broker)) {
                    kept.add(broker);
                }
            }
            if (kept.size() > partition.replicas().size()) {
                moves.put(
                        new TopicPartition(topic.name(), partition.partition()),
                        Optional.of(new NewPartitionReassignment(kept)));
            }
        }
        if (moves.isEmpty()) {
            return;
        }
        client.await(
                "add replicas of " + topic.name(),
                client.admin().alterPartitionReassignments(moves).all());
        long deadline = System.nanoTime() + copying.toNanos();
        while (!client.await(
                        "ask how far the copies are",
                        client.admin()
                                .listPartitionReassignments(moves.keySet())
                                .reassignments())
                .isEmpty()) {
            if (System.nanoTime() > deadline) {
                throw new BufferUnavailableException(
                        "The replicas of " + topic.name() + " were not complete in " + copying
                                + "; the brokers go on copying. Start this again",
                        null);
            }
            LockSupport.parkNanos(LEADER_POLL.toNanos());
        }
        LOG.info("replicas added topic={} replicas={} partitions={}", topic.name(), replicas, moves.size());
    }

    /** A topic that asks for more copies of an event than it has brokers for takes no event at all. */
    private void awaitCopies(Wanted topic) {
        long deadline = System.nanoTime() + copying.toNanos();
        for (int copies = copies(topic); copies < minReplicas(); copies = copies(topic)) {
            if (System.nanoTime() > deadline) {
                throw new BufferUnavailableException(
                        "A partition of " + topic.name() + " has " + copies + " copies that are up to date, and "
                                + minReplicas() + " are to be asked for; they were not there in " + copying
                                + ". It goes on taking events as before. Start the other brokers, then this again",
                        null);
            }
            LockSupport.parkNanos(LEADER_POLL.toNanos());
        }
    }

    private int copies(Wanted topic) {
        return client
                .await(
                        "describe " + topic.name(),
                        client.admin().describeTopics(List.of(topic.name())).allTopicNames())
                .get(topic.name())
                .partitions()
                .stream()
                .mapToInt(partition -> partition.isr().size())
                .min()
                .orElse(0);
    }

    private void raisePartitions(Wanted topic, Existing now) {
        if (topic.partitions() <= now.partitions()) {
            return;
        }
        client.await(
                "add partitions to " + topic.name(),
                client.admin()
                        .createPartitions(Map.of(topic.name(), NewPartitions.increaseTo(topic.partitions())))
                        .all());
        LOG.info(
                "partitions added topic={} partitions={} before={}",
                topic.name(),
                topic.partitions(),
                now.partitions());
    }

    private void alter(Wanted topic, Existing now) {
        List<AlterConfigOp> changes = new ArrayList<>();
        if (topic.retentionMillis() != now.retentionMillis()) {
            changes.add(set(RETENTION, topic.retentionMillis()));
            LOG.info(
                    "retention changes topic={} retention={} before={}",
                    topic.name(),
                    text(topic.retentionMillis()),
                    text(now.retentionMillis()));
        }
        if (minReplicas() > now.minReplicas()) {
            awaitCopies(topic);
            changes.add(set(MIN_REPLICAS, minReplicas()));
        }
        if (maxBatchBytes > now.maxBytes()) {
            changes.add(set(MAX_BYTES, maxBatchBytes));
        }
        if (!changes.isEmpty()) {
            client.await(
                    "alter " + topic.name(),
                    client.admin()
                            .incrementalAlterConfigs(Map.of(resource(topic.name()), changes))
                            .all());
        }
    }

    private static AlterConfigOp set(String name, long value) {
        return new AlterConfigOp(new ConfigEntry(name, Long.toString(value)), AlterConfigOp.OpType.SET);
    }

    private static ConfigResource resource(String topic) {
        return new ConfigResource(ConfigResource.Type.TOPIC, topic);
    }
}
