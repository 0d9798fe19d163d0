package dev.plumbline.visualize.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScratchTest {

    @Test
    void whatProcessesLeftThatAreGoneIsRemovedAndWhatIsInUseStays(@TempDir Path parent) throws Exception {
        Path mine = Scratch.create(parent);
        Path used = Files.createFile(mine.resolve("duckdb_temp_storage-0.tmp"));
        Path left =
                Files.createDirectories(parent.resolve(ProcessHandle.current().pid() + "-1"));
        Files.createFile(left.resolve("duckdb_temp_storage-0.tmp"));
        Path older = Files.createFile(parent.resolve("duckdb_temp_storage-1.tmp"));

        Path again = Scratch.create(parent);

        assertThat(again).isEqualTo(mine);
        assertThat(used).exists();
        assertThat(left).doesNotExist();
        assertThat(older).doesNotExist();
    }
}
