package dev.plumbline.local.compose;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * The Docker engine behind the {@code docker} command: its version, empty when it does not answer ({@code problem} says
 * why), the memory that containers can have, where it keeps images and volumes, and the version of compose, empty when
 * that is not there.
 */
public record Engine(String version, String problem, long memoryBytes, String directory, String composeVersion) {

    /** The oldest compose that reads what is written in {@code deploy/compose}. */
    public static final String COMPOSE_NEEDED = "2.24.0";

    static Engine of(Docker docker) {
        Docker.Answer info = docker.ask("info", "--format", "{{json .}}");
        Docker.Answer compose = docker.ask("compose", "version", "--short");
        String composeVersion = compose.ok() ? compose.out().strip().replaceFirst("^v", "") : "";
        List<JsonNode> answered = info.out().isBlank() ? List.of() : ComposeStack.objects(info.out());
        String version =
                answered.isEmpty() ? "" : answered.get(0).path("ServerVersion").asText("");
        if (version.isEmpty()) {
            return new Engine("", info.complaint(), 0, "", composeVersion);
        }
        JsonNode node = answered.get(0);
        return new Engine(
                version,
                "",
                node.path("MemTotal").asLong(),
                node.path("DockerRootDir").asText(""),
                composeVersion);
    }

    public boolean answers() {
        return !version.isEmpty();
    }

    /** Whether compose is there and new enough. */
    public boolean composes() {
        return !composeVersion.isEmpty() && newEnough(composeVersion);
    }

    static boolean newEnough(String version) {
        int[] have = numbers(version);
        int[] need = numbers(COMPOSE_NEEDED);
        for (int i = 0; i < need.length; i++) {
            if (have[i] != need[i]) {
                return have[i] > need[i];
            }
        }
        return true;
    }

    private static int[] numbers(String version) {
        int[] numbers = new int[3];
        String[] parts = version.split("[^0-9]+");
        for (int i = 0; i < numbers.length && i < parts.length; i++) {
            numbers[i] = parts[i].isEmpty() ? 0 : Integer.parseInt(parts[i]);
        }
        return numbers;
    }
}
