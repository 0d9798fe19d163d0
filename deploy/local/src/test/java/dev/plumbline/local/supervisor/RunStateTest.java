package dev.plumbline.local.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunStateTest {

    private static final RunState RUNNING = new RunState(7, RunState.Phase.RUNNING, "", 0, List.of());

    @TempDir
    Path data;

    @Test
    void isReadAsItWasWritten() {
        RUNNING.write(data);

        assertThat(RunState.read(data)).contains(RUNNING);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\0\0\0\0", "{\"pid\": 7, \"pha", "null", "{}", "{\"phase\": \"FLYING\"}"})
    void whatAPowerCutLeftOfItIsNoState(String left) throws Exception {
        Files.writeString(data.resolve("supervisor.json"), left);

        assertThat(RunState.read(data)).isEmpty();
    }

    @Test
    void isForItsOwnerOnly() throws Exception {
        RUNNING.write(data);

        if (Files.getFileStore(data).supportsFileAttributeView("posix")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("supervisor.json"))))
                    .isEqualTo("rw-------");
        }
    }
}
