package dev.plumbline.storage.tables;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.exceptions.RuntimeIOException;
import org.apache.iceberg.io.BulkDeletionFailureException;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.SupportsBulkOperations;
import org.apache.iceberg.io.SupportsPrefixOperations;
import org.apache.iceberg.util.SerializableMap;

/**
 * Iceberg files on the local disk, by {@code java.nio} alone: no Hadoop, no checksum files beside the data, no process
 * started per file. Named by {@code io-impl}, serialised into Spark's tasks; safe for many threads.
 *
 * <p>What is written survives the death of the process. With the property {@value #FSYNC} set to {@code true} a closed file
 * also survives a power cut.
 */
public final class LocalFileIO implements SupportsPrefixOperations, SupportsBulkOperations {

    /** Whether a file is forced to the disk before it counts as written; {@code false} where not set. */
    public static final String FSYNC = "local.fsync";

    private static final long serialVersionUID = 1L;

    private SerializableMap<String, String> properties = SerializableMap.copyOf(Map.of());
    private boolean fsync;

    /** For Iceberg, which makes it by name and then calls {@link #initialize}. */
    public LocalFileIO() {}

    @Override
    public void initialize(Map<String, String> given) {
        properties = SerializableMap.copyOf(given);
        fsync = Boolean.parseBoolean(given.get(FSYNC));
    }

    @Override
    public Map<String, String> properties() {
        return properties.immutableMap();
    }

    @Override
    public InputFile newInputFile(String location) {
        return new LocalInputFile(location, path(location));
    }

    @Override
    public OutputFile newOutputFile(String location) {
        return new LocalOutputFile(location, path(location), fsync);
    }

    /** Deletes the file; one that is already gone is no error. */
    @Override
    public void deleteFile(String location) {
        try {
            Files.deleteIfExists(path(location));
        } catch (IOException e) {
            throw new RuntimeIOException(e, "Cannot delete %s: %s", location, e);
        }
    }

    @Override
    public void deleteFiles(Iterable<String> locations) {
        int failed = 0;
        for (String location : locations) {
            try {
                deleteFile(location);
            } catch (RuntimeException e) {
                failed++;
            }
        }
        if (failed > 0) {
            throw new BulkDeletionFailureException(failed);
        }
    }

    /** The files under the folder {@code prefix}, in no order; none where there is no such folder. Links are not followed. */
    @Override
    public Iterable<FileInfo> listPrefix(String prefix) {
        List<FileInfo> found = new ArrayList<>();
        walk(prefix, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (attributes.isRegularFile()) {
                    found.add(new FileInfo(
                            "file:" + file,
                            attributes.size(),
                            attributes.lastModifiedTime().toMillis()));
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                return skipVanished(e);
            }
        });
        return found;
    }

    /** Deletes the folder {@code prefix} and all in it; a link in it is deleted, not what it points to. */
    @Override
    public void deletePrefix(String prefix) {
        walk(prefix, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                return skipVanished(e);
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException e) throws IOException {
                try {
                    Files.deleteIfExists(directory);
                } catch (DirectoryNotEmptyException written) {
                    // Somebody wrote into it meanwhile; what is new stays.
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /**
     * The path that {@code location} names: {@code file:/a}, {@code file:///a} or {@code /a}. Nothing is decoded: Iceberg's
     * locations are plain text, and a {@code %} in one is a {@code %} in the file's name.
     */
    public static Path path(String location) {
        String name = location.startsWith("file:") ? location.substring("file:".length()) : location;
        if (name.startsWith("//")) {
            name = "/" + name.replaceFirst("^//(localhost)?/+", "");
        }
        if (!name.startsWith("/")) {
            throw new IllegalArgumentException("Not a path on the local disk: " + location + ", expected file:/...");
        }
        return Path.of(name);
    }

    private static void walk(String prefix, SimpleFileVisitor<Path> visitor) {
        Path root = path(prefix);
        if (!Files.exists(root)) {
            return;
        }
        try {
            Files.walkFileTree(root, visitor);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot walk " + prefix, e);
        }
    }

    private static FileVisitResult skipVanished(IOException e) throws IOException {
        if (e instanceof NoSuchFileException) {
            return FileVisitResult.CONTINUE;
        }
        throw e;
    }
}
