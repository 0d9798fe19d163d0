package dev.plumbline.local.compose;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.local.Checkout;
import dev.plumbline.local.Failure;
import dev.plumbline.runtime.Addresses;
import dev.plumbline.runtime.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The stack of {@code deploy/compose} on this machine. All it does is call {@code docker compose} in that folder, so that
 * whoever does the same by hand means the same stack; a port offset makes it another one, with containers and volumes of
 * its own.
 */
public final class ComposeStack {

    /** The ports that the stack publishes, by the setting that moves each. */
    private static final List<String> PORTS =
            List.of("visualize.port", "ingest.port", "processing.port", "spark.ui.port", "storage.port", "buffer.port");

    private static final List<String> FOLDERS = List.of("contracts.dir", "models.dir", "queries.dir");
    private static final String HEAP = "processing.heap";
    private static final int LINES_SHOWN = 15;

    private final Path folder;
    private final Docker docker;

    private ComposeStack(Path folder, Docker docker) {
        this.folder = folder;
        this.docker = docker;
    }

    /** The stack of a checkout, on the ports of these settings. */
    public static ComposeStack of(Checkout checkout, Settings settings) {
        Path folder = checkout.home().resolve("deploy").resolve("compose");
        return new ComposeStack(folder, new Docker(folder, environment(settings)));
    }

    /** The settings that can be given to the stack by flag; all others belong in a file. */
    public static Set<String> settable() {
        List<String> keys = new ArrayList<>(PORTS);
        keys.addAll(FOLDERS);
        keys.addAll(List.of(HEAP, "port.offset", "data.dir", "config"));
        return Set.copyOf(keys);
    }

    /** Makes the secrets where there are none yet; Docker is asked for nothing. */
    public void prepare() {
        try {
            Process script = new ProcessBuilder(folder.resolve("init-env.sh").toString())
                    .redirectErrorStream(true)
                    .start();
            String said = new String(script.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            if (script.waitFor() != 0) {
                throw Failure.environment(
                        "The secrets of the stack cannot be made: " + said.strip(), "make " + folder + " writable");
            }
        } catch (IOException e) {
            throw Failure.environment(
                    "The secrets of the stack cannot be made: " + e.getMessage(), "look at " + folder);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Failure.check("Interrupted while the secrets of the stack were made", "");
        }
    }

    /** Builds the layers' images from the jars, which must have been built. */
    public void build() {
        if (docker.show("compose", "build") != 0) {
            throw Failure.environment("The images could not be built", "./plumbline doctor --compose");
        }
    }

    /** Starts what does not run and waits until all is ready; fails with what those say that are not. */
    public void up(Duration patience) {
        if (docker.show("compose", "up", "--detach", "--wait", "--wait-timeout", Long.toString(patience.toSeconds()))
                != 0) {
            throw notUp();
        }
    }

    /** Stops and removes the containers; what they have stored stays. */
    public void down() {
        requireDone(docker.show("compose", "down"), "stopped");
    }

    /** Removes the containers and all that they have stored. */
    public void removeWithVolumes() {
        requireDone(docker.show("compose", "down", "--volumes"), "removed");
    }

    /** Ends a service's process at once, as a crash would; Docker leaves it stopped until it is started again. */
    public void kill(String service) {
        docker.answer("compose", "kill", service);
    }

    /** Starts a service that is stopped. */
    public void start(String service) {
        docker.answer("compose", "start", service);
    }

    /** Lets a service's log be printed; returns docker's exit code. */
    public int logs(String service, int lines, boolean follow) {
        List<String> words = new ArrayList<>(List.of("compose", "logs", "--tail", Integer.toString(lines)));
        if (follow) {
            words.add("--follow");
        }
        if (service != null) {
            words.addAll(List.of("--no-log-prefix", service));
        }
        return docker.print(words.toArray(String[]::new));
    }

    /** Every container of the stack, running or not, by the name of its service. */
    public List<ComposeService> services() {
        return Containers.of(docker);
    }

    /** The images that the stack needs, each once. */
    public List<StackImage> images() {
        return Images.of(docker);
    }

    /** Whether an image that is not here can be had from where it comes from. */
    public boolean pullable(StackImage image) {
        return docker.ask("manifest", "inspect", image.name()).ok();
    }

    public void pull(StackImage image) {
        if (docker.show("pull", image.name()) != 0) {
            throw Failure.environment(
                    image.name() + " cannot be pulled",
                    "check the network, or set DOCKER_HUB and QUAY in deploy/compose/.env to a mirror");
        }
    }

    /** Writes images to a file that {@code docker load} reads. */
    public void save(List<StackImage> images, Path file) {
        List<String> words = new ArrayList<>(
                List.of("save", "--output", file.toAbsolutePath().toString()));
        for (StackImage image : images) {
            // A digest does not outlive the file, so the image is saved under its tag.
            if (!image.name().equals(image.tagged())) {
                docker.answer("tag", image.name(), image.tagged());
            }
            words.add(image.tagged());
        }
        docker.answer(words.toArray(String[]::new));
    }

    /** What Docker and compose say of themselves. */
    public Engine engine() {
        return Engine.of(docker);
    }

    /** Whether the secrets are there. */
    public boolean prepared() {
        return Files.isRegularFile(folder.resolve(".env"));
    }

    private Failure notUp() {
        StringBuilder text = new StringBuilder("The stack is not up:");
        for (ComposeService service : services()) {
            if (service.well() || service.state() == ComposeService.State.STOPPED && service.exitCode() == 0) {
                continue;
            }
            text.append(System.lineSeparator()).append(service.name()).append(" is ");
            text.append(service.state().name().toLowerCase(java.util.Locale.ROOT));
            text.append(" (exit code ").append(service.exitCode()).append("); it says last:");
            Docker.Answer log = docker.ask("logs", "--tail", Integer.toString(LINES_SHOWN), service.container());
            (log.out() + log.err()).lines().forEach(line -> text.append(System.lineSeparator())
                    .append("  | ")
                    .append(line));
        }
        return Failure.environment(text.toString(), "./plumbline logs --compose, ./plumbline doctor --compose");
    }

    private static void requireDone(int exitCode, String what) {
        if (exitCode != 0) {
            throw Failure.environment("The stack could not be " + what, "./plumbline status --compose");
        }
    }

    private static Map<String, String> environment(Settings settings) {
        Map<String, String> environment = new HashMap<>();
        Map<String, Integer> usual = ports(Settings.of(Map.of()));
        ports(settings).forEach((key, port) -> {
            if (!port.equals(usual.get(key))) {
                environment.put(Settings.environmentName(key), Integer.toString(port));
            }
        });
        FOLDERS.forEach(key -> settings.optionalPath(key)
                .ifPresent(path -> environment.put(Settings.environmentName(key), requireFolder(key, path))));
        settings.optionalPath("config")
                .ifPresent(file -> environment.put(Settings.environmentName("config"), file.toString()));
        settings.optional(HEAP).ifPresent(heap -> environment.put(Settings.environmentName(HEAP), heap));
        long offset = settings.number("port.offset", 0, 0, 55_000);
        if (offset != 0 && System.getenv("COMPOSE_PROJECT_NAME") == null) {
            environment.put("COMPOSE_PROJECT_NAME", "plumbline-" + offset);
        }
        return environment;
    }

    private static Map<String, Integer> ports(Settings settings) {
        Addresses addresses = Addresses.from(settings);
        return Map.of(
                "visualize.port", addresses.visualizePort(),
                "ingest.port", addresses.ingestPort(),
                "processing.port", addresses.processingPort(),
                "spark.ui.port", addresses.sparkPagePort(),
                "storage.port", addresses.storagePort(),
                "buffer.port", addresses.bufferPort());
    }

    private static String requireFolder(String key, Path path) {
        if (!Files.isDirectory(path)) {
            throw Failure.usage(key + " is " + path + ", which is no directory", "name one that is there");
        }
        return path.toString();
    }

    /** The JSON of an answer that is one object a line, or one array, depending on the version that answers. */
    static List<JsonNode> objects(String text) {
        try {
            List<JsonNode> objects = new ArrayList<>();
            for (String line :
                    text.strip().startsWith("[") ? List.of(text) : text.lines().toList()) {
                if (!line.isBlank()) {
                    JsonNode node = dev.plumbline.local.Json.tree(line);
                    if (node.isArray()) {
                        node.forEach(objects::add);
                    } else {
                        objects.add(node);
                    }
                }
            }
            return objects;
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw Failure.environment("docker answered something that is no JSON: " + e.getMessage(), "docker version");
        }
    }
}
