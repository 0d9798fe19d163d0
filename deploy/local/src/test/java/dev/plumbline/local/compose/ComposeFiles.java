package dev.plumbline.local.compose;

import dev.plumbline.local.Checkout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.yaml.snakeyaml.Yaml;

/** The files of {@code deploy/compose} as tests read them: without Docker, with variables left as they are written. */
final class ComposeFiles {

    static final Path FOLDER = Checkout.current().home().resolve("deploy").resolve("compose");

    private ComposeFiles() {}

    /** Every service of the files that {@code compose.yaml} includes, with what it extends. */
    static Map<String, Map<String, Object>> services() {
        Map<String, Map<String, Object>> services = new LinkedHashMap<>();
        for (Map<String, Object> include :
                ComposeFiles.<List<Map<String, Object>>>get(read("compose.yaml"), "include")) {
            Map<String, Object> file = read((String) include.get("path"));
            Map<String, Map<String, Object>> declared = get(file, "services");
            declared.forEach((name, service) -> services.put(name, extended(service)));
        }
        return services;
    }

    /** Every file that Docker or a job reads, with its text. */
    static Map<Path, String> texts() {
        try (Stream<Path> files = Files.walk(FOLDER)) {
            Map<Path, String> texts = new LinkedHashMap<>();
            for (Path file : files.filter(Files::isRegularFile)
                    .filter(file -> file.toString()
                            .matches(".*(\\.yaml|\\.sh|\\.sql|\\.env|\\.properties|\\.options|Dockerfile)"))
                    .filter(file -> !file.getFileName().toString().equals(".env"))
                    .sorted()
                    .toList()) {
                texts.put(FOLDER.relativize(file), Files.readString(file));
            }
            return texts;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String text(String name) {
        return texts().get(Path.of(name));
    }

    static Map<String, Object> read(String name) {
        return new Yaml().load(text(name));
    }

    /** What one service says about {@code key}, in the type that the caller expects. */
    @SuppressWarnings("unchecked")
    static <T> T get(Map<String, Object> service, String key) {
        return (T) service.get(key);
    }

    private static Map<String, Object> extended(Map<String, Object> service) {
        Map<String, String> base = get(service, "extends");
        if (base == null) {
            return service;
        }
        Map<String, Map<String, Object>> declared = get(read(base.get("file")), "services");
        Map<String, Object> all = new LinkedHashMap<>(declared.get(base.get("service")));
        all.putAll(service);
        return all;
    }
}
