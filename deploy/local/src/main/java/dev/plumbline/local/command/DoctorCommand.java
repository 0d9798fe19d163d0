package dev.plumbline.local.command;

import dev.plumbline.local.ExitCode;
import dev.plumbline.local.compose.ComposeStack;
import dev.plumbline.local.supervisor.Ports;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Looks at the surroundings before they get in the way. */
@Command(name = "doctor", description = "Check JDK, memory, ports, disk and clock; each finding says what to do.")
final class DoctorCommand extends PlatformCommand {

    private static final long MEMORY_NEEDED = 2_500_000_000L;
    private static final long DISK_NEEDED = 2_000_000_000L;
    private static final LocalDate WRITTEN = LocalDate.of(2026, 11, 1);

    @Option(names = "--compose", description = "Check what the stack of containers needs instead.")
    boolean compose;

    @Mixin
    StackProfiles profiles = new StackProfiles();

    @Override
    int run() throws IOException {
        profiles.requireFor(compose);
        List<Finding> findings = compose ? ofTheStack() : ofThisMachine();
        print(findings, () -> {
            TextTable table = new TextTable("check", "", "found", "next");
            findings.forEach(finding ->
                    table.row(finding.what(), finding.well() ? "ok" : "!!", finding.found(), finding.next()));
            table.print(out());
        });
        return findings.stream().allMatch(Finding::well) ? ExitCode.OK : ExitCode.CHECK_FAILED;
    }

    private List<Finding> ofTheStack() throws IOException {
        ComposeStack stack = StackCommands.of(this).stack();
        return StackFindings.of(stack, profiles.ofStack(stack));
    }

    private List<Finding> ofThisMachine() throws IOException {
        List<Finding> findings = new ArrayList<>();
        findings.add(jdk());
        findings.add(memory());
        findings.add(disk());
        findings.add(clock());
        findings.addAll(ports());
        return findings;
    }

    private static Finding jdk() {
        String found = Runtime.version() + " in " + System.getProperty("java.home");
        boolean compiler = Files.isExecutable(Path.of(System.getProperty("java.home"), "bin", "javac"));
        return new Finding(
                "JDK", compiler, found, compiler ? "" : "install a JDK: this is a runtime without a compiler");
    }

    private static Finding memory() {
        OptionalLong available = availableMemory();
        if (available.isEmpty()) {
            return new Finding("memory", true, "this system does not say", "");
        }
        boolean enough = available.getAsLong() >= MEMORY_NEEDED;
        return new Finding(
                "memory",
                enough,
                Amounts.megabytes(available.getAsLong()) + " available, " + Amounts.megabytes(MEMORY_NEEDED)
                        + " needed",
                enough ? "" : "close other programs");
    }

    private Finding disk() throws IOException {
        Path folder = platform.data();
        while (!Files.exists(folder)) {
            folder = folder.getParent();
        }
        FileStore store = Files.getFileStore(folder);
        boolean writable = Files.isWritable(folder);
        boolean enough = store.getUsableSpace() >= DISK_NEEDED;
        String found = Amounts.megabytes(store.getUsableSpace()) + " free at " + platform.data();
        if (!writable) {
            return new Finding("disk", false, folder + " cannot be written", "choose another with --data DIR");
        }
        return new Finding("disk", enough, found, enough ? "" : "free some space, or choose another with --data DIR");
    }

    private static Finding clock() {
        Instant now = Instant.now();
        boolean plausible = !now.isBefore(WRITTEN.atStartOfDay().toInstant(ZoneOffset.UTC));
        return new Finding(
                "clock",
                plausible,
                now.toString(),
                plausible ? "" : "set the clock: it lies before this program was written");
    }

    private List<Finding> ports() {
        var holder = platform.running();
        if (holder.isPresent()) {
            return List.of(new Finding(
                    "ports",
                    true,
                    "held by the platform that runs: process " + holder.get().pid(),
                    ""));
        }
        List<Ports.Taken> taken = Ports.taken(platform.addresses());
        if (taken.isEmpty()) {
            return List.of(new Finding("ports", true, "all free", ""));
        }
        return taken.stream()
                .map(port ->
                        new Finding("ports", false, port.toString(), "stop it, or ./plumbline up --port-offset 1000"))
                .toList();
    }

    private static OptionalLong availableMemory() {
        try {
            Path meminfo = Path.of("/proc/meminfo");
            if (Files.isReadable(meminfo)) {
                return Files.readAllLines(meminfo).stream()
                        .filter(line -> line.startsWith("MemAvailable:"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                        .findFirst();
            }
            boolean mac = System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("mac");
            return mac ? installedOnMac() : OptionalLong.empty();
        } catch (IOException | NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    /** macOS gives memory back under pressure; what is installed says more there than what is free. */
    private static OptionalLong installedOnMac() throws IOException {
        Process sysctl = new ProcessBuilder("sysctl", "-n", "hw.memsize").start();
        String bytes = new String(sysctl.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();
        try {
            sysctl.waitFor(1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return OptionalLong.of(Long.parseLong(bytes));
    }
}
