package dev.plumbline.storage.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the process ends when it cannot start; whoever supervises it decides by the exit code. */
class StorageStartTest {

    @TempDir
    Path directory;

    @Test
    void aSettingThatCannotBeUsedEndsItWithTwo() throws Exception {
        assertThat(run("--data-dir", data(), "--storage-port", "nope")).isEqualTo(2);
        assertThat(said())
                .contains("storage.port is nope (flag --storage-port)")
                .doesNotContain("\tat ");
    }

    @Test
    void aFolderThatCannotBeMadeEndsItWithTwo() throws Exception {
        Path file = Files.createFile(directory.resolve("file"));

        assertThat(run("--data-dir", file.toString())).isEqualTo(2);
        assertThat(said())
                .contains("cannot be made", file.toString(), "--data-dir")
                .doesNotContain("\tat ");
    }

    @Test
    void aPortThatIsTakenEndsItWithThree() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(run("--data-dir", data(), "--storage-port", Integer.toString(taken.getLocalPort())))
                    .isEqualTo(3);
            assertThat(said())
                    .contains("port " + taken.getLocalPort() + " cannot be had at 127.0.0.1 (Address already in use)")
                    .contains("./plumbline doctor")
                    .doesNotContain("\tat ");
        }
    }

    private int run(String... flags) throws IOException, InterruptedException {
        Process process = StorageProcess.start(log(), flags);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    private String data() {
        return directory.resolve("data").toString();
    }

    private String said() throws IOException {
        return Files.readString(log());
    }

    private Path log() {
        return directory.resolve("log");
    }
}
