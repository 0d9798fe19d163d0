package dev.plumbline.storage.tables;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.exceptions.ForbiddenException;
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

    /**
     * The folder that nothing is read, written or deleted outside of; everything is allowed where not set. The catalog
     * tells it to its clients: metadata names the files, and whoever may write metadata must not choose them freely.
     */
    public static final String ROOT = "local.root";

    private static final long serialVersionUID = 2L;

    private SerializableMap<String, String> properties = SerializableMap.copyOf(Map.of());
    private boolean fsync;
    private String root;

    /** For Iceberg, which makes it by name and then calls {@link #initialize}. */
    public LocalFileIO() {}

    @Override
    public void initialize(Map<String, String> given) {
        properties = SerializableMap.copyOf(given);
        fsync = Boolean.parseBoolean(given.get(FSYNC));
        String folder = given.get(ROOT);
        root = folder == null || folder.isEmpty()
                ? null
                : path(folder).normalize().toString();
    }

    @Override
    public Map<String, String> properties() {
        return properties.immutableMap();
    }

    @Override
    public InputFile newInputFile(String location) {
        return new LocalInputFile(location, allowed(location));
    }

    @Override
    public OutputFile newOutputFile(String location) {
        return new LocalOutputFile(location, allowed(location), fsync);
    }

    /** Deletes the file; one that is already gone is no error. */
    @Override
    public void deleteFile(String location) {
        try {
            Files.deleteIfExists(allowed(location));
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

    /** The path that {@code location} names, which with {@link #ROOT} lies below it, links followed. */
    private Path allowed(String location) {
        Path path = path(location);
        if (root == null) {
            return path;
        }
        Path inside = path.normalize();
        Path folder = Path.of(root);
        if (!inside.startsWith(folder)) {
            throw refused(location, "it lies outside");
        }
        Path existing = inside;
        while (!Files.exists(existing, LinkOption.NOFOLLOW_LINKS)) {
            existing = existing.getParent();
        }
        try {
            // Where the root itself is not there yet, neither is a link in it.
            if (existing.startsWith(folder) && !existing.toRealPath().startsWith(folder.toRealPath())) {
                throw refused(location, "a link leads out");
            }
        } catch (NoSuchFileException e) {
            requireNoLink(location, existing);
        } catch (IOException e) {
            throw refused(location, "it cannot be followed (" + e + ")");
        }
        return inside;
    }

    /** What was there a moment ago has been deleted meanwhile, which is no error, or is a link into nothing. */
    private void requireNoLink(String location, Path existing) {
        if (Files.isSymbolicLink(existing)) {
            throw refused(location, "a link leads nowhere");
        }
    }

    private ForbiddenException refused(String location, String why) {
        return new ForbiddenException("%s is refused: %s. All files lie below %s (%s)", location, why, root, ROOT);
    }

    private void walk(String prefix, SimpleFileVisitor<Path> visitor) {
        Path start = allowed(prefix);
        if (!Files.exists(start)) {
            return;
        }
        try {
            Files.walkFileTree(start, visitor);
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
