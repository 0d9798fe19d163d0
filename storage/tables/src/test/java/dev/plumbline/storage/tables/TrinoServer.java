package dev.plumbline.storage.tables;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;
import org.testcontainers.utility.MountableFile;

/** A real Trino with the settings of the compose stack, for a catalog on this machine and a warehouse in an {@link ObjectStore}. */
public final class TrinoServer extends GenericContainer<TrinoServer> {

    /** What containers call this machine; a server that they ask listens on all its addresses and knows this name. */
    public static final String HOST = "host.docker.internal";

    private static final int PORT = 8080;

    /** {@code store} are the settings of the warehouse as {@link ObjectStore#settings} gives them. */
    public TrinoServer(int catalogPort, Map<String, String> store) {
        super(DockerImageName.parse("trinodb/trino:476"));
        withExtraHost(HOST, "host-gateway");
        withEnv("CATALOG_URI", "http://" + HOST + ":" + catalogPort);
        withEnv("S3_ENDPOINT", store.get("s3.endpoint").replaceFirst("//[^:]+:", "//" + HOST + ":"));
        withEnv("S3_REGION", "us-east-1");
        withEnv("S3_ACCESS_KEY", store.get("s3.access-key"));
        withEnv("S3_SECRET", store.get("s3.secret"));
        withCopyFileToContainer(MountableFile.forHostPath(settings()), "/etc/trino");
        withExposedPorts(PORT);
        waitingFor(Wait.forHttp("/v1/info")
                .forPort(PORT)
                .forResponsePredicate(answer -> answer.contains("\"starting\":false"))
                .withStartupTimeout(Duration.ofMinutes(3)));
    }

    /** The address for the setting {@code trino.url}. */
    public String url() {
        return "http://" + getHost() + ":" + getMappedPort(PORT);
    }

    private static Path settings() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(folder.resolve("deploy/compose/trino"))) {
            folder = folder.getParent();
        }
        return folder.resolve("deploy/compose/trino");
    }
}
