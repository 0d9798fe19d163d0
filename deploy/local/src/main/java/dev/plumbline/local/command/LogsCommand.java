package dev.plumbline.local.command;

import dev.plumbline.local.ExitCode;
import dev.plumbline.local.Failure;
import dev.plumbline.local.Json;
import dev.plumbline.local.supervisor.LayerLog;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what the layers wrote to their logs. */
@Command(name = "logs", description = "Show the logs of the layers, or of one.")
final class LogsCommand extends PlatformCommand {

    private static final String SUFFIX = ".log";

    @Parameters(arity = "0..1", paramLabel = "LAYER", description = "A layer, or supervisor (default: all).")
    String layer;

    @Option(
            names = {"-f", "--follow"},
            description = "Go on showing what is written.")
    boolean follow;

    @Option(
            names = {"-n", "--lines"},
            paramLabel = "N",
            defaultValue = "20",
            description = "Lines per log (default: ${DEFAULT-VALUE}).")
    int lines;

    @Option(names = "--compose", description = "Show the logs of the stack's containers; LAYER is a service of it.")
    boolean compose;

    @Override
    int run() throws IOException, InterruptedException {
        if (compose) {
            return StackCommands.of(this).logs(layer, lines, follow);
        }
        Path folder = platform.data().resolve("logs");
        List<Path> logs = logs(folder);
        Map<Path, Long> shown = new LinkedHashMap<>();
        for (Path log : logs) {
            shown.put(log, Files.size(log));
            for (String line : new LayerLog(log).last(lines)) {
                show(log, line, logs.size() > 1);
            }
        }
        out().flush();
        while (follow) {
            for (Map.Entry<Path, Long> log : shown.entrySet()) {
                log.setValue(showNew(log.getKey(), log.getValue(), shown.size() > 1));
            }
            out().flush();
            Thread.sleep(200);
        }
        return ExitCode.OK;
    }

    private List<Path> logs(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw Failure.environment("There are no logs in " + folder, "./plumbline up");
        }
        List<Path> all;
        try (Stream<Path> files = Files.list(folder)) {
            all = files.filter(file -> file.toString().endsWith(SUFFIX))
                    .sorted()
                    .toList();
        }
        List<Path> chosen = all.stream()
                .filter(file -> layer == null || name(file).equals(layer))
                .toList();
        if (chosen.isEmpty()) {
            throw Failure.usage(
                    "There is no log of " + layer + " in " + folder,
                    "choose one of "
                            + String.join(
                                    ", ", all.stream().map(LogsCommand::name).toList()));
        }
        return chosen;
    }

    private long showNew(Path file, long from, boolean named) throws IOException {
        try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "r")) {
            long start = log.length() < from ? 0 : from;
            byte[] bytes = new byte[(int) Math.min(log.length() - start, 1 << 20)];
            log.seek(start);
            log.readFully(bytes);
            int end = bytes.length;
            while (end > 0 && bytes[end - 1] != '\n') {
                end--;
            }
            new String(bytes, 0, end, StandardCharsets.UTF_8).lines().forEach(line -> show(file, line, named));
            return start + end;
        }
    }

    private void show(Path log, String line, boolean named) {
        if (json()) {
            out().println(Json.line(Map.of("layer", name(log), "line", line)));
        } else {
            out().println(named ? String.format("%-13s | %s", name(log), line) : line);
        }
    }

    private static String name(Path log) {
        String name = log.getFileName().toString();
        return name.substring(0, name.length() - SUFFIX.length());
    }
}
