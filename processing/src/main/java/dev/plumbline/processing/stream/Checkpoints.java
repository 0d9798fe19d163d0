package dev.plumbline.processing.stream;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Spark wants a checkpoint directory for a streaming query; ours lives only as long as the query. Where a stream goes on is
 * read from its tables, so a checkpoint that is lost, old or from another table can neither lose nor repeat an event.
 */
final class Checkpoints {

    private Checkpoints() {}

    /** A new empty directory for the stream; those of earlier runs are removed. */
    static Path fresh(Path workDirectory, String stream) throws IOException {
        Path parent = workDirectory.resolve("checkpoints").resolve(stream);
        if (Files.isDirectory(parent)) {
            try (Stream<Path> old = Files.walk(parent)) {
                for (Path path : old.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(path);
                }
            }
        }
        return Files.createDirectories(parent.resolve(UUID.randomUUID().toString()));
    }
}
