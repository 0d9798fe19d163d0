package dev.plumbline.local.supervisor;

import dev.plumbline.local.Checkout;
import dev.plumbline.local.Failure;
import dev.plumbline.runtime.Addresses;
import dev.plumbline.runtime.Settings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The five layers of the platform: what each is started with (memory first), what it needs, and in which order all stop.
 * The one place to change when a layer needs more memory or another flag.
 */
public final class Layers {

    public static final String BUFFER = "buffer";
    public static final String STORAGE = "storage";
    public static final String INGEST = "ingest-api";
    public static final String PROCESSING = "processing";
    public static final String VISUALIZE = "visualize-api";

    /** Sources first, so that what they have acknowledged still finds its way; those that keep it last. */
    public static final List<List<String>> STOP_ORDER =
            List.of(List.of(INGEST), List.of(PROCESSING, VISUALIZE), List.of(STORAGE, BUFFER));

    /**
     * A layer's app. {@code heap} is its JVM's largest heap: small, because one laptop runs five of them. {@code jvm} are
     * more flags: the serial collector costs the least memory and the fewest threads on two cores.
     */
    private record App(
            String name,
            String module,
            String artifact,
            String heap,
            List<String> jvm,
            List<String> after,
            int stopSeconds) {}

    /**
     * The optimizing compiler comes in four times later than usual. On two cores it otherwise takes a third of the time of a
     * start and of the first minutes, for code that is not run often enough to pay it back: replaying half a million orders to
     * a fresh platform took 47 s with these flags, 52 and 55 s without (two runs each, taken in turns).
     */
    private static final List<String> LATE_OPTIMIZING = List.of(
            "-XX:+UseSerialGC",
            "-XX:Tier4InvocationThreshold=20000",
            "-XX:Tier4MinInvocationThreshold=3000",
            "-XX:Tier4CompileThreshold=60000",
            "-XX:Tier4BackEdgeThreshold=160000");

    private static final List<App> APPS = List.of(
            new App(BUFFER, "buffer/kafka", "plumbline-buffer", "320m", LATE_OPTIMIZING, List.of(), 20),
            new App(
                    STORAGE,
                    "storage/catalog",
                    "plumbline-storage",
                    "160m",
                    List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
                    List.of(),
                    10),
            new App(PROCESSING, "processing", "plumbline-processing", "900m", LATE_OPTIMIZING, List.of(), 30),
            new App(INGEST, "ingest-api", "plumbline-ingest-api", "320m", LATE_OPTIMIZING, List.of(BUFFER), 15),
            new App(
                    VISUALIZE,
                    "visualize-api",
                    "plumbline-visualize-api",
                    "320m",
                    LATE_OPTIMIZING,
                    List.of(STORAGE),
                    10));

    /** Ctrl-C in a terminal reaches the whole process group; a layer must wait for its turn instead, and outlive the terminal when detached. */
    private static final List<String> WITHOUT_INTERRUPTS =
            List.of("/bin/sh", "-c", "trap '' INT HUP; exec \"$@\"", "sh");

    private final Checkout checkout;
    private final Path data;
    private final Map<String, String> heaps;
    private final List<ClassArchive> archives = new ArrayList<>();

    /** {@code heaps} are the largest heaps of layers that get another than usual, such as {@code 2g}. */
    Layers(Checkout checkout, Path data, Map<String, String> heaps) {
        this.checkout = checkout;
        this.data = data;
        this.heaps = Map.copyOf(heaps);
    }

    /** The heaps that can be set, by layer. */
    public static Map<String, String> heaps(Settings settings) {
        String heap = settings.text("processing.heap", "900m");
        if (!heap.matches("[1-9][0-9]*[kKmMgG]")) {
            throw Failure.usage(
                    "processing.heap is " + heap + ", expected a size such as 900m or 2g",
                    "for example --set processing.heap=2g");
        }
        return Map.of(PROCESSING, heap);
    }

    /** Every layer in the order of its start, for these addresses; {@code environment} is what their settings add. */
    List<LayerSpec> specs(Addresses addresses, Map<String, String> environment) {
        return APPS.stream().map(app -> spec(app, addresses, environment)).toList();
    }

    /** The class-data archives in use, to be adopted after an orderly stop. */
    List<ClassArchive> archives() {
        return List.copyOf(archives);
    }

    /** The heap and the flags of a layer's JVM, the same wherever the layer runs; its container's are compared with these. */
    public static List<String> jvm(String layer) {
        App app = app(layer);
        List<String> flags = new ArrayList<>(List.of("-Xmx" + app.heap()));
        flags.addAll(app.jvm());
        return flags;
    }

    /** How long a layer may take to stop in order, wherever it runs. */
    public static Duration stopTime(String layer) {
        return Duration.ofSeconds(app(layer).stopSeconds());
    }

    /** The flags that every layer's JVM gets, wherever it runs. */
    public static List<String> commonFlags() {
        return List.of("-Dfile.encoding=UTF-8", "-XX:-UsePerfData", "-XX:+ExitOnOutOfMemoryError");
    }

    /** Where a layer answers for people: its address in the port table. */
    public static String address(String layer, Addresses addresses) {
        return layer.equals(BUFFER) ? addresses.kafkaBootstrap() : door(layer, addresses);
    }

    /**
     * The settings as worked out, without secrets, for a command line that finds this platform by its data directory and
     * needs no flags.
     */
    static Map<String, String> settings(Settings settings) {
        Map<String, String> used = new TreeMap<>();
        settings.used().stream()
                .filter(setting -> !Settings.secret(setting.key()))
                .forEach(setting -> used.put(setting.key(), setting.value()));
        return used;
    }

    private LayerSpec spec(App app, Addresses addresses, Map<String, String> environment) {
        Path jar = checkout.jar(app.module(), app.artifact());
        ClassArchive archive = ClassArchive.of(checkout.archives(), app.name(), jar);
        archives.add(archive);
        List<String> command = new ArrayList<>(WITHOUT_INTERRUPTS);
        command.add(Checkout.java().toString());
        command.add("-Xmx" + heaps.getOrDefault(app.name(), app.heap()));
        command.addAll(app.jvm());
        command.addAll(archive.flags());
        command.addAll(flags(app.name()));
        command.addAll(List.of("-jar", jar.toString()));
        return new LayerSpec(
                app.name(),
                command,
                environment,
                address(app.name(), addresses),
                URI.create(door(app.name(), addresses) + "/health/ready"),
                app.after(),
                data.resolve("logs").resolve(app.name() + ".log"),
                Duration.ofSeconds(app.stopSeconds()).plus(archive.timeToWrite()));
    }

    private List<String> flags(String layer) {
        List<String> flags = new ArrayList<>(List.of(
                "-Djava.io.tmpdir=" + temporary(layer),
                "-XX:ErrorFile=" + data.resolve("logs").resolve(layer + "-crash-%p.log")));
        flags.addAll(commonFlags());
        if (Runtime.version().feature() >= 24) {
            flags.addAll(List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
        }
        return flags;
    }

    /** A killed process leaves its temporary files behind; here the next start finds and clears them. */
    Path temporary(String layer) {
        return data.resolve("tmp").resolve(layer);
    }

    private static App app(String layer) {
        return APPS.stream()
                .filter(app -> app.name().equals(layer))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no layer " + layer));
    }

    static List<String> names() {
        return APPS.stream().map(App::name).toList();
    }

    private static String door(String layer, Addresses addresses) {
        return switch (layer) {
            case BUFFER -> addresses.bufferUrl();
            case STORAGE -> addresses.storageUrl();
            case INGEST -> addresses.ingestUrl();
            case PROCESSING -> addresses.processingUrl();
            default -> addresses.visualizeUrl();
        };
    }
}
