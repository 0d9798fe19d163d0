package dev.plumbline.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.local.compose.ComposeStack;
import dev.plumbline.local.compose.StackImage;
import dev.plumbline.runtime.Settings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Lets Prometheus' own tool read the configuration and try the rules, from the image that the stack runs. */
@ExtendWith(WithDocker.class)
class PrometheusIT {

    private static final Path FOLDER = Checkout.current().home().resolve("deploy/compose/prometheus");

    @Test
    void prometheusUnderstandsItsConfigurationAndItsRules() throws Exception {
        String said = promtool("check", "config", "--lint=all", "--lint-fatal", "/etc/prometheus/prometheus.yaml");

        assertThat(said).contains("rules found");
    }

    @Test
    void everyAlertFiresWhereItShouldAndOnlyThere() throws Exception {
        String cases = Files.readString(FOLDER.resolve("tests/alerts.yaml"));
        assertThat(cases).contains("exp_alerts: []");

        assertThat(promtool("test", "rules", "/etc/prometheus/tests/alerts.yaml"))
                .contains("SUCCESS");
    }

    private static String promtool(String... words) throws Exception {
        List<String> command = new java.util.ArrayList<>(
                List.of("docker", "run", "--rm", "--network=none", "--volume=" + FOLDER + ":/etc/prometheus:ro"));
        command.addAll(List.of("--entrypoint=promtool", image()));
        command.addAll(List.of(words));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }

    private static String image() {
        return ComposeStack.of(Checkout.current(), Settings.of(Map.of())).images(List.of("observe")).stream()
                .filter(image -> image.usedBy().equals("prometheus"))
                .map(StackImage::name)
                .findFirst()
                .orElseThrow();
    }
}
