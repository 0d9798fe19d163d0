package dev.plumbline.processing.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.plumbline.storage.tables.LocalFileIO;
import dev.plumbline.storage.tables.TableDefinitions;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.StreamSupport;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
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

    private final Set<String> slow = ConcurrentHashMap.newKeySet();
    private final Semaphore mayDelete = new Semaphore(0);
    private final AtomicBoolean losesTheNextAnswer = new AtomicBoolean();
    private Lake lake;
    private Table duplicates;

    /** A store that deletes some files only when it may. */
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
            if (slow.contains(path)) {
                mayDelete.acquireUninterruptibly();
            }
            files.deleteFile(path);
        }
    }

    /** A catalog that takes a commit and says that it did not, once it is told to. */
    private final class LosingCatalog extends JdbcCatalog {

        LosingCatalog() {
            super(any -> new SlowFiles(), null, true);
        }

        @Override
        protected TableOperations newTableOps(TableIdentifier table) {
            TableOperations operations = super.newTableOps(table);
            return (TableOperations) Proxy.newProxyInstance(
                    getClass().getClassLoader(), new Class<?>[] {TableOperations.class}, (proxy, method, arguments) -> {
                        try {
                            Object result = method.invoke(operations, arguments);
                            if (method.getName().equals("commit") && losesTheNextAnswer.getAndSet(false)) {
                                throw new CommitFailedException("somebody was quicker");
                            }
                            return result;
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    });
        }
    }

    @BeforeEach
    void open() {
        JdbcCatalog catalog = new LosingCatalog();
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
    @Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aWriterDoesNotWaitWhileFilesOfItsHistoryAreDeleted() {
        for (int i = 0; i < 40; i++) {
            duplicates.newAppend().commit();
            if (i == 0) {
                slow.add(duplicates.currentSnapshot().manifestListLocation());
            }
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

    @Test
    void aCommitWhoseAnswerWasLostIsNeitherRepeatedNorCleanedAway() {
        Fence fence = new Fence(duplicates, any -> true);
        fence.look();
        losesTheNextAnswer.set(true);

        assertThatThrownBy(() -> fence.commit(duplicates.newAppend()))
                .isInstanceOf(CommitStateUnknownException.class)
                .hasMessageContaining("ops.duplicates has this commit already, as snapshot");

        duplicates.refresh();
        assertThat(snapshots()).isEqualTo(1);
        assertThat(duplicates
                        .io()
                        .newInputFile(duplicates.currentSnapshot().manifestListLocation())
                        .exists())
                .isTrue();
    }

    private long snapshots() {
        return StreamSupport.stream(duplicates.snapshots().spliterator(), false).count();
    }
}
