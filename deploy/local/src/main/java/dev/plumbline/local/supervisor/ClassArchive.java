package dev.plumbline.local.supervisor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * A layer's class-data archive (AppCDS): written when the layer stops for the first time, mapped at every later start,
 * which then loads its classes about twice as fast. Its name carries the JDK and the jars it was made from; without it,
 * or when it does not fit, the JVM starts as usual.
 */
final class ClassArchive {

    private static final List<String> QUIET = List.of("-Xshare:auto", "-Xlog:cds=off", "-Xlog:cds+dynamic=off");

    private final Path archive;
    private final Path draft;
    private final String family;

    private ClassArchive(Path archive, String family) {
        this.archive = archive;
        this.family = family;
        this.draft = archive.resolveSibling(
                archive.getFileName() + "." + ProcessHandle.current().pid() + ".new");
    }

    static ClassArchive of(Path folder, String layer, Path jar) {
        String family = layer + "-" + Runtime.version().feature() + "-";
        return new ClassArchive(folder.resolve(family + fingerprint(jar) + ".jsa"), family);
    }

    /** How much longer the layer may take to stop, because it writes the archive then. */
    Duration timeToWrite() {
        return Files.isReadable(archive) ? Duration.ZERO : Duration.ofSeconds(45);
    }

    /** JVM flags that use the archive, or have it written. */
    List<String> flags() {
        String flag =
                Files.isReadable(archive) ? "-XX:SharedArchiveFile=" + archive : "-XX:ArchiveClassesAtExit=" + draft;
        return Stream.concat(QUIET.stream(), Stream.of(flag)).toList();
    }

    /** Takes over what the layer wrote when it stopped in order, and drops archives that no longer fit. */
    void adopt() {
        if (!Files.isReadable(draft)) {
            return;
        }
        try (Stream<Path> siblings = Files.list(archive.getParent())) {
            Files.move(draft, archive, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            List<Path> old = siblings.filter(
                            file -> file.getFileName().toString().startsWith(family))
                    .filter(file -> file.getFileName().toString().endsWith(".jsa") && !file.equals(archive))
                    .toList();
            for (Path file : old) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            // Only the next start's speed is at stake.
            discard();
        }
    }

    /** Drops what layers left behind whose supervisor was killed before it could adopt it. */
    static void dropAbandoned(Path folder) throws IOException {
        List<Path> drafts;
        try (Stream<Path> files = Files.list(folder)) {
            drafts = files.filter(file -> file.toString().endsWith(".new")).toList();
        }
        for (Path draft : drafts) {
            String[] parts = draft.getFileName().toString().split("\\.");
            if (ProcessHandle.of(Long.parseLong(parts[parts.length - 2])).isEmpty()) {
                Files.deleteIfExists(draft);
            }
        }
    }

    /** Drops what a layer may have half written when it was ended. */
    void discard() {
        try {
            Files.deleteIfExists(draft);
        } catch (IOException e) {
            draft.toFile().deleteOnExit();
        }
    }

    private static String fingerprint(Path jar) {
        StringBuilder parts = new StringBuilder(System.getProperty("java.home")).append(Runtime.version());
        describe(jar, parts);
        Path libraries = jar.resolveSibling("lib");
        try (Stream<Path> files = Files.list(libraries)) {
            files.sorted().forEach(file -> describe(file, parts));
        } catch (IOException noLibraries) {
            parts.append('-');
        }
        return Long.toHexString(hash(parts));
    }

    private static void describe(Path file, StringBuilder parts) {
        try {
            parts.append(file).append(Files.size(file)).append(Files.getLastModifiedTime(file));
        } catch (IOException e) {
            parts.append(file).append('?');
        }
    }

    private static long hash(CharSequence text) {
        long hash = 1125899906842597L;
        for (int i = 0; i < text.length(); i++) {
            hash = 31 * hash + text.charAt(i);
        }
        return hash;
    }
}
