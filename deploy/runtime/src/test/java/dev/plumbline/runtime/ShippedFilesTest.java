package dev.plumbline.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShippedFilesTest {

    @TempDir
    Path directory;

    @Test
    void areFoundInABuildsOutput() throws IOException {
        Path folder = Files.createDirectories(directory.resolve("with space/answers"));
        Files.writeString(folder.resolve("one.sql"), "SELECT 1");

        assertThat(answers(directory.resolve("with space"))).containsExactly(Map.entry("one.sql", "SELECT 1"));
    }

    @Test
    void areFoundInAJarHoweverOften() throws IOException {
        Path jar = directory.resolve("with space.jar");
        try (JarOutputStream files = new JarOutputStream(Files.newOutputStream(jar))) {
            files.putNextEntry(new ZipEntry("answers/"));
            files.putNextEntry(new ZipEntry("answers/one.sql"));
            files.write("SELECT 1".getBytes(StandardCharsets.UTF_8));
            files.putNextEntry(new ZipEntry("other/two.sql"));
        }

        assertThat(answers(jar)).containsExactly(Map.entry("one.sql", "SELECT 1"));
        assertThat(answers(jar)).hasSize(1);
    }

    @Test
    void aFolderThatIsMissingIsNamed() {
        assertThatThrownBy(() -> answers(directory)).hasMessage("the folder answers is missing on the class path");
    }

    private static Map<String, String> answers(Path place) throws IOException {
        Map<String, String> texts = new TreeMap<>();
        try (URLClassLoader classes =
                new URLClassLoader(new URL[] {place.toUri().toURL()}, null)) {
            ShippedFiles.read(classes, "answers", folder -> {
                try (Stream<Path> files = Files.list(folder)) {
                    for (Path file : files.toList()) {
                        texts.put(file.getFileName().toString(), Files.readString(file));
                    }
                }
            });
        }
        return texts;
    }
}
