package dev.plumbline.visualize.query;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A folder for temporary files of this process alone, named after it ({@code <pid>-<start>}). Folders of processes that are
 * gone, left by a kill, are removed when the next one starts.
 */
final class Scratch {

    private Scratch() {}

    /** Makes the folder of this process in {@code parent} and removes what others that are gone have left there. */
    static Path create(Path parent) throws IOException {
        Files.createDirectories(parent);
        List<Path> left;
        try (Stream<Path> entries = Files.list(parent)) {
            left = entries.filter(entry -> !inUse(entry.getFileName().toString()))
                    .toList();
        }
        for (Path entry : left) {
            try (Stream<Path> below = Files.walk(entry)) {
                for (Path path : below.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(path);
                }
            }
        }
        return Files.createDirectories(parent.resolve(name(ProcessHandle.current())));
    }

    private static boolean inUse(String name) {
        int end = name.indexOf('-');
        return end > 0
                && name.substring(0, end).matches("\\d{1,18}")
                && ProcessHandle.of(Long.parseLong(name.substring(0, end)))
                        .filter(process -> name.equals(name(process)))
                        .isPresent();
    }

    private static String name(ProcessHandle process) {
        return process.pid() + "-"
                + process.info()
                        .startInstant()
                        .map(start -> Long.toString(start.toEpochMilli()))
                        .orElse("0");
    }
}
