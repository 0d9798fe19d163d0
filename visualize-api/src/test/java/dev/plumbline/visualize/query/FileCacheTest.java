package dev.plumbline.visualize.query;

import static dev.plumbline.visualize.TestWarehouse.append;
import static dev.plumbline.visualize.TestWarehouse.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.plumbline.storage.tables.LocalFileIO;
import dev.plumbline.storage.tables.Warehouse;
import dev.plumbline.visualize.tables.TableFiles;
import dev.plumbline.visualize.web.ProblemException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.junit.jupiter.api.Test;

class FileCacheTest extends FilesOnDiskContract {

    private static final long PLENTY = 1L << 30;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final FarAway far = new FarAway();

    @Override
    FilesOnDisk open(Warehouse warehouse) {
        return cache(warehouse, PLENTY, PATIENCE);
    }

    @Test
    void aFileIsFetchedOnceHoweverOftenItIsHeld() throws IOException {
        append(table, row(table, 1));
        try (FileCache cache = cache(place(), PLENTY, PATIENCE)) {
            cache.hold(far, this::all).close();
            cache.hold(far, this::all).close();
        }

        assertThat(far.opened).hasValue(1);
        assertThat(cached()).singleElement().satisfies(path -> assertThat(path)
                .hasBinaryContent(bytes(all().data().get(0))));
    }

    @Test
    void thoseWhoAskAtTheSameTimeShareOneFetch() {
        append(table, row(table, 1));
        TableFiles files = all();
        try (FileCache cache = cache(place(), PLENTY, PATIENCE)) {
            far.gate = new CountDownLatch(1);
            List<CompletableFuture<Void>> askers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                askers.add(CompletableFuture.runAsync(
                        () -> cache.hold(far, () -> files).close(), task -> new Thread(task).start()));
            }
            await().until(() -> far.opened.get() == 1);

            far.gate.countDown();
            askers.forEach(CompletableFuture::join);
        }

        assertThat(far.opened).hasValue(1);
    }

    @Test
    void onlySoManyFilesAreFetchedAtATime() {
        for (int i = 0; i < 20; i++) {
            append(table, row(table, i));
        }
        TableFiles files = all();
        try (FileCache cache = cache(place(), PLENTY, PATIENCE)) {
            cache.hold(far, () -> files).close();
        }

        assertThat(far.opened).hasValue(20);
        assertThat(far.most.get()).isBetween(1, 8);
    }

    @Test
    void whatWasFetchedIsStillThereForTheNextProcessAndWhatWasLeftUnfinishedIsNot() throws IOException {
        append(table, row(table, 1));
        cache(place(), PLENTY, PATIENCE).hold(far, this::all).close();
        Path unfinished = Files.createFile(folder().resolve(cached().get(0).getFileName() + ".1.part"));

        try (FileCache next = cache(place(), PLENTY, PATIENCE)) {
            next.hold(far, this::all).close();
        }

        assertThat(far.opened).hasValue(1);
        assertThat(unfinished).doesNotExist();
    }

    @Test
    void aFileThatSomebodyDeletedOrCutIsFetchedAgain() throws IOException {
        append(table, row(table, 1));
        append(table, row(table, 2));
        try (FileCache cache = cache(place(), PLENTY, PATIENCE)) {
            cache.hold(far, this::all).close();
            Files.delete(cached().get(0));
            Files.write(cached().get(0), new byte[] {1});

            cache.hold(far, this::all).close();

            assertThat(far.opened).hasValue(4);
            for (DataFile file : all().data()) {
                assertThat(cache.path(LINES, file.location())).hasBinaryContent(bytes(file));
            }
        }
    }

    @Test
    void theOneLeastRecentlyHeldMakesRoom() {
        append(table, row(table, 1));
        TableFiles first = all();
        append(table, row(table, 2));
        TableFiles second = without(first);
        append(table, row(table, 3));
        TableFiles third = without(first, second);
        try (FileCache cache = cache(place(), 2 * size(first) + size(first) / 2, PATIENCE)) {
            cache.hold(far, () -> first).close();
            cache.hold(far, () -> second).close();
            cache.hold(far, () -> first).close();

            cache.hold(far, () -> third).close();

            assertThat(path(cache, first)).exists();
            assertThat(path(cache, second)).doesNotExist();
            assertThat(path(cache, third)).exists();
        }
    }

    @Test
    void whatIsHeldIsNeverTaken() {
        append(table, row(table, 1));
        TableFiles first = all();
        append(table, row(table, 2));
        TableFiles second = without(first);
        try (FileCache cache = cache(place(), size(first) + size(first) / 2, PATIENCE)) {
            FilesOnDisk.Held held = cache.hold(far, () -> first);

            assertThatThrownBy(() -> cache.hold(far, () -> second))
                    .isInstanceOf(ProblemException.class)
                    .hasMessageContaining("files that other queries are reading fill the");
            assertThat(path(cache, first)).exists();

            held.close();
            cache.hold(far, () -> second).close();
            assertThat(path(cache, first)).doesNotExist();
        }
    }

    @Test
    void aTableThatDoesNotFitIsRefusedWithTheSettingToRaise() {
        append(table, row(table, 1));
        try (FileCache cache = cache(place(), 10, PATIENCE)) {
            assertThatThrownBy(() -> cache.hold(far, this::all))
                    .isInstanceOf(ProblemException.class)
                    .hasMessageContaining("raise visualize.file-cache-bytes");
        }
        assertThat(far.opened).hasValue(0);
    }

    @Test
    void aFetchThatFailsLeavesNothingAndIsTriedAgain() throws IOException {
        append(table, row(table, 1));
        try (FileCache cache = cache(place(), PLENTY, PATIENCE)) {
            far.failure = new IllegalStateException("the store is away");
            assertThatThrownBy(() -> cache.hold(far, this::all))
                    .isInstanceOf(ProblemException.class)
                    .hasMessageContaining("cannot be fetched from the warehouse: the store is away");
            assertThat(folder()).isEmptyDirectory();

            far.failure = null;
            cache.hold(far, this::all).close();
        }
        assertThat(cached()).hasSize(1);
    }

    @Test
    void aFileThatIsShorterThanItsMetadataSaysIsNotBelieved() throws IOException {
        append(table, row(table, 1));
        TableFiles files = all();
        Path file = LocalFileIO.path(files.data().get(0).location());
        Files.write(file, java.util.Arrays.copyOf(Files.readAllBytes(file), 20));
        try (FileCache cache = cache(place(), PLENTY, PATIENCE)) {
            assertThatThrownBy(() -> cache.hold(far, () -> files)).hasMessageContaining("ended after 20 bytes");
        }
        assertThat(folder()).isEmptyDirectory();
    }

    @Test
    void aFileThatHasBeenRemovedMeansThatTheSnapshotIsGone() throws IOException {
        append(table, row(table, 1));
        TableFiles files = all();
        Files.delete(LocalFileIO.path(files.data().get(0).location()));
        try (FileCache cache = cache(place(), PLENTY, PATIENCE)) {
            assertThatThrownBy(() -> cache.hold(far, () -> files))
                    .isInstanceOfSatisfying(ProblemException.class, problem -> assertThat(problem.status())
                            .isEqualTo(410));
        }
    }

    @Test
    void whoHasWaitedLongEnoughIsToldAndTheFileStillArrives() {
        append(table, row(table, 1));
        TableFiles files = all();
        try (FileCache cache = cache(place(), PLENTY, Duration.ofMillis(50))) {
            far.gate = new CountDownLatch(1);
            assertThatThrownBy(() -> cache.hold(far, () -> files))
                    .isInstanceOf(ProblemException.class)
                    .hasMessageContaining("0 of 1 files were here after 50 ms");

            far.gate.countDown();
            await().until(() -> Files.exists(path(cache, files)));
            cache.hold(far, () -> files).close();
        }
        assertThat(far.opened).hasValue(1);
    }

    private FileCache cache(Warehouse warehouse, long bytes, Duration patience) {
        return FileCache.open(warehouse, folder(), bytes, patience, new SimpleMeterRegistry());
    }

    private Path folder() {
        return directory.resolve("copies").toAbsolutePath();
    }

    private List<Path> cached() throws IOException {
        try (Stream<Path> files = Files.list(folder())) {
            return files.sorted().toList();
        }
    }

    private TableFiles without(TableFiles... others) {
        List<String> known = Stream.of(others)
                .flatMap(files -> files.data().stream())
                .map(DataFile::location)
                .toList();
        return new TableFiles(
                all().data().stream()
                        .filter(file -> !known.contains(file.location()))
                        .toList(),
                List.of());
    }

    private static long size(TableFiles files) {
        return files.bytes();
    }

    private static Path path(FileCache cache, TableFiles files) {
        return cache.path(LINES, files.data().get(0).location());
    }

    private static byte[] bytes(DataFile file) throws IOException {
        return Files.readAllBytes(LocalFileIO.path(file.location()));
    }

    /** Files of the local disk that come when the test lets them, and are counted. */
    private static final class FarAway implements FileIO {

        private static final long serialVersionUID = 1L;

        private final transient LocalFileIO local = new LocalFileIO();
        private final transient AtomicInteger opened = new AtomicInteger();
        private final transient AtomicInteger now = new AtomicInteger();
        private final transient AtomicInteger most = new AtomicInteger();
        private transient volatile CountDownLatch gate = new CountDownLatch(0);
        private transient volatile RuntimeException failure;

        @Override
        public InputFile newInputFile(String location) {
            opened.incrementAndGet();
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            try {
                gate.await();
                if (failure != null) {
                    throw failure;
                }
                return local.newInputFile(location);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            } finally {
                now.decrementAndGet();
            }
        }

        @Override
        public OutputFile newOutputFile(String location) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void deleteFile(String location) {
            throw new UnsupportedOperationException();
        }
    }
}
