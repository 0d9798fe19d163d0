package dev.plumbline.local.command;

import dev.plumbline.local.compose.ComposeService;
import dev.plumbline.local.compose.ComposeStack;
import dev.plumbline.local.compose.Engine;
import dev.plumbline.local.compose.StackImage;
import dev.plumbline.local.supervisor.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What the stack of containers needs from its surroundings, looked at before anything is started. */
final class StackFindings {

    private static final long DISK_NEEDED = 6_000_000_000L;

    private StackFindings() {}

    static List<Finding> of(ComposeStack stack, List<String> profiles) throws IOException {
        List<Finding> findings = new ArrayList<>();
        Engine engine = stack.engine();
        findings.add(engine(engine));
        findings.add(compose(engine));
        if (!engine.answers() || !engine.composes()) {
            return findings;
        }
        findings.add(memory(engine, stack.memoryLimit(profiles)));
        findings.add(disk(engine));
        findings.addAll(ports(stack, profiles));
        stack.images(profiles).forEach(image -> findings.add(image(stack, image)));
        return findings;
    }

    private static Finding engine(Engine engine) {
        return engine.answers()
                ? Finding.well("Docker", "engine " + engine.version())
                : Finding.wrong(
                        "Docker",
                        "the engine does not answer: " + engine.problem(),
                        "start Docker, and see that this user may use it (docker info)");
    }

    private static Finding compose(Engine engine) {
        if (engine.composes()) {
            return Finding.well("compose", engine.composeVersion());
        }
        String found = engine.composeVersion().isEmpty() ? "docker has no compose" : engine.composeVersion();
        return Finding.wrong(
                "compose", found, "install the compose plugin, version " + Engine.COMPOSE_NEEDED + " or newer");
    }

    /** What is needed is the sum of the limits of what would be started. */
    private static Finding memory(Engine engine, long needed) {
        String found =
                Amounts.megabytes(engine.memoryBytes()) + " for containers, " + Amounts.megabytes(needed) + " needed";
        return engine.memoryBytes() >= needed
                ? Finding.well("memory", found)
                : Finding.wrong("memory", found, "give Docker more memory, or use ./plumbline up, which needs less");
    }

    /** Where the engine runs on another machine, or in a virtual one, its directory is not to be seen from here. */
    private static Finding disk(Engine engine) throws IOException {
        Path directory = Path.of(engine.directory());
        if (engine.directory().isEmpty() || !Files.exists(directory)) {
            return Finding.well("disk", "not to be seen from here; docker system df says what is used");
        }
        long free = Files.getFileStore(directory).getUsableSpace();
        String found = Amounts.megabytes(free) + " free at " + directory;
        return free >= DISK_NEEDED
                ? Finding.well("disk", found)
                : Finding.wrong("disk", found, "make room: docker system prune shows what could go");
    }

    private static List<Finding> ports(ComposeStack stack, List<String> profiles) {
        boolean running = stack.services().stream().anyMatch(service -> service.state() == ComposeService.State.READY);
        if (running) {
            return List.of(Finding.well("ports", "held by the stack, which runs"));
        }
        List<Ports.Taken> taken = Ports.taken(stack.ports(profiles));
        if (taken.isEmpty()) {
            return List.of(Finding.well("ports", "all free"));
        }
        return taken.stream()
                .map(port -> Finding.wrong(
                        "ports", port.toString(), "stop it, or ./plumbline up --compose --port-offset 1000"))
                .toList();
    }

    private static Finding image(ComposeStack stack, StackImage image) {
        String what = "image " + image.name();
        if (image.present()) {
            return Finding.well(what, "here");
        }
        if (image.builtHere()) {
            return Finding.well(what, "built by ./plumbline up --compose");
        }
        return stack.pullable(image)
                ? Finding.well(what, "can be pulled")
                : Finding.wrong(
                        what,
                        "neither here nor to be had",
                        "check the network; or load it from a file of ./plumbline mirror; or name a mirror in"
                                + " deploy/compose/.env (DOCKER_HUB, QUAY)"
                                + (image.usedBy().startsWith("grafana")
                                        ? "; or say --profile metrics, which leaves Grafana out"
                                        : ""));
    }
}
