package dev.plumbline.local.command;

import dev.plumbline.local.Checkout;
import dev.plumbline.local.ExitCode;
import dev.plumbline.local.Failure;
import dev.plumbline.local.Json;
import dev.plumbline.local.supervisor.LayerState;
import dev.plumbline.local.supervisor.LocalPlatform;
import dev.plumbline.local.supervisor.RunState;
import dev.plumbline.runtime.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Starts the five layers, and keeps them running until Ctrl-C or {@code down}. */
@Command(name = "up", description = "Start the platform; Ctrl-C or 'plumbline down' stops it.")
final class UpCommand extends PlatformCommand {

    @Option(names = "--demo", description = "Also send simulated events of the three shipped streams.")
    boolean demo;

    @Option(names = "--detach", description = "Return when all is ready; the platform goes on in the background.")
    boolean detach;

    @Option(
            names = "--compose",
            description = "Start the stack of containers instead, with Docker; returns when all is ready.")
    boolean compose;

    @Mixin
    StackProfiles profiles = new StackProfiles();

    @Option(names = "--open", description = "Open the page in a browser when all is ready.")
    boolean open;

    @Option(names = "--contracts", paramLabel = "DIR", description = "Contracts that add or replace streams.")
    Path contracts;

    @Option(names = "--models", paramLabel = "DIR", description = "Models that add or replace gold tables.")
    Path models;

    @Option(
            names = "--queries",
            paramLabel = "DIR",
            description = "Named queries that add to or replace the shipped ones.")
    Path queries;

    @Option(
            names = "--background",
            hidden = true,
            description = "This process is the one that goes on in the background.")
    boolean background;

    @Override
    int run() throws Exception {
        profiles.requireFor(compose);
        if (compose) {
            return containers();
        }
        return detach && !background ? detached() : attached();
    }

    private int containers() throws IOException {
        if (demo) {
            throw Failure.usage(
                    "--demo sends events for as long as up runs, and up --compose ends when all is ready",
                    "./plumbline up --compose, then ./plumbline simulate");
        }
        long began = System.nanoTime();
        StackCommands stack = StackCommands.of(this, settings());
        String url = stack.up(profiles);
        talk("Plumbline is up after " + Amounts.seconds((System.nanoTime() - began) / 1_000_000) + ": " + url);
        if (json()) {
            stack.status();
        }
        open(url);
        return ExitCode.OK;
    }

    private int detached() throws IOException, InterruptedException {
        Path data = platform.data();
        Background.start(data, spec.commandLine().getParseResult().originalArgs())
                .awaitReady(data, new StartReport(this::talk));
        return welcome(platform.addresses().visualizeUrl());
    }

    private int attached() throws InterruptedException, IOException {
        Settings settings = settings();
        LocalPlatform running =
                LocalPlatform.start(Checkout.current(), settings, this::talk, new StartReport(this::talk));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(running), "stop"));
        running.awaitReady();
        if (demo) {
            Demo.start(running.addresses(), this::talk);
        }
        if (!background) {
            welcome(running.addresses().visualizeUrl());
            talk("Ctrl-C stops it.");
        }
        // From here on there is little to do for a long time: the start's garbage goes back to the system.
        System.gc();
        new CountDownLatch(1).await();
        return ExitCode.OK;
    }

    private void stop(LocalPlatform running) {
        if (!background) {
            talk("Stopping…");
        }
        running.close();
    }

    private Settings settings() {
        Map<String, Object> own = new LinkedHashMap<>();
        own.put("contracts.dir", absolute(contracts));
        own.put("models.dir", absolute(models));
        own.put("queries.dir", absolute(queries));
        Settings settings = platform.settings(own);
        // Asked for so that they reach every layer, whichever of them knows what they mean.
        platform.set.keySet().forEach(settings::optional);
        return settings;
    }

    private int welcome(String url) throws IOException {
        talk("Plumbline is up: " + url);
        if (json()) {
            List<LayerState> layers =
                    RunState.read(platform.data()).map(RunState::layers).orElse(List.of());
            out().println(Json.pretty(Map.of("url", url, "layers", layers)));
            out().flush();
        }
        open(url);
        return ExitCode.OK;
    }

    private void open(String url) throws IOException {
        if (open) {
            String opener =
                    System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("mac") ? "open" : "xdg-open";
            new ProcessBuilder(opener, url)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        }
    }

    private static Path absolute(Path path) {
        return path == null ? null : path.toAbsolutePath().normalize();
    }
}
