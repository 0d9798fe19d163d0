package dev.plumbline.buffer.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.plumbline.buffer.contract.Contracts;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three brokers of which two may be away; the first one is the controller too. */
class TopicsOnThreeBrokersTest {

    private static final EventLimits LIMITS = new EventLimits(EventLimits.DEFAULT_EVENT_BYTES);
    private static final Contracts ORDERS = RunningBroker.contract("orders", 2, Duration.ofDays(7));

    @TempDir
    Path directory;

    private Broker.Config first;
    private Broker broker;
    private final List<KafkaRaftServer> others = new ArrayList<>();
    private Admin admin;

    @BeforeEach
    void start() throws Exception {
        first = RunningBroker.config(directory.resolve("1"));
        broker = Broker.start(first);
        join(2);
        join(3);
        admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()));
    }

    @AfterEach
    void stop() {
        admin.close();
        stopTheOthers();
        broker.close();
    }

    @Test
    void noMoreCopiesAreAskedForThanThereAreBrokersToKeepThem() throws Exception {
        await().until(() -> admin.describeCluster().nodes().get().size() == 3);
        admin.createTopics(List.of(
                        new NewTopic("orders", 2, (short) 3), new NewTopic("orders.dead-letters", 1, (short) 3)))
                .all()
                .get();
        stopTheOthers();
        await().until(() -> copies() == 1);

        assertThatThrownBy(() -> ensure(Duration.ofSeconds(1)))
                .isInstanceOf(BufferUnavailableException.class)
                .hasMessageContaining(
                        "A partition of orders has 1 copies that are up to date, and 2 are to be asked for")
                .hasMessageContaining("Start the other brokers, then this again");

        assertThat(asked("orders")).isEqualTo("1");
        join(2);
        ensure(Duration.ofMinutes(1));
        assertThat(asked("orders")).isEqualTo("2");
        assertThat(asked("orders.dead-letters")).isEqualTo("2");
    }

    private void ensure(Duration copying) {
        try (Topics topics = Topics.connect(broker.bootstrap(), LIMITS, 3, true, copying)) {
            topics.ensure(ORDERS);
        }
    }

    private int copies() throws Exception {
        return admin.describeTopics(List.of("orders")).allTopicNames().get().get("orders").partitions().stream()
                .mapToInt(partition -> partition.isr().size())
                .max()
                .orElseThrow();
    }

    private String asked(String topic) throws Exception {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        return admin.describeConfigs(List.of(resource))
                .all()
                .get()
                .get(resource)
                .get("min.insync.replicas")
                .value();
    }

    /** Another broker of the first one's cluster. */
    private void join(int node) throws Exception {
        Path data = directory.resolve(Integer.toString(node));
        if (Files.notExists(data)) {
            Files.createDirectories(data);
            new Formatter()
                    .setClusterId(clusterId())
                    .setNodeId(node)
                    .setControllerListenerName("CONTROLLER")
                    .setMetadataLogDirectory(data.toString())
                    .addDirectory(data.toString())
                    .setReleaseVersion(MetadataVersion.latestProduction())
                    .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                    .run();
        }
        Properties properties = new Properties();
        properties.put("process.roles", "broker");
        properties.put("node.id", Integer.toString(node));
        properties.put("controller.quorum.voters", "1@127.0.0.1:" + first.controllerPort());
        properties.put("listeners", "PLAINTEXT://127.0.0.1:" + RunningBroker.freePort());
        properties.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        properties.put("controller.listener.names", "CONTROLLER");
        properties.put("inter.broker.listener.name", "PLAINTEXT");
        properties.put("log.dirs", data.toString());
        properties.put("log.cleaner.dedupe.buffer.size", String.valueOf(4 << 20));
        KafkaRaftServer server = new KafkaRaftServer(KafkaConfig.fromProps(properties, false), Time.SYSTEM);
        server.startup();
        others.add(server);
    }

    private String clusterId() throws IOException {
        Properties meta = new Properties();
        try (InputStream file = Files.newInputStream(first.directory().resolve("meta.properties"))) {
            meta.load(file);
        }
        return meta.getProperty("cluster.id");
    }

    private void stopTheOthers() {
        others.forEach(KafkaRaftServer::shutdown);
        others.forEach(KafkaRaftServer::awaitShutdown);
        others.clear();
    }
}
