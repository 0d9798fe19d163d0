package dev.plumbline.buffer.kafka;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * One Kafka node (broker and controller) in this JVM with a lasting directory. What it acknowledged survives the death of
 * the process; see {@link Config#flushMessages} for the death of the machine.
 */
public final class Broker implements AutoCloseable {

    /**
     * Where the broker listens and keeps its data. {@code flushMessages} is after how many records of a partition the disk
     * is forced (fsync): {@code 1} survives a power cut, {@link #FLUSH_LEFT_TO_THE_SYSTEM} leaves it to the operating system.
     */
    public record Config(
            Path directory, String bind, int port, int controllerPort, String advertisedHost, long flushMessages) {

        public static final long FLUSH_LEFT_TO_THE_SYSTEM = Long.MAX_VALUE;
    }

    private static final int NODE = 1;

    private final Config config;
    private final KafkaRaftServer server;

    private Broker(Config config, KafkaRaftServer server) {
        this.config = config;
        this.server = server;
    }

    /** Starts the node; it serves when this returns. Formats the directory on its first use. */
    public static Broker start(Config config) {
        checkPort(config.bind(), config.port());
        checkPort(config.bind(), config.controllerPort());
        KafkaRaftServer server = null;
        try {
            checkDirectory(config.directory());
            formatOnFirstUse(config.directory());
            server = new KafkaRaftServer(KafkaConfig.fromProps(properties(config), false), Time.SYSTEM);
            server.startup();
            return new Broker(config, server);
        } catch (BrokerStartException e) {
            throw e;
        } catch (Exception e) {
            if (server != null) {
                server.shutdown();
            }
            throw new BrokerStartException(
                    "the broker on " + config.directory() + " failed: "
                            // Of a file that cannot be made or read, the message alone is its name.
                            + (e instanceof FileSystemException ? e : e.getMessage())
                            + ". Look at its log (./plumbline logs buffer), or choose another directory (setting data.dir)",
                    e);
        }
    }

    /** What a client connects to. */
    public String bootstrap() {
        return config.advertisedHost() + ":" + config.port();
    }

    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
    }

    /** Kafka only says "failed to bind" after it has started half of itself; asking first gives a clear answer. */
    private static void checkPort(String bind, int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(bind, port));
        } catch (IOException e) {
            throw new BrokerStartException(
                    bind + ":" + port + " cannot be bound: " + e.getMessage()
                            + ". Stop what holds the port or choose others with --port-offset N",
                    e);
        }
    }

    /** Kafka ends the whole process when it finds the directory held, and on its way out it says so or not. */
    private static void checkDirectory(Path directory) throws IOException {
        Path lock = directory.resolve(".lock");
        if (Files.notExists(lock)) {
            return;
        }
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE);
                FileLock held = channel.tryLock()) {
            if (held == null) {
                throw heldByAnother(directory, null);
            }
        } catch (OverlappingFileLockException e) {
            throw heldByAnother(directory, e);
        }
    }

    private static BrokerStartException heldByAnother(Path directory, Exception cause) {
        return new BrokerStartException(
                "another broker holds the directory " + directory
                        + ". Stop it (./plumbline down), or choose another directory (setting data.dir)",
                cause);
    }

    private static void formatOnFirstUse(Path directory) throws Exception {
        if (Files.exists(directory.resolve("meta.properties"))) {
            return;
        }
        Files.createDirectories(directory);
        new Formatter()
                .setClusterId(Uuid.randomUuid().toString())
                .setNodeId(NODE)
                .setControllerListenerName("CONTROLLER")
                .setMetadataLogDirectory(directory.toString())
                .addDirectory(directory.toString())
                .setReleaseVersion(MetadataVersion.latestProduction())
                .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                .run();
    }

    private static Properties properties(Config config) {
        Properties properties = new Properties();
        identity(properties, config);
        storage(properties, config);
        smallFootprint(properties);
        return properties;
    }

    private static void identity(Properties properties, Config config) {
        String broker = config.bind() + ":" + config.port();
        String controller = config.bind() + ":" + config.controllerPort();
        // A node that binds every interface cannot name "every interface" as the address of its own controller.
        String controllerVoter = loopbackForAny(config.bind()) + ":" + config.controllerPort();
        properties.put("process.roles", "broker,controller");
        properties.put("node.id", Integer.toString(NODE));
        properties.put("controller.quorum.voters", NODE + "@" + controllerVoter);
        properties.put("listeners", "PLAINTEXT://" + broker + ",CONTROLLER://" + controller);
        properties.put("advertised.listeners", "PLAINTEXT://" + config.advertisedHost() + ":" + config.port());
        properties.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        properties.put("controller.listener.names", "CONTROLLER");
        properties.put("inter.broker.listener.name", "PLAINTEXT");
        properties.put("auto.create.topics.enable", "false");
        properties.put("group.initial.rebalance.delay.ms", "0");
    }

    private static void storage(Properties properties, Config config) {
        properties.put("log.dirs", config.directory().toString());
        properties.put("log.flush.interval.messages", Long.toString(config.flushMessages()));
        // The contract sets the retention of its topic; what has no contract is kept.
        properties.put("log.retention.ms", "-1");
        properties.put("compression.type", "producer");
        properties.put("num.recovery.threads.per.data.dir", "2");
        for (String internal :
                new String[] {"offsets.topic", "transaction.state.log", "share.coordinator.state.topic"}) {
            properties.put(internal + ".replication.factor", "1");
            properties.put(internal + ".num.partitions", "1");
        }
        properties.put("transaction.state.log.min.isr", "1");
        properties.put("share.coordinator.state.topic.min.isr", "1");
    }

    private static void smallFootprint(Properties properties) {
        properties.put("num.network.threads", "2");
        properties.put("num.io.threads", "4");
        properties.put("background.threads", "2");
        properties.put("num.replica.fetchers", "1");
        properties.put("group.coordinator.threads", "1");
        properties.put("log.cleaner.dedupe.buffer.size", String.valueOf(4 << 20));
        properties.put("log.cleaner.io.buffer.size", String.valueOf(128 << 10));
        // The clients are the platform's own and few: a connection that is quiet is kept, not reopened.
        properties.put("connections.max.idle.ms", String.valueOf(24L * 3600 * 1000));
    }

    static String loopbackForAny(String bind) {
        return bind.equals("0.0.0.0") || bind.equals("::") ? "127.0.0.1" : bind;
    }
}
