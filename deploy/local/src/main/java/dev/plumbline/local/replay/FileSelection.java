package dev.plumbline.local.replay;

import dev.plumbline.local.Failure;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Which files the words of a command mean: files, folders (all files in them), and patterns with {@code *} or {@code ?}. */
public final class FileSelection {

    private static final String DEFAULT_PREFIX = "urn:plumbline:file:";

    private FileSelection() {}

    /**
     * The files in order, each with its source. A file's source is made of its name only, so that it stays the same
     * wherever the file lies; with {@code prefix} it is made of the prefix and the path as it was given.
     */
    public static List<ReplayFile> of(List<String> words, Optional<String> source, Optional<String> prefix)
            throws IOException {
        List<Path> paths = new ArrayList<>();
        for (String word : words) {
            paths.addAll(expand(word));
        }
        if (source.isPresent() && paths.size() > 1) {
            throw Failure.usage(
                    "--source is for one file, and these are " + paths.size()
                            + ": their records would be taken for each other",
                    "leave it out, or use --source-prefix");
        }
        Map<String, Path> bySource = new HashMap<>();
        List<ReplayFile> files = new ArrayList<>();
        for (Path path : paths) {
            String name = source.orElseGet(() -> prefix.map(given -> given + encoded(path.toString()))
                    .orElseGet(() -> DEFAULT_PREFIX + encoded(ReplayFile.baseName(path))));
            Path other = bySource.put(name, path);
            if (other != null) {
                throw Failure.usage(
                        other + " and " + path + " have the same name, so their records would get the same ids",
                        "replay them with --source-prefix PREFIX, which tells them apart by their paths");
            }
            files.add(new ReplayFile(path, name));
        }
        return files;
    }

    private static List<Path> expand(String word) throws IOException {
        Path path = Path.of(word);
        if (Files.isDirectory(path)) {
            try (Stream<Path> files = Files.list(path)) {
                return nonEmpty(
                        files.filter(Files::isRegularFile)
                                .filter(file -> !file.getFileName().toString().startsWith("."))
                                .sorted()
                                .toList(),
                        word);
            }
        }
        if (Files.exists(path)) {
            return List.of(path);
        }
        Path folder = path.getParent() == null ? Path.of("") : path.getParent();
        if (path.getFileName().toString().matches(".*[*?\\[{].*") && Files.isDirectory(folder)) {
            List<Path> found = new ArrayList<>();
            try (DirectoryStream<Path> files =
                    Files.newDirectoryStream(folder, path.getFileName().toString())) {
                files.forEach(found::add);
            }
            return nonEmpty(found.stream().sorted().toList(), word);
        }
        throw Failure.usage("There is no file " + word, "check the path; it is taken relative to where you are");
    }

    private static List<Path> nonEmpty(List<Path> files, String word) {
        if (files.isEmpty()) {
            throw Failure.usage("No file is meant by " + word, "check the path; it is taken relative to where you are");
        }
        return files;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("%2F", "/");
    }
}
