package dev.plumbline.local.compose;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InitEnvTest {

    @TempDir
    Path folder;

    @Test
    void makesOtherSecretsEachTimeAndForItsOwnerOnly() throws Exception {
        Map<String, String> one = secrets(run(Files.createDirectory(folder.resolve("one"))));
        Map<String, String> other = secrets(run(Files.createDirectory(folder.resolve("other"))));

        assertThat(one).hasSizeGreaterThanOrEqualTo(11).hasSameSizeAs(other);
        one.forEach((name, value) ->
                assertThat(value).as(name).hasSizeGreaterThan(15).isNotEqualTo(other.get(name)));
        assertThat(one.values()).doesNotHaveDuplicates();
        assertThat(Files.getPosixFilePermissions(folder.resolve("one/.env")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void addsWhatIsMissingAndChangesNothingThatIsThere() throws Exception {
        Files.writeString(folder.resolve(".env"), "PLUMBLINE_S3_SECRET=kept\nCOMPOSE_FILE=compose.yaml");

        List<String> first = Files.readAllLines(run(folder));
        List<String> second = Files.readAllLines(run(folder));

        assertThat(first)
                .startsWith("PLUMBLINE_S3_SECRET=kept", "COMPOSE_FILE=compose.yaml")
                .hasSizeGreaterThan(11);
        assertThat(second).isEqualTo(first);
    }

    private static Path run(Path folder) throws IOException, InterruptedException {
        Path script = folder.resolve("init-env.sh");
        Files.copy(
                ComposeFiles.FOLDER.resolve("init-env.sh"), script, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        Process process = new ProcessBuilder("sh", script.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return folder.resolve(".env");
    }

    private static Map<String, String> secrets(Path file) throws IOException {
        return Files.readAllLines(file).stream()
                .filter(line -> line.startsWith("PLUMBLINE_"))
                .filter(line -> !line.startsWith("PLUMBLINE_RECOMPUTE_SINCE="))
                .map(line -> line.split("=", 2))
                .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1]));
    }
}
