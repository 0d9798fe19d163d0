package dev.plumbline.local.compose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script that starts a broker of the stack, with Kafka's own commands in its place noting how they were called. */
class KafkaStartTest {

    /** As Kafka writes it where the controllers stand in the settings. */
    private static final String STATIC_QUORUM =
            "{\"clusterId\":\"\",\"leaderId\":1,\"leaderEpoch\":3,\"votedId\":-1,\"appliedOffset\":0,"
                    + "\"currentVoters\":[{\"voterId\":1}],\"data_version\":0}";

    private static final String QUORUM_THAT_CAN_BE_JOINED =
            "{\"leaderId\":1,\"leaderEpoch\":3,\"votedId\":-1,\"votedDirectoryId\":\"AAAAAAAAAAAAAAAAAAAAAA\",\"data_version\":1}";

    @TempDir
    Path folder;

    private Path data;
    private Process process;

    @BeforeEach
    void install() throws IOException {
        data = folder.resolve("data");
        Files.copy(ComposeFiles.FOLDER.resolve("kafka/start.sh"), folder.resolve("start.sh"));
        String settings = Files.readString(ComposeFiles.FOLDER.resolve("kafka/server.properties"));
        assertThat(settings).contains("log.dirs=/var/lib/kafka/data\n");
        Files.writeString(
                folder.resolve("server.properties"),
                settings.replace("log.dirs=/var/lib/kafka/data\n", "log.dirs=" + data + "\n"));
        Path commands = Files.createDirectories(folder.resolve("kafka/bin"));
        command(commands.resolve("kafka-storage.sh"), "echo \"$@\" >>" + formatted());
        // A broker runs on.
        command(commands.resolve("kafka-server-start.sh"), "cp \"$1\" " + started() + "\nexec sleep 600");
    }

    @AfterEach
    void stop() throws InterruptedException {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
    }

    @Test
    void aVolumeOfBeforeBrokersCouldJoinIsRefusedUntouchedWithWhatToDo() throws Exception {
        volume(STATIC_QUORUM);

        start("1");

        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(1);
        assertThat(Files.readString(said()))
                .contains("data in " + data, "a static quorum", "It is untouched")
                .contains("./plumbline book", "./plumbline reset --compose");
        assertThat(Files.readString(data.resolve("__cluster_metadata-0/quorum-state")))
                .isEqualTo(STATIC_QUORUM);
        assertThat(formatted()).doesNotExist();
        assertThat(started()).doesNotExist();
    }

    @Test
    void aVolumeThatOthersCanJoinIsUsedAsItIs() throws Exception {
        volume(QUORUM_THAT_CAN_BE_JOINED);

        start("1");

        awaitBroker();
        assertThat(formatted()).doesNotExist();
    }

    @Test
    void theFirstBrokerBeginsAQuorumOnAnEmptyVolume() throws Exception {
        start("1");

        awaitBroker();
        assertThat(Files.readString(formatted())).contains("format --cluster-id cluster-1", "--standalone");
        assertThat(Files.readAllLines(started()))
                .contains("node.id=1", "advertised.listeners=INTERNAL://here:19092")
                .doesNotContain("controller.quorum.auto.join.enable=true");
    }

    @Test
    void aBrokerThatJoinsIsNotAskedWhatItsVolumeLooksLike() throws Exception {
        volume(STATIC_QUORUM);
        Files.delete(data.resolve("meta.properties"));

        start("2");

        awaitBroker();
        assertThat(Files.readString(formatted())).contains("--no-initial-controllers");
        assertThat(Files.readAllLines(started())).contains("node.id=2", "controller.quorum.auto.join.enable=true");
    }

    private void volume(String quorum) throws IOException {
        Path metadata = Files.createDirectories(data.resolve("__cluster_metadata-0"));
        Files.writeString(data.resolve("meta.properties"), "version=1\n");
        Files.writeString(metadata.resolve("quorum-state"), quorum);
    }

    private void start(String node) throws IOException {
        ProcessBuilder script = new ProcessBuilder(
                        "bash", folder.resolve("start.sh").toString())
                .redirectErrorStream(true)
                .redirectOutput(said().toFile());
        script.environment()
                .putAll(Map.of(
                        "NODE_ID",
                        node,
                        "CLUSTER_ID",
                        "cluster-1",
                        "ADVERTISED_LISTENERS",
                        "INTERNAL://here:19092",
                        "KAFKA_HOME",
                        folder.resolve("kafka").toString(),
                        "TMPDIR",
                        Files.createDirectory(folder.resolve("tmp")).toString()));
        process = script.start();
    }

    private void awaitBroker() {
        await().untilAsserted(() -> assertThat(started()).exists());
    }

    private static void command(Path file, String line) throws IOException {
        Files.write(file, List.of("#!/bin/sh", line));
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private Path formatted() {
        return folder.resolve("formatted");
    }

    private Path started() {
        return folder.resolve("started");
    }

    private Path said() {
        return folder.resolve("said");
    }
}
