package dev.plumbline.local.compose;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The images that the stack's files name, with what is on this machine. */
final class Images {

    /** Who needs an image, and whether it is built here. */
    private record Use(List<String> by, boolean builtHere) {}

    private Images() {}

    static List<StackImage> of(Docker docker, JsonNode stack) {
        Map<String, Use> uses = new TreeMap<>();
        stack.path("services").properties().forEach(entry -> {
            JsonNode service = entry.getValue();
            boolean built = service.has("build");
            add(uses, service.path("image").asText(), entry.getKey(), built);
            service.path("build").path("args").properties().stream()
                    .filter(argument -> argument.getKey().endsWith("_IMAGE"))
                    .forEach(argument -> add(uses, argument.getValue().asText(), entry.getKey() + " (base)", false));
        });
        return uses.entrySet().stream()
                .map(entry -> image(docker, entry.getKey(), entry.getValue()))
                .toList();
    }

    private static void add(Map<String, Use> uses, String image, String service, boolean built) {
        Use before = uses.getOrDefault(image, new Use(List.of(), false));
        List<String> by = new ArrayList<>(before.by());
        by.add(service);
        uses.put(image, new Use(by, before.builtHere() || built));
    }

    private static StackImage image(Docker docker, String name, Use use) {
        Docker.Answer answer = docker.ask("image", "inspect", "--format", "{{.Size}}", name);
        long bytes = answer.ok() ? Long.parseLong(answer.out().strip()) : 0;
        return new StackImage(name, String.join(", ", use.by()), use.builtHere(), answer.ok(), bytes);
    }
}
