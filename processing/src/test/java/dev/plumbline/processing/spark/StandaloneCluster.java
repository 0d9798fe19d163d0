package dev.plumbline.processing.spark;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A Spark standalone master with workers, each a process of its own on this machine, with the class path of the test. */
public final class StandaloneCluster implements AutoCloseable {

    private static final String SECRET = "only-for-this-test";

    private final Path directory;
    private final int port;
    private final List<Process> processes = new ArrayList<>();

    private StandaloneCluster(Path directory, int port) {
        this.directory = directory;
        this.port = port;
    }

    /** Starts a master and {@code workers} workers with one core each. */
    public static StandaloneCluster start(Path directory, int workers) throws IOException {
        StandaloneCluster cluster = new StandaloneCluster(directory, freePort());
        Files.createDirectories(directory.resolve("home/jars"));
        Files.writeString(directory.resolve("secret.properties"), """
                spark.authenticate=true
                spark.authenticate.secret=%s
                spark.network.crypto.enabled=true
                spark.worker.timeout=5
                spark.deploy.maxExecutorRetries=-1
                """.formatted(SECRET));
        cluster.launch("org.apache.spark.deploy.master.Master", "--port", Integer.toString(cluster.port));
        await("master").atMost(Duration.ofSeconds(60)).until(cluster::answers);
        for (int worker = 0; worker < workers; worker++) {
            cluster.launch(
                    "org.apache.spark.deploy.worker.Worker",
                    "--cores",
                    "1",
                    "--memory",
                    "600M",
                    "--work-dir",
                    directory.resolve("work-" + worker).toString(),
                    cluster.master());
        }
        return cluster;
    }

    /** What a driver sets to use it. */
    public Map<String, String> settings() {
        return Map.of("spark.master", master(), "spark.executor.memory", "500m", "spark.secret", SECRET);
    }

    /** Ends one executor at once, as a crash would; the worker starts another. False where none runs. */
    public boolean killAnExecutor() {
        return executors().findFirst().map(ProcessHandle::destroyForcibly).orElse(false);
    }

    /** How many executors run. */
    public long runningExecutors() {
        return executors().count();
    }

    @Override
    public void close() {
        for (Process process : processes) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    /** Executors are what workers start; the master starts nothing. */
    private Stream<ProcessHandle> executors() {
        return processes.stream().flatMap(Process::descendants).filter(ProcessHandle::isAlive);
    }

    private String master() {
        return "spark://127.0.0.1:" + port;
    }

    private void launch(String main, String... words) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                main,
                "--host",
                "127.0.0.1",
                "--webui-port",
                "0",
                "--properties-file",
                directory.resolve("secret.properties").toString()));
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory
                        .resolve("cluster-" + processes.size() + ".log")
                        .toFile());
        builder.environment().put("SPARK_HOME", directory.resolve("home").toString());
        // What the launcher of executors adds to their class path.
        builder.environment().put("SPARK_DIST_CLASSPATH", System.getProperty("java.class.path"));
        builder.environment().put("SPARK_SCALA_VERSION", "2.13");
        builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
        processes.add(builder.start());
    }

    private boolean answers() {
        try (Socket ignored = new Socket("127.0.0.1", port)) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
