package dev.plumbline.local.command;

import dev.plumbline.local.Checkout;
import dev.plumbline.local.ExitCode;
import dev.plumbline.local.Failure;
import dev.plumbline.local.Plumbline;
import dev.plumbline.local.supervisor.LayerLog;
import dev.plumbline.local.supervisor.RunState;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A supervisor in a process of its own, which goes on when this command and its terminal are gone. */
final class Background {

    private static final int LINES_SHOWN = 40;

    private final Process process;
    private final Path output;

    private Background(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /** Starts the supervisor: this same program with the same words, cut off from the terminal. */
    static Background start(Path data, List<String> words) {
        Path output = data.resolve("logs").resolve("supervisor.out");
        try {
            Files.createDirectories(output.getParent());
            return new Background(launched(words, output), output);
        } catch (IOException e) {
            throw Failure.environment(
                    "The data directory " + data + " cannot be used: " + e, "choose another with --data DIR");
        }
    }

    private static Process launched(List<String> words, Path output) throws IOException {
        List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", "trap '' INT HUP; exec \"$@\"", "sh"));
        if (onPath("setsid")) {
            command.add("setsid");
        }
        command.add(Checkout.java().toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Plumbline.class.getName()));
        command.addAll(words);
        command.add("--background");
        return new ProcessBuilder(command)
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
    }

    /** Waits until all layers are ready, reporting each; fails as the supervisor failed. */
    void awaitReady(Path data, StartReport report) throws InterruptedException {
        while (true) {
            Optional<RunState> state = RunState.read(data).filter(read -> read.pid() == process.pid());
            state.ifPresent(read -> report.accept(read.layers()));
            if (state.isPresent() && state.get().phase() == RunState.Phase.RUNNING) {
                return;
            }
            if (process.waitFor(50, TimeUnit.MILLISECONDS)) {
                throw failure(process.exitValue());
            }
        }
    }

    private Failure failure(int exitCode) {
        String said = String.join(System.lineSeparator(), new LayerLog(output).last(LINES_SHOWN));
        if (said.isBlank()) {
            said = "The supervisor ended with " + exitCode + " and could not write why to " + output;
            return Failure.of(exitCode, said, "./plumbline doctor: is there room on the disk?");
        }
        boolean explained = exitCode >= ExitCode.USAGE && exitCode <= ExitCode.TIMEOUT;
        return explained
                ? Failure.of(exitCode, said, "")
                : Failure.check("The supervisor ended with " + exitCode + ": " + said, "./plumbline logs");
    }

    private static boolean onPath(String command) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, command)));
    }
}
