package dev.plumbline.local.command;

import dev.plumbline.local.Checkout;
import dev.plumbline.local.supervisor.DataLock;
import dev.plumbline.runtime.Addresses;
import dev.plumbline.runtime.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/**
 * Which platform a command means. A running one is found by its data directory; an address that is set (flag,
 * environment, file) wins over that.
 */
final class PlatformOptions {

    /** Any of these set by hand means: not the platform of the data directory. */
    private static final List<String> ADDRESS_KEYS = List.of(
            "port.offset",
            "ingest.port",
            "ingest.url",
            "processing.port",
            "processing.url",
            "visualize.port",
            "visualize.url",
            "storage.port",
            "storage.url",
            "buffer.port",
            "buffer.health-port",
            "buffer.url",
            "kafka.bootstrap");

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "The platform's data directory (default: data in the checkout).")
    Path data;

    @Option(names = "--port-offset", paramLabel = "N", description = "Move every default port by N.")
    Integer portOffset;

    @Option(names = "--config", paramLabel = "FILE", description = "A properties file with settings.")
    Path config;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Any setting by its key, for example ingest.port=9081; see: plumbline config.")
    Map<String, String> set = new LinkedHashMap<>();

    @Option(names = "--json", description = "Print JSON on standard output.")
    boolean json;

    /** Settings from these options, the environment and the file; {@code more} are a command's own, null where not given. */
    Settings settings(Map<String, ?> more) {
        Map<String, Object> given = new LinkedHashMap<>(set);
        Map<String, Object> named = new LinkedHashMap<>(more);
        named.put("data.dir", data);
        named.put("port.offset", portOffset);
        named.put("config", config);
        named.forEach((key, value) -> {
            if (value != null) {
                given.put(key, value);
            }
        });
        List<String> words = new ArrayList<>();
        given.forEach((key, value) -> words.add("--" + key.replace('.', '-') + "=" + value));
        return Settings.load(words.toArray(String[]::new), System.getenv());
    }

    Settings settings() {
        return settings(Map.of());
    }

    Path data() {
        return settings().path("data.dir", Checkout.current().defaultData().toString());
    }

    /** Who runs the platform of the data directory, if it runs. */
    Optional<DataLock.Holder> running() {
        return DataLock.holder(data());
    }

    /** Where the platform answers: as set by hand, else as the one in the data directory says, else the defaults. */
    Addresses addresses() {
        return Addresses.from(effective());
    }

    /** The settings of the platform meant: those of the running one unless an address is set by hand. */
    Settings effective() {
        Settings settings = settings();
        if (ADDRESS_KEYS.stream().anyMatch(key -> settings.optional(key).isPresent())) {
            return settings;
        }
        return running().map(holder -> Settings.of(holder.settings())).orElse(settings);
    }
}
