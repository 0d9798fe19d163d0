package dev.plumbline.storage.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.BulkDeletionFailureException;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.PositionOutputStream;
import org.apache.iceberg.io.RangeReadable;
import org.apache.iceberg.io.SeekableInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalFileIOTest {

    @TempDir
    Path folder;

    private final LocalFileIO files = new LocalFileIO();

    @ParameterizedTest
    @ValueSource(strings = {"false", "true"})
    void readsBackWhatItWroteFromAnyPosition(String fsync) throws IOException {
        files.initialize(Map.of(LocalFileIO.FSYNC, fsync));
        byte[] bytes = new byte[100_000];
        new Random(7).nextBytes(bytes);
        String location = "file:" + folder + "/new/folder/data.bin";

        try (PositionOutputStream out = files.newOutputFile(location).create()) {
            out.write(bytes[0]);
            out.write(bytes, 1, 50);
            out.write(bytes, 51, 40_000);
            out.write(bytes, 40_051, bytes.length - 40_051);
            assertThat(out.getPos()).isEqualTo(bytes.length);
        }

        assertThat(Files.readAllBytes(LocalFileIO.path(location))).isEqualTo(bytes);
        assertThat(files.newInputFile(location).getLength()).isEqualTo(bytes.length);
        try (SeekableInputStream in = files.newInputFile(location).newStream()) {
            in.seek(70_000);
            assertThat(in.read()).isEqualTo(bytes[70_000] & 0xff);
            assertThat(in.readNBytes(10_000)).startsWith(bytes[70_001]).hasSize(10_000);
            assertThat(in.getPos()).isEqualTo(80_001);
            assertThat(in.skip(1_000_000)).isEqualTo(19_999);
            assertThat(in.read()).isEqualTo(-1);

            byte[] tail = new byte[4];
            assertThat(((RangeReadable) in).readTail(tail, 0, 4)).isEqualTo(4);
            assertThat(tail[3]).isEqualTo(bytes[bytes.length - 1]);
            byte[] range = new byte[10];
            ((RangeReadable) in).readFully(500, range, 2, 8);
            assertThat(range[2]).isEqualTo(bytes[500]);
        }
    }

    @Test
    void doesNotCreateAFileThatIsThere() throws IOException {
        String location = folder + "/once.txt";
        files.newOutputFile(location).create().close();

        assertThatThrownBy(() -> files.newOutputFile(location).create())
                .isInstanceOf(AlreadyExistsException.class)
                .hasMessageContaining("already there")
                .hasMessageContaining(location);
    }

    @Test
    void overwritesWhereAskedTo() throws IOException {
        String location = folder + "/often.txt";
        Files.writeString(folder.resolve("often.txt"), "something longer");

        try (PositionOutputStream out = files.newOutputFile(location).createOrOverwrite()) {
            out.write("short".getBytes(StandardCharsets.UTF_8));
        }

        assertThat(folder.resolve("often.txt")).hasContent("short");
    }

    @Test
    void saysWhichFileIsMissing() {
        String location = "file:" + folder + "/missing.avro";

        assertThat(files.newInputFile(location).exists()).isFalse();
        assertThatThrownBy(() -> files.newInputFile(location).newStream())
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining(location);
        assertThatThrownBy(() -> files.newInputFile(location).getLength())
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining(location);
    }

    @Test
    void listsAndDeletesAFolderWithoutFollowingLinks() throws IOException {
        Path outside = Files.writeString(folder.resolve("outside.txt"), "stays");
        Path table = Files.createDirectories(folder.resolve("table/data"));
        Files.writeString(table.resolve("a.parquet"), "a");
        Files.createSymbolicLink(table.resolve("link"), outside);

        assertThat(files.listPrefix("file:" + folder + "/table"))
                .extracting(FileInfo::location)
                .containsExactly("file:" + table.resolve("a.parquet"));
        assertThat(files.listPrefix(folder + "/nowhere")).isEmpty();

        files.deletePrefix("file:" + folder + "/table");

        assertThat(folder.resolve("table")).doesNotExist();
        assertThat(outside).hasContent("stays");
    }

    @Test
    void deletesWhatIsThereAndDoesNotMindWhatIsNot() throws IOException {
        Path there = Files.writeString(folder.resolve("there"), "x");

        files.deleteFiles(List.of("file:" + there, folder + "/not-there"));

        assertThat(there).doesNotExist();
    }

    @Test
    void staysBelowItsRootWhateverItIsAskedFor() throws IOException {
        Path root = Files.createDirectories(folder.resolve("warehouse"));
        Path outside = Files.createDirectories(folder.resolve("outside"));
        Path secret = Files.writeString(outside.resolve("secret"), "stays");
        Files.createSymbolicLink(root.resolve("folder"), outside);
        Files.createSymbolicLink(root.resolve("file"), secret);
        Files.createSymbolicLink(root.resolve("dangling"), outside.resolve("new"));
        files.initialize(Map.of(LocalFileIO.ROOT, "file:" + root));

        for (String location : List.of(
                "file:" + secret,
                "file://" + secret,
                root + "/../outside/secret",
                root + "-evil/secret",
                root + "/folder/secret",
                root + "/folder/new/secret",
                root + "/file",
                root + "/dangling",
                "/")) {
            assertThatThrownBy(() -> files.newInputFile(location))
                    .as(location)
                    .isInstanceOf(ForbiddenException.class)
                    .hasMessageContaining(LocalFileIO.ROOT);
            assertThatThrownBy(() -> files.newOutputFile(location)).isInstanceOf(ForbiddenException.class);
            assertThatThrownBy(() -> files.deleteFile(location)).isInstanceOf(ForbiddenException.class);
            assertThatThrownBy(() -> files.deleteFiles(List.of(location)))
                    .isInstanceOf(BulkDeletionFailureException.class);
            assertThatThrownBy(() -> files.deletePrefix(location)).isInstanceOf(ForbiddenException.class);
            assertThatThrownBy(() -> files.listPrefix(location)).isInstanceOf(ForbiddenException.class);
        }
        assertThat(outside).isDirectoryContaining(path -> path.equals(secret));
        assertThat(secret).hasContent("stays");
    }

    @Test
    void worksBelowARootThatIsReachedByALinkAndIsNotThereYet() throws IOException {
        Path disk = Files.createDirectories(folder.resolve("disk"));
        Path root = Files.createSymbolicLink(folder.resolve("mount"), disk).resolve("warehouse");
        files.initialize(Map.of(LocalFileIO.ROOT, root.toString()));
        String location = "file:" + root + "/table/data/a.parquet";

        files.deleteFile(location);
        files.newOutputFile(location).create().close();

        assertThat(files.newInputFile(location).exists()).isTrue();
        assertThat(files.listPrefix("file:" + root)).hasSize(1);
        files.deleteFile(location);
        assertThat(disk.resolve("warehouse/table/data")).isEmptyDirectory();
    }

    @Test
    void travelsToTasksWithItsProperties() throws Exception {
        files.initialize(Map.of("warehouse", "file:/w", LocalFileIO.FSYNC, "true", LocalFileIO.ROOT, "/w"));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new ObjectOutputStream(bytes).writeObject(files);

        LocalFileIO arrived =
                (LocalFileIO) new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();

        assertThat(arrived.properties()).containsEntry("warehouse", "file:/w");
        assertThatThrownBy(() -> arrived.deleteFile("/v/a")).isInstanceOf(ForbiddenException.class);
    }

    @Test
    void takesLocationsAsTheyAre() {
        assertThat(LocalFileIO.path("file:/a/b%20c")).isEqualTo(Path.of("/a/b%20c"));
        assertThat(LocalFileIO.path("file:///a/b")).isEqualTo(Path.of("/a/b"));
        assertThat(LocalFileIO.path("/a/b")).isEqualTo(Path.of("/a/b"));
        assertThatThrownBy(() -> LocalFileIO.path("s3://bucket/a"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("s3://bucket/a")
                .hasMessageContaining("expected file:/");
    }
}
