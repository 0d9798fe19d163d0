package dev.plumbline.processing.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plumbline.storage.tables.LocalFileIO;
import dev.plumbline.storage.tables.TableDefinitions;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.stream.StreamSupport;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.jdbc.JdbcCatalog;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class LakeTest {

    @TempDir
    Path directory;

    private final Semaphore mayDelete = new Semaphore(0);
    private Lake lake;
    private Table duplicates;

    /** A store that deletes nothing of a snapshot before it may. */
    private final class SlowFiles implements FileIO {

        private static final long serialVersionUID = 1L;

        private final LocalFileIO files = new LocalFileIO();

        @Override
        public InputFile newInputFile(String path) {
            return files.newInputFile(path);
        }

        @Override
        public OutputFile newOutputFile(String path) {
            return files.newOutputFile(path);
        }

        @Override
        public void deleteFile(String path) {
            // A commit itself deletes old metadata files.
            if (path.contains("/snap-")) {
                mayDelete.acquireUninterruptibly();
            }
            files.deleteFile(path);
        }
    }

    @BeforeEach
    void open() {
        JdbcCatalog catalog = new JdbcCatalog(any -> new SlowFiles(), null, true);
        catalog.initialize(
                "lake",
                Map.of(
                        "uri", "jdbc:sqlite:" + directory.resolve("catalog.db"),
                        "jdbc.schema-version", "V1",
                        "warehouse", "file:" + directory.resolve("warehouse")));
        lake = new Lake(catalog, 2);
        lake.ensure(TableDefinitions.all(List.of()));
        duplicates = lake.table("ops", "duplicates");
    }

    @AfterEach
    void close() throws InterruptedException {
        mayDelete.release(10_000);
        lake.close();
    }

    @Test
    @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aWriterDoesNotWaitWhileFilesOfItsHistoryAreDeleted() {
        for (int i = 0; i < 40; i++) {
            duplicates.newAppend().commit();
            lake.trimHistory(duplicates);
        }

        await().until(mayDelete::hasQueuedThreads);
        mayDelete.release(10_000);
        await().until(() -> {
            duplicates.refresh();
            lake.trimHistory(duplicates);
            return snapshots() <= 13;
        });
        assertThat(duplicates.currentSnapshot().sequenceNumber()).isEqualTo(40);
    }

    private long snapshots() {
        return StreamSupport.stream(duplicates.snapshots().spliterator(), false).count();
    }
}
