package dev.plumbline.local.compose;

import dev.plumbline.local.Failure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Calls the {@code docker} command, in one folder and with one environment. */
final class Docker {

    /** How a call ended, and what it said. */
    record Answer(int exitCode, String out, String err) {

        boolean ok() {
            return exitCode == 0;
        }

        /** The last thing it said about what is wrong. */
        String complaint() {
            String said = err.isBlank() ? out : err;
            return said.strip().lines().reduce((first, second) -> second).orElse("it said nothing");
        }
    }

    private final Path folder;
    private final Map<String, String> environment;

    Docker(Path folder, Map<String, String> environment) {
        this.folder = folder;
        this.environment = Map.copyOf(environment);
    }

    /** Calls and listens: what it says is returned. */
    Answer ask(String... words) {
        try {
            Process process = start(new ProcessBuilder(words(List.of("docker"), words)));
            process.getOutputStream().close();
            CompletableFuture<String> err = CompletableFuture.supplyAsync(() -> text(process.getErrorStream()));
            String out = text(process.getInputStream());
            return new Answer(process.waitFor(), out, err.join());
        } catch (IOException e) {
            throw absent(e);
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    /** As {@link #ask}, and fails when it fails. */
    String answer(String... words) {
        Answer answer = ask(words);
        if (!answer.ok()) {
            throw Failure.environment(
                    "docker " + String.join(" ", words) + " failed: " + answer.complaint(),
                    "./plumbline doctor --compose");
        }
        return answer.out();
    }

    /** Calls and lets it talk to people: on standard error, because standard output is for data. */
    int show(String... words) {
        return run(List.of("/bin/sh", "-c", "exec \"$@\" 1>&2", "sh", "docker"), words);
    }

    /** Calls and lets it write data to standard output. */
    int print(String... words) {
        return run(List.of("docker"), words);
    }

    private int run(List<String> command, String... words) {
        try {
            return start(new ProcessBuilder(words(command, words)).inheritIO()).waitFor();
        } catch (IOException e) {
            throw absent(e);
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    private Process start(ProcessBuilder builder) throws IOException {
        builder.environment().putAll(environment);
        return builder.directory(folder.toFile()).start();
    }

    private static List<String> words(List<String> command, String... words) {
        List<String> all = new ArrayList<>(command);
        all.addAll(List.of(words));
        return all;
    }

    private static String text(java.io.InputStream in) {
        try (in) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }

    private static Failure absent(IOException e) {
        return Failure.environment(
                "The command docker cannot be run: " + e.getMessage(),
                "install Docker with the compose plugin, or start without it: ./plumbline up");
    }

    private static Failure interrupted() {
        Thread.currentThread().interrupt();
        return Failure.check("Interrupted while docker was running", "");
    }
}
