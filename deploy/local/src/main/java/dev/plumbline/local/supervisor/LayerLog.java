package dev.plumbline.local.supervisor;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** A layer's log file: bounded when the layer starts (one older file is kept), and read from its end. */
public record LayerLog(Path file) {

    static final long LONGEST = 8 << 20;
    private static final int TAIL_BYTES = 64 << 10;

    /** Moves a log that grew long aside, to {@code <name>.1}. */
    void bound() {
        try {
            Files.createDirectories(file.getParent());
            if (Files.exists(file) && Files.size(file) > LONGEST) {
                Files.move(file, file.resolveSibling(file.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The log " + file + " cannot be prepared", e);
        }
    }

    long length() {
        try {
            return Files.exists(file) ? Files.size(file) : 0;
        } catch (IOException e) {
            return 0;
        }
    }

    /** The last lines, at most {@code count}; empty when there is no log. */
    public List<String> last(int count) {
        return last(count, 0);
    }

    List<String> last(int count, long from) {
        if (!Files.exists(file)) {
            return List.of();
        }
        try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "r")) {
            long bytes = Math.min(log.length(), Math.max(TAIL_BYTES, count * 256L));
            long start = Math.max(log.length() - bytes, Math.min(from, log.length()));
            byte[] tail = new byte[(int) (log.length() - start)];
            log.seek(start);
            log.readFully(tail);
            List<String> lines =
                    new String(tail, StandardCharsets.UTF_8).lines().toList();
            return lines.subList(Math.max(0, lines.size() - count), lines.size());
        } catch (IOException e) {
            return List.of("(the log " + file + " cannot be read: " + e.getMessage() + ")");
        }
    }
}
