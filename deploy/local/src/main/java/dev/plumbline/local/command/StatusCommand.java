package dev.plumbline.local.command;

import dev.plumbline.local.ExitCode;
import dev.plumbline.local.Failure;
import dev.plumbline.local.platform.PlatformClient;
import dev.plumbline.local.supervisor.DataLock;
import dev.plumbline.local.supervisor.LayerState;
import dev.plumbline.local.supervisor.ProcessMemory;
import dev.plumbline.local.supervisor.RunState;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Says how each layer is. */
@Command(name = "status", description = "Say how each layer is; exit code 1 when one is not ready.")
final class StatusCommand extends PlatformCommand {

    @Option(names = "--compose", description = "Say how each container of the stack is.")
    boolean compose;

    /** One layer's line; memory in bytes, 0 where it has no process. */
    private record Line(
            String layer,
            String state,
            String address,
            long pid,
            long upSeconds,
            long memoryBytes,
            int restarts,
            String problem) {}

    @Override
    int run() {
        if (compose) {
            return StackCommands.of(this).status();
        }
        Path data = platform.data();
        DataLock.Holder holder =
                DataLock.holder(data).orElseThrow(() -> Failure.notRunning("nobody holds the data directory " + data));
        RunState state = RunState.read(data)
                .filter(read -> read.pid() == holder.pid())
                .orElseThrow(() -> Failure.environment(
                        "The platform on " + data + " has only just been started", "try again in a moment"));
        List<Line> lines =
                state.layers().parallelStream().map(StatusCommand::line).toList();
        long supervisor = ProcessMemory.residentBytes(holder.pid()).orElse(0);
        long total = supervisor + lines.stream().mapToLong(Line::memoryBytes).sum();
        print(
                Map.of(
                        "url", holder.url(),
                        "data", holder.data(),
                        "pid", holder.pid(),
                        "startedAt", holder.startedAt(),
                        "phase", state.phase(),
                        "supervisorMemoryBytes", supervisor,
                        "memoryBytes", total,
                        "layers", lines),
                () -> print(holder, lines, supervisor, total));
        return lines.stream().allMatch(line -> line.state().equals("ready")) ? ExitCode.OK : ExitCode.CHECK_FAILED;
    }

    private void print(DataLock.Holder holder, List<Line> lines, long supervisor, long total) {
        TextTable table = new TextTable("layer", "state", "address", "pid", "up", "memory", "restarts");
        lines.forEach(line -> table.row(
                line.layer(),
                line.state(),
                line.address(),
                line.pid() == 0 ? "-" : line.pid(),
                line.pid() == 0 ? "-" : Amounts.age(Duration.ofSeconds(line.upSeconds())),
                line.pid() == 0 ? "-" : Amounts.megabytes(line.memoryBytes()),
                line.restarts()));
        table.print(out());
        out().printf(
                        "%nSupervisor: pid %d, %s; all together %s. Page: %s%n",
                        holder.pid(), Amounts.megabytes(supervisor), Amounts.megabytes(total), holder.url());
        lines.stream()
                .filter(line -> !line.problem().isEmpty())
                .forEach(line ->
                        talk(line.layer() + ": " + line.problem() + "; next: ./plumbline logs " + line.layer()));
    }

    private static Line line(LayerState layer) {
        String state = layer.phase().name().toLowerCase(java.util.Locale.ROOT);
        if (layer.phase() == LayerState.Phase.READY && !PlatformClient.ready(URI.create(layer.ready()))) {
            state = "not ready";
        }
        return new Line(
                layer.name(),
                state,
                layer.address(),
                layer.pid(),
                (System.currentTimeMillis() - layer.startedAt()) / 1000,
                layer.pid() == 0 ? 0 : ProcessMemory.residentBytes(layer.pid()).orElse(0),
                layer.restarts(),
                layer.problem());
    }
}
