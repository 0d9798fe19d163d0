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
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The stack of {@code deploy/compose} on this machine. All it does is call {@code docker compose} in that folder, so that
 * whoever does the same by hand means the same stack; a port offset makes it another one, with containers and volumes of
 * its own.
 */
public final class ComposeStack {

    /** The ports that the stack publishes, by the setting that moves each. */
    private static final List<String> PORTS =
            List.of("visualize.port", "ingest.port", "processing.port", "spark.ui.port", "storage.port", "buffer.port");

    /** The ports of services that no layer knows of, with their usual values. */
    private static final Map<String, Integer> FURTHER_PORTS = Map.of(
            "prometheus.port", 9090,
            "grafana.port", 3000,
            "airflow.port", 8085,
            "trino.port", 8086,
            "buffer.second.port", 9192,
            "buffer.third.port", 9292);

    /** For commands that are about whatever is there, whichever profiles it was started with. */
    private static final List<String> ALL = List.of("*");

    /** The profile with more than one of it, and the file with which the platform uses what it starts. */
    private static final String SCALE = "scale";

    private static final String SCALE_FILE = "compose.scale.yaml";

    /** Where the second broker keeps events: where it is, one broker alone finds no quorum. */
    private static final String SECOND_BROKER = "kafka-2";

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
        keys.addAll(FURTHER_PORTS.keySet());
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

    /** The groups of services that can be had beside the core, in alphabetical order. */
    public List<String> profiles() {
        return docker.answer("compose", "config", "--profiles").lines().sorted().toList();
    }

    /** Fails where the stack has had three brokers and would be started with one: it stays one of three. */
    public void requireEveryBroker(List<String> profiles) {
        JsonNode plan = plan(profiles);
        if (plan.path("services").has(SECOND_BROKER)) {
            return;
        }
        String[] search = {
            "volume",
            "ls",
            "--quiet",
            "--filter",
            "label=com.docker.compose.project=" + plan.path("name").asText(),
            "--filter",
            "label=com.docker.compose.volume=" + SECOND_BROKER + "-data"
        };
        if (!docker.answer(search).isBlank()) {
            throw Failure.refused(
                    "This stack was started with the profile scale: its events are kept by three brokers, of which one"
                            + " alone does not start",
                    "./plumbline up --compose --profile scale");
        }
    }

    /** Builds the images of the core and of the profiles, the layers' from the jars, which must have been built. */
    public void build(List<String> profiles) {
        if (docker.show(compose(profiles, "build")) != 0) {
            throw Failure.environment("The images could not be built", "./plumbline doctor --compose");
        }
    }

    /**
     * Starts what does not run of the core and of the profiles, and waits until all is ready; fails with what those say that
     * are not. Where {@code services} are named, it is these and what they depend on.
     */
    public void up(Duration patience, List<String> profiles, String... services) {
        List<String> words = new ArrayList<>(
                List.of("up", "--detach", "--wait", "--wait-timeout", Long.toString(patience.toSeconds())));
        words.addAll(List.of(services));
        if (docker.show(compose(profiles, words.toArray(String[]::new))) != 0) {
            throw notUp();
        }
    }

    /** Stops and removes the containers; what they have stored stays. */
    public void down() {
        requireDone(docker.show(compose(ALL, "down")), "stopped");
    }

    /** Removes the containers and all that they have stored. */
    public void removeWithVolumes() {
        requireDone(docker.show(compose(ALL, "down", "--volumes")), "removed");
    }

    /** Ends a service's process at once, as a crash would; Docker leaves it stopped until it is started again. */
    public void kill(String service) {
        docker.answer(compose(ALL, "kill", service));
    }

    /** Starts a service that is stopped. */
    public void start(String service) {
        docker.answer(compose(ALL, "start", service));
    }

    /** Lets a service's log be printed; returns docker's exit code. */
    public int logs(String service, int lines, boolean follow) {
        List<String> words = new ArrayList<>(List.of("logs", "--tail", Integer.toString(lines)));
        if (follow) {
            words.add("--follow");
        }
        if (service != null) {
            words.addAll(List.of("--no-log-prefix", service));
        }
        return docker.print(compose(ALL, words.toArray(String[]::new)));
    }

    /** Every container of the stack, running or not, by the name of its service. */
    public List<ComposeService> services() {
        return Containers.of(docker, compose(ALL, "ps", "--all", "--no-trunc", "--format", "json"));
    }

    /** The images that the core and the profiles need, each once. */
    public List<StackImage> images(List<String> profiles) {
        return Images.of(docker, plan(profiles));
    }

    /** The images of the core and of every profile, each once. */
    public List<StackImage> images() {
        return images(ALL);
    }

    /** The bytes of memory that the services of the core and of the profiles may use together. */
    public long memoryLimit(List<String> profiles) {
        long bytes = 0;
        for (JsonNode service : plan(profiles).path("services")) {
            bytes += service.path("restart").asText().equals("no")
                    ? 0
                    : service.path("mem_limit").asLong();
        }
        return bytes;
    }

    /** The ports that the core and the profiles publish, with the service that each belongs to. */
    public Map<Integer, String> ports(List<String> profiles) {
        Map<Integer, String> ports = new TreeMap<>();
        plan(profiles).path("services").properties().forEach(service -> service.getValue()
                .path("ports")
                .forEach(port -> ports.put(port.path("published").asInt(), service.getKey())));
        return ports;
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

    /** A secret of the stack by its name, where it has been made. */
    public Optional<String> secret(String name) {
        if (!prepared()) {
            return Optional.empty();
        }
        try (Stream<String> lines = Files.lines(folder.resolve(".env"))) {
            return lines.filter(line -> line.startsWith(name + "="))
                    .map(line -> line.substring(name.length() + 1))
                    .findFirst();
        } catch (IOException e) {
            throw Failure.environment(
                    "The secrets of the stack cannot be read: " + e.getMessage(), "look at " + folder);
        }
    }

    private Failure notUp() {
        StringBuilder text = new StringBuilder("The stack is not up:");
        for (ComposeService service : services()) {
            if (service.well() || service.state() == ComposeService.State.STOPPED && service.exitCode() == 0) {
                continue;
            }
            text.append(System.lineSeparator()).append(service.name()).append(" is ");
            text.append(service.state().name().toLowerCase(java.util.Locale.ROOT));
            if (service.state() == ComposeService.State.STOPPED) {
                text.append(" (exit code ").append(service.exitCode()).append(')');
            }
            Docker.Answer log = docker.ask("logs", "--tail", Integer.toString(LINES_SHOWN), service.container());
            String said = log.out() + log.err();
            text.append(said.isBlank() ? "; it has said nothing" : "; it says last:");
            said.lines()
                    .forEach(line ->
                            text.append(System.lineSeparator()).append("  | ").append(line));
        }
        return Failure.environment(text.toString(), "./plumbline logs --compose, ./plumbline doctor --compose");
    }

    /** The stack as compose understands its files. */
    private JsonNode plan(List<String> profiles) {
        return objects(docker.answer(compose(profiles, "config", "--format", "json"))
                        .replace('\n', ' '))
                .get(0);
    }

    private String[] compose(List<String> profiles, String... words) {
        List<String> all = new ArrayList<>(List.of("compose"));
        // As for compose itself, profiles that are named count in the place of those of the environment.
        if (profiles.contains(SCALE)
                || profiles.isEmpty() && told("COMPOSE_PROFILES").matches("(.*,)?scale(,.*)?")) {
            withScale(told("COMPOSE_FILE")).forEach(file -> all.addAll(List.of("--file", file)));
        }
        profiles.forEach(profile -> all.addAll(List.of("--profile", profile)));
        all.addAll(List.of(words));
        return all.toArray(String[]::new);
    }

    /** The files of the stack, as compose itself is told, and the one with which the platform uses the cluster. */
    static List<String> withScale(String told) {
        List<String> files =
                new ArrayList<>(List.of((told.isEmpty() ? "compose.yaml" : told).split(java.io.File.pathSeparator)));
        if (!files.contains(SCALE_FILE)) {
            files.add(SCALE_FILE);
        }
        return files;
    }

    /** What compose is told by the environment or by .env. */
    private String told(String name) {
        return Optional.ofNullable(System.getenv(name)).or(() -> secret(name)).orElse("");
    }

    private static void requireDone(int exitCode, String what) {
        if (exitCode != 0) {
            throw Failure.environment("The stack could not be " + what, "./plumbline status --compose");
        }
    }

    static Map<String, String> environment(Settings settings) {
        Map<String, String> environment = new HashMap<>();
        Map<String, Integer> usualPorts = ports(Settings.of(Map.of()));
        ports(settings).forEach((key, port) -> {
            if (!port.equals(usualPorts.get(key))) {
                environment.put(Settings.environmentName(key), Integer.toString(port));
            }
        });
        FOLDERS.forEach(key -> settings.optionalPath(key)
                .ifPresent(path -> environment.put(Settings.environmentName(key), requireFolder(key, path))));
        settings.optionalPath("config")
                .ifPresent(file -> environment.put(Settings.environmentName("config"), file.toString()));
        settings.optional(HEAP).ifPresent(heap -> environment.put(Settings.environmentName(HEAP), heap));
        int offset = (int) settings.number("port.offset", 0, 0, 55_000);
        FURTHER_PORTS.forEach((key, usual) -> {
            int port = settings.port(key, usual + offset);
            if (port != usual) {
                environment.put(Settings.environmentName(key), Integer.toString(port));
            }
        });
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
