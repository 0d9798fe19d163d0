package dev.plumbline.local.command;

import dev.plumbline.local.ExitCode;
import dev.plumbline.local.Failure;
import dev.plumbline.local.supervisor.DataLock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Stops the platform of a data directory in order and waits until it is gone. */
@Command(name = "down", description = "Stop the platform in order; nothing is lost.")
final class DownCommand extends PlatformCommand {

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "240",
            description = "How long to wait (default: ${DEFAULT-VALUE}).")
    int timeout;

    @Option(names = "--compose", description = "Stop the stack of containers; its volumes stay.")
    boolean compose;

    @Override
    int run() {
        if (compose) {
            return StackCommands.of(this).down();
        }
        Path data = platform.data();
        Optional<DataLock.Holder> holder = DataLock.holder(data);
        if (holder.isEmpty()) {
            talk("Nothing to stop: no platform runs on " + data);
            return print(Map.of("stopped", false, "data", data.toString()), () -> {});
        }
        long pid = 0;
        long end = System.nanoTime() + Duration.ofSeconds(timeout).toNanos();
        // A platform that begins has the lock a moment before its text is there.
        long named = System.nanoTime() + Duration.ofSeconds(1).toNanos();
        long patient = System.nanoTime() + Duration.ofSeconds(5).toNanos();
        for (; holder.isPresent(); holder = DataLock.holder(data)) {
            if (pid == 0 && holder.get().pid() > 0) {
                pid = holder.get().pid();
                ProcessHandle.of(pid).ifPresent(ProcessHandle::destroy);
            }
            if (pid == 0 && System.nanoTime() > named) {
                throw Failure.environment(
                        "Somebody holds " + data + ", and its plumbline.lock does not say which process",
                        "find it with: fuser " + data.resolve("plumbline.lock") + ", then end it with: kill PID");
            }
            if (System.nanoTime() > patient) {
                talk("Still stopping; a first stop also keeps what makes the next start faster.");
                patient = Long.MAX_VALUE;
            }
            if (System.nanoTime() > end) {
                throw Failure.timeout(
                        "The platform (process " + pid + ") did not stop within " + timeout + " s",
                        "./plumbline logs supervisor, or end it with: kill -9 " + pid);
            }
            LockSupport.parkNanos(50_000_000);
        }
        talk("Stopped. ./plumbline up goes on where it was.");
        print(Map.of("stopped", true, "data", data.toString()), () -> {});
        return ExitCode.OK;
    }
}
