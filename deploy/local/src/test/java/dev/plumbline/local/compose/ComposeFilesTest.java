package dev.plumbline.local.compose;

import static dev.plumbline.local.compose.ComposeFiles.get;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.local.Checkout;
import dev.plumbline.local.supervisor.Layers;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Holds the files of the stack to what is promised of every container. */
class ComposeFilesTest {

    private static final long CORE_BUDGET_MIB = 4096;
    private static final long WHOLE_BUDGET_MIB = 9 * 1024;
    private static final Set<String> LAYERS =
            Set.of(Layers.INGEST, Layers.PROCESSING, Layers.STORAGE, Layers.VISUALIZE);
    private static final Pattern SECRET =
            Pattern.compile(".*(PASSWORD|SECRET|ACCESS_KEY|ROOT_USER|MC_HOST|FERNET_KEY|SQL_ALCHEMY_CONN).*");

    private final Map<String, Map<String, Object>> services = ComposeFiles.services();

    @Test
    void theCoreIsThere() {
        assertThat(services)
                .containsKeys("kafka", "object-store", "postgres", "init-topics", "init-object-store", "init-postgres")
                .containsKeys(LAYERS.toArray(String[]::new));
    }

    @Test
    void everyContainerHasNoMoreRightsThanItNeeds() {
        services.forEach((name, service) -> {
            assertThat(ComposeFiles.<List<String>>get(service, "cap_drop"))
                    .as(name)
                    .contains("ALL");
            assertThat(ComposeFiles.<List<String>>get(service, "security_opt"))
                    .as(name)
                    .contains("no-new-privileges:true");
            assertThat(service.get("read_only")).as(name).isEqualTo(true);
            assertThat(service).as(name).doesNotContainKeys("privileged", "container_name", "network_mode", "cap_add");
        });
    }

    @Test
    void logsAreBounded() {
        services.forEach((name, service) -> {
            Map<String, Object> logging = get(service, "logging");
            Map<String, String> options = get(logging, "options");
            assertThat(options).as(name).containsKeys("max-size", "max-file");
        });
    }

    @Test
    void everyServiceSaysWhetherItIsHealthyAndEveryJobIsWaitedFor() {
        services.forEach((name, service) -> {
            if (isJob(service)) {
                assertThat(waitedFor(name))
                        .as("'up --wait' ends well only where somebody waits for the job " + name)
                        .isTrue();
            } else if (LAYERS.contains(name)) {
                assertThat(target(name)).as(name).contains("HEALTHCHECK").contains("--start-period=");
            } else {
                Map<String, Object> health = get(service, "healthcheck");
                assertThat(health).as(name).containsKeys("test", "interval", "timeout", "retries", "start_period");
            }
        });
    }

    @Test
    void servicesComeBackAfterACrashAndStopInTheirTime() {
        services.forEach((name, service) -> {
            if (!isJob(service)) {
                assertThat(service.get("restart")).as(name).isEqualTo("unless-stopped");
                assertThat(service).as(name).containsKey("stop_grace_period");
            }
        });
        LAYERS.forEach(layer -> assertThat(services.get(layer).get("stop_grace_period"))
                .as(layer)
                .isEqualTo(Layers.stopTime(layer).toSeconds() + "s"));
    }

    @Test
    void memoryLimitsAreThereAndStayWithinTheBudget() {
        Map<String, Long> core = new LinkedHashMap<>();
        Map<String, Long> all = new LinkedHashMap<>();
        services.forEach((name, service) -> {
            assertThat(service).as(name).containsKey("mem_limit");
            if (!isJob(service)) {
                long limit = mebibytes(service.get("mem_limit").toString());
                all.put(name, limit);
                if (!service.containsKey("profiles")) {
                    core.put(name, limit);
                }
            }
        });

        Map<String, Long> scaled = new LinkedHashMap<>(all);
        Map<String, Map<String, Object>> changed = get(ComposeFiles.read("compose.scale.yaml"), "services");
        changed.forEach((name, service) -> {
            if (service.containsKey("mem_limit")) {
                scaled.put(name, mebibytes(service.get("mem_limit").toString()));
            }
        });

        assertThat(sum(scaled)).as(scaled.toString()).isLessThanOrEqualTo(WHOLE_BUDGET_MIB);
        assertThat(sum(core)).as(core.toString()).isLessThanOrEqualTo(CORE_BUDGET_MIB);
        assertThat(sum(all)).as(all.toString()).isLessThanOrEqualTo(WHOLE_BUDGET_MIB);
    }

    @Test
    void portsArePublishedToThisMachineOnlyAndCanBeMoved() {
        services.forEach((name, service) -> {
            List<String> ports = service.containsKey("ports") ? get(service, "ports") : List.of();
            ports.forEach(port ->
                    assertThat(port).as(name).matches("127\\.0\\.0\\.1:\\$\\{PLUMBLINE_[A-Z_]+_PORT:-\\d+}:\\d+"));
            assertThat(ports.stream().map(port -> port.replaceFirst(".*\\{PLUMBLINE_([A-Z_]+):-.*", "$1")))
                    .as(name + ": moved by --port-offset")
                    .allMatch(variable -> ComposeStack.settable()
                            .contains(variable.toLowerCase(Locale.ROOT).replace('_', '.')));
        });
    }

    @Test
    void noBrokerOfThreeWaitsUntilTheFirstIsReadyWhichNeedsASecond() {
        for (String broker : List.of("kafka-2", "kafka-3")) {
            Map<String, Map<String, String>> after = get(services.get(broker), "depends_on");
            assertThat(after.get("kafka").get("condition")).as(broker).isEqualTo("service_started");
        }
        assertThat(services.get("kafka")).doesNotContainKey("depends_on");
    }

    @Test
    void prometheusAndItsAlertsCanBeHadWithoutGrafana() {
        assertThat(ComposeFiles.<List<String>>get(services.get("prometheus"), "profiles"))
                .containsExactly("observe", "metrics");
        assertThat(ComposeFiles.<List<String>>get(services.get("grafana"), "profiles"))
                .containsExactly("observe");
    }

    @Test
    void imagesAreNamedInOneFileWithTheirVersions() {
        services.forEach((name, service) -> assertThat(service.get("image").toString())
                .as(name)
                .matches("plumbline/[a-z-]+:\\$\\{PLUMBLINE_TAG:-local}"
                        + "|\\$\\{(DOCKER_HUB|QUAY)}/\\$\\{[A-Z]+_IMAGE}(\\$\\{[A-Z]+_DIGEST})?"));
        List<String> images = ComposeFiles.text("images.env")
                .lines()
                .filter(line -> line.matches("[A-Z]+_IMAGE=.*"))
                .toList();
        assertThat(images).isNotEmpty().allMatch(line -> line.matches("[A-Z]+_IMAGE=[a-z0-9./-]+:[A-Za-z0-9._-]+"));
        ComposeFiles.texts().forEach((file, text) -> assertThat(text)
                .as(file.toString())
                .doesNotContain(":latest")
                .doesNotContain("docker.sock")
                .doesNotContainPattern("(?m)^version:"));
    }

    @Test
    void secretsComeFromTheEnvironmentAndFromNowhereElse() {
        String script = ComposeFiles.text("init-env.sh");
        Set<String> used = new TreeSet<>();
        Set<String> demanded = new TreeSet<>();
        services.forEach((name, service) -> {
            Map<String, Object> environment =
                    service.containsKey("environment") ? get(service, "environment") : Map.of();
            environment.forEach((key, value) -> {
                if (SECRET.matcher(key).matches()) {
                    assertThat(value.toString()).as(name + " " + key).contains("${PLUMBLINE_");
                    Matcher variable =
                            Pattern.compile("\\$\\{([A-Z0-9_]+)(:\\?)?").matcher(value.toString());
                    while (variable.find()) {
                        used.add(variable.group(1));
                        if (variable.group(2) != null) {
                            demanded.add(variable.group(1));
                        }
                    }
                }
            });
        });

        assertThat(demanded).as("secrets without which nothing starts").isEqualTo(used);
        assertThat(used)
                .isNotEmpty()
                .allMatch(secret -> script.contains("keep " + secret + " "), "is made by init-env.sh");
    }

    @Test
    void theRootUserOfTheObjectStoreStaysThere() {
        LAYERS.forEach(
                layer -> assertThat(services.get(layer).get("environment").toString())
                        .as(layer)
                        .doesNotContain("ROOT"));
    }

    @Test
    void aLayersJvmIsStartedAsInLocalMode() {
        for (String layer : LAYERS) {
            Map<String, Object> environment = get(services.get(layer), "environment");
            String options = environment.get("JDK_JAVA_OPTIONS").toString();

            assertThat(withDefaults(options).split(" ")).as(layer).containsExactlyElementsOf(Layers.jvm(layer));
        }
        Map<String, Object> kafka = get(services.get("kafka"), "environment");
        assertThat(kafka.get("KAFKA_HEAP_OPTS").toString())
                .contains(Layers.jvm(Layers.BUFFER).get(0));
        assertThat(ComposeFiles.text("jvm.options").lines()).containsAll(Layers.commonFlags());
        LAYERS.forEach(layer -> assertThat(target(layer)).as(layer).contains("@/app/jvm.options"));
    }

    @Test
    void theBrokerIsSetAsInLocalMode() throws Exception {
        String broker = Files.readString(
                Checkout.current().home().resolve("buffer/kafka/src/main/java/dev/plumbline/buffer/kafka/Broker.java"));
        List<String> keys = ComposeFiles.text("kafka/server.properties")
                .lines()
                .filter(line -> line.matches("(log\\.cleaner|num|background|group|connections|compression)\\..*"))
                .map(line -> line.replaceFirst("=.*", ""))
                .toList();

        assertThat(keys).hasSizeGreaterThan(8).allMatch(key -> broker.contains('"' + key + '"'));
    }

    @Test
    void layersKnowTheNamesUnderWhichTheyAreCalled() {
        for (String layer : LAYERS) {
            Map<String, Object> environment = get(services.get(layer), "environment");

            assertThat(environment
                            .get("PLUMBLINE_HTTP_ALLOWED_HOSTS")
                            .toString()
                            .split(","))
                    .as(layer)
                    .containsAll(LAYERS);
        }
    }

    @Test
    void theOtherObjectStoreIsTheSameServiceWithTheSameSecrets() {
        Map<String, Object> file = ComposeFiles.read("object-store/versitygw.yaml");
        Map<String, Map<String, Object>> replaced = get(file, "services");

        assertThat(services.keySet()).containsAll(replaced.keySet());
        assertThat(new ArrayList<>(replaced.keySet())).containsExactly("object-store", "init-object-store");
    }

    private static boolean isJob(Map<String, Object> service) {
        return "no".equals(service.get("restart"));
    }

    private boolean waitedFor(String job) {
        return services.values().stream().anyMatch(service -> {
            Map<String, Map<String, String>> after =
                    service.containsKey("depends_on") ? get(service, "depends_on") : Map.of();
            return after.containsKey(job) && after.get(job).get("condition").equals("service_completed_successfully");
        });
    }

    /** The lines of the Dockerfile that make a layer's image. */
    private static String target(String layer) {
        return ComposeFiles.text("Dockerfile")
                .lines()
                .dropWhile(line -> !line.endsWith(" AS " + layer))
                .takeWhile(line -> line.endsWith(" AS " + layer) || !line.startsWith("FROM "))
                .collect(Collectors.joining("\n"));
    }

    private static long sum(Map<String, Long> limits) {
        return limits.values().stream().mapToLong(Long::longValue).sum();
    }

    private static long mebibytes(String limit) {
        String plain = withDefaults(limit);
        assertThat(plain).matches("\\d+m");
        return Long.parseLong(plain.replace("m", ""));
    }

    private static String withDefaults(String text) {
        return text.replaceAll("\\$\\{[A-Z_]+:-([^}]*)}", "$1");
    }
}
