package dev.plumbline.local.command;

import dev.plumbline.local.Failure;
import dev.plumbline.local.supervisor.DataLock;
import dev.plumbline.local.supervisor.Leftovers;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Deletes what the platform has stored, and nothing else. */
@Command(
        name = "reset",
        description = "Delete all events and tables of a data directory; refuses while the platform runs.")
final class ResetCommand extends PlatformCommand {

    @Option(names = "--yes", description = "Do not ask.")
    boolean yes;

    @Option(names = "--compose", description = "Remove the stack of containers with all its volumes.")
    boolean compose;

    @Override
    int run() throws IOException {
        if (compose) {
            if (!yes && !confirmed("the stack of containers")) {
                throw Failure.refused("Nothing was deleted", "./plumbline reset --compose --yes");
            }
            return StackCommands.of(this).reset();
        }
        Path data = platform.data();
        if (!Files.exists(data)) {
            talk("Nothing to delete: there is no " + data);
            return print(Map.of("deleted", false, "data", data.toString()), () -> {});
        }
        if (!Files.exists(data.resolve("plumbline.lock"))) {
            throw Failure.refused(
                    data + " was never a data directory of this platform: it has no plumbline.lock",
                    "delete it by hand if that is what you want");
        }
        DataLock.Holder me = new DataLock.Holder(ProcessHandle.current().pid(), "now", "", data.toString(), Map.of());
        try (DataLock held = DataLock.take(data, me)) {
            if (!yes && !confirmed(data.toString())) {
                throw Failure.refused("Nothing was deleted", "./plumbline reset --yes");
            }
            Leftovers.await(data, this::talk);
            delete(data);
        }
        talk("Deleted " + data);
        return print(Map.of("deleted", true, "data", data.toString()), () -> {});
    }

    private boolean confirmed(String what) throws IOException {
        talk("This deletes every event and table of " + what + ". Type yes to go on:");
        BufferedReader answer = new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()));
        return "yes".equals(answer.readLine());
    }

    private static void delete(Path data) throws IOException {
        List<Path> files;
        try (Stream<Path> found = Files.walk(data)) {
            files = found.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : files) {
            Files.delete(file);
        }
    }
}
