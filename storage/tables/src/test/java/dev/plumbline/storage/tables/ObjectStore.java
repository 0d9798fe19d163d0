package dev.plumbline.storage.tables;

import java.util.Map;
import java.util.UUID;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/** A real S3 server with one empty bucket and credentials of its own, for the integration tests of every module. */
public final class ObjectStore extends GenericContainer<ObjectStore> {

    public static final String BUCKET = "lake";

    private static final int PORT = 9000;

    private final String secret = UUID.randomUUID().toString();

    public ObjectStore() {
        super(DockerImageName.parse("quay.io/minio/minio:RELEASE.2025-09-07T16-13-09Z"));
        withEnv("MINIO_ROOT_USER", "tester");
        withEnv("MINIO_ROOT_PASSWORD", secret);
        // A folder that is there before the server starts is a bucket.
        withCreateContainerCmdModifier(command -> command.withEntrypoint("/bin/sh", "-c"));
        setCommandParts(new String[] {"mkdir -p /data/" + BUCKET + " && exec minio server /data"});
        withExposedPorts(PORT);
        waitingFor(Wait.forHttp("/minio/health/ready").forPort(PORT));
    }

    /** The platform's settings for a warehouse below {@code prefix} in the bucket. */
    public Map<String, String> settings(String prefix) {
        return Map.of(
                "warehouse",
                "s3://" + BUCKET + "/" + prefix,
                "s3.endpoint",
                "http://" + getHost() + ":" + getMappedPort(PORT),
                "s3.access-key",
                "tester",
                "s3.secret",
                secret);
    }

    public String secret() {
        return secret;
    }

    /** Stops every process in the container where it is: connections are taken, and nothing answers. */
    public void pause() {
        getDockerClient().pauseContainerCmd(getContainerId()).exec();
    }

    public void unpause() {
        getDockerClient().unpauseContainerCmd(getContainerId()).exec();
    }
}
