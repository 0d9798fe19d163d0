package dev.plumbline.local.compose;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Puts together what {@code docker compose ps}, {@code inspect} and {@code stats} say of each container. */
final class Containers {

    private static final Map<String, Long> UNITS = Map.of(
            "B",
            1L,
            "KiB",
            1L << 10,
            "MiB",
            1L << 20,
            "GiB",
            1L << 30,
            "kB",
            1_000L,
            "MB",
            1_000_000L,
            "GB",
            1_000_000_000L);

    private static final int SPARK_PAGE = 4040;
    private static final int KAFKA = 9092;

    private Containers() {}

    /** {@code listing} is the call that lists the containers as JSON. */
    static List<ComposeService> of(Docker docker, String... listing) {
        List<JsonNode> listed = ComposeStack.objects(docker.answer(listing));
        if (listed.isEmpty()) {
            return List.of();
        }
        String[] ids = listed.stream().map(node -> node.path("ID").asText()).toArray(String[]::new);
        Map<String, JsonNode> inspected = inspect(docker, ids);
        Map<String, String> memory = memory(docker, ids);
        return listed.stream()
                .map(node -> service(
                        node,
                        inspected.getOrDefault(node.path("ID").asText(), node),
                        memory.getOrDefault(node.path("Name").asText(), "")))
                .sorted(Comparator.comparing(ComposeService::name))
                .toList();
    }

    private static ComposeService service(JsonNode listed, JsonNode inspected, String memory) {
        JsonNode state = inspected.path("State");
        boolean running = state.path("Status").asText().equals("running");
        Instant started = instant(state.path("StartedAt").asText());
        int exitCode = state.path("ExitCode").asInt();
        ComposeService.State how = state(state, exitCode);
        return new ComposeService(
                listed.path("Service").asText(),
                listed.path("Name").asText(),
                how,
                address(listed.path("Publishers")),
                running && started != null ? Duration.between(started, Instant.now()) : null,
                inspected.path("RestartCount").asInt(),
                running ? bytes(memory) : 0,
                inspected.path("HostConfig").path("Memory").asLong(),
                exitCode);
    }

    private static ComposeService.State state(JsonNode state, int exitCode) {
        return switch (state.path("Status").asText()) {
            case "running" ->
                switch (state.path("Health").path("Status").asText("healthy")) {
                    case "healthy" -> ComposeService.State.READY;
                    case "unhealthy" -> ComposeService.State.UNHEALTHY;
                    default -> ComposeService.State.STARTING;
                };
            case "exited" ->
                // Only jobs end by themselves with 0 and have no health to speak of.
                exitCode == 0 && !state.has("Health") ? ComposeService.State.DONE : ComposeService.State.STOPPED;
            case "created", "restarting" -> ComposeService.State.STARTING;
            default -> ComposeService.State.STOPPED;
        };
    }

    /** The first published port of this machine; empty where there is none. */
    private static String address(JsonNode publishers) {
        for (JsonNode publisher : publishers) {
            int port = publisher.path("PublishedPort").asInt();
            int target = publisher.path("TargetPort").asInt();
            if (port > 0 && target != SPARK_PAGE) {
                return (target == KAFKA ? "" : "http://")
                        + publisher.path("URL").asText("127.0.0.1") + ":" + port;
            }
        }
        return "";
    }

    private static Map<String, JsonNode> inspect(Docker docker, String[] ids) {
        Map<String, JsonNode> byId = new HashMap<>();
        for (JsonNode node : ComposeStack.objects(docker.answer(words(List.of("inspect"), ids)))) {
            byId.put(node.path("Id").asText(), node);
        }
        return byId;
    }

    /** The memory in use, as {@code 123.4MiB}, by the container's name. */
    private static Map<String, String> memory(Docker docker, String[] ids) {
        Map<String, String> byName = new HashMap<>();
        Docker.Answer answer = docker.ask(words(List.of("stats", "--no-stream", "--format", "{{json .}}"), ids));
        if (answer.ok()) {
            for (JsonNode node : ComposeStack.objects(answer.out())) {
                byName.put(
                        node.path("Name").asText(),
                        node.path("MemUsage").asText().split(" ", 2)[0]);
            }
        }
        return byName;
    }

    static long bytes(String amount) {
        String number = amount.replaceFirst("[A-Za-z]+$", "");
        Long unit = UNITS.get(amount.substring(number.length()));
        return unit == null || number.isEmpty() ? 0 : Math.round(Double.parseDouble(number) * unit);
    }

    private static String[] words(List<String> command, String[] ids) {
        List<String> words = new ArrayList<>(command);
        words.addAll(List.of(ids));
        return words.toArray(String[]::new);
    }

    private static Instant instant(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException never) {
            return null;
        }
    }
}
