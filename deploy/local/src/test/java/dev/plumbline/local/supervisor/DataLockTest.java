package dev.plumbline.local.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.local.ExitCode;
import dev.plumbline.local.Failure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DataLockTest {

    @TempDir
    Path data;

    @Test
    void saysWhoHoldsTheDirectory() throws Exception {
        DataLock.Holder first = holder("http://127.0.0.1:8080");

        try (DataLock held = DataLock.take(data, first)) {
            assertThat(DataLock.holder(data)).contains(first);
            assertThatThrownBy(() -> DataLock.take(data, holder("http://127.0.0.1:9080")))
                    .hasMessageContaining("held by process " + first.pid())
                    .hasMessageContaining("http://127.0.0.1:8080")
                    .asInstanceOf(InstanceOfAssertFactories.type(Failure.class))
                    .extracting(Failure::exitCode)
                    .isEqualTo(ExitCode.REFUSED);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "null", "[]", "{}", "{\"pid\":7}"})
    void isHeldWhateverItsTextHasBecome(String text) throws Exception {
        try (DataLock held = DataLock.take(data, holder("http://127.0.0.1:8080"))) {
            Files.writeString(data.resolve("plumbline.lock"), text);

            assertThat(DataLock.holder(data)).hasValueSatisfying(somebody -> {
                assertThat(somebody.pid()).isZero();
                assertThat(somebody.settings()).isEmpty();
            });
            assertThatThrownBy(() -> DataLock.take(data, holder("http://127.0.0.1:9080")))
                    .hasMessageContaining("held by another process");
        }
    }

    @Test
    void isFreeAgainAfterItsHolderIsGone() throws Exception {
        DataLock.take(data, holder("http://127.0.0.1:8080")).close();

        assertThat(DataLock.holder(data)).isEmpty();
        DataLock.take(data, holder("http://127.0.0.1:8080")).close();
    }

    @Test
    void isForItsOwnerOnlyAlsoWhereTheFileIsOlder() throws Exception {
        Path file = Files.writeString(data.resolve("plumbline.lock"), "");

        DataLock.take(data, holder("http://127.0.0.1:8080")).close();

        if (Files.getFileStore(data).supportsFileAttributeView("posix")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
        }
    }

    private DataLock.Holder holder(String url) {
        long pid = ProcessHandle.current().pid();
        return new DataLock.Holder(pid, "2026-01-01T00:00:00Z", url, data.toString(), Map.of("port.offset", "7"));
    }
}
