package dev.plumbline.local.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.local.Checkout;
import dev.plumbline.local.supervisor.Layers;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.strimzi.api.kafka.model.kafka.Kafka;
import io.strimzi.api.kafka.model.nodepool.KafkaNodePool;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** Holds the manifests to Kubernetes' types, to what is promised of every pod, and to the settings of the compose stack. */
class ManifestsTest {

    private static final Set<String> LAYERS =
            Set.of(Layers.INGEST, Layers.PROCESSING, Layers.STORAGE, Layers.VISUALIZE);

    /** Where a cluster must differ from the stack: who the broker is, where the settings file lies, and what is for one stack. */
    private static final Set<String> OF_THE_PLACE = Set.of(
            "PLUMBLINE_KAFKA_BOOTSTRAP",
            "PLUMBLINE_CONFIG",
            "PLUMBLINE_STORAGE_JDBC_URL",
            "PLUMBLINE_STORAGE_JDBC_USER",
            "PLUMBLINE_VISUALIZE_ENGINE",
            "PLUMBLINE_TRINO_URL");

    private final Map<String, Deployment> deployments = byName(Deployment.class);

    @Test
    void everyManifestIsOfItsKindAndListed() throws Exception {
        List<HasMetadata> all = Manifests.all();
        List<String> files;
        try (Stream<java.nio.file.Path> found = Files.list(Manifests.FOLDER)) {
            files = found.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".yaml") && !name.equals("kustomization.yaml"))
                    .toList();
        }

        assertThat(all).extracting(HasMetadata::getKind).contains("Kafka", "KafkaNodePool", "NetworkPolicy");
        assertThat(deployments).containsOnlyKeys(LAYERS);
        assertThat(Manifests.documents("kustomization.yaml").get(0).get("resources"))
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
                .containsExactlyInAnyOrderElementsOf(files);
    }

    @Test
    void aMisspeltFieldIsRefused() {
        Map<String, Object> service = new LinkedHashMap<>(
                Map.of("apiVersion", "v1", "kind", "Service", "spec", Map.of("port", List.of(8080))));

        assertThatThrownBy(() -> Manifests.typed(service)).hasMessageContaining("Unrecognized field \"port\"");
    }

    @Test
    void everyPodHasNoMoreRightsThanItNeeds() {
        pods().forEach((name, pod) -> {
            assertThat(pod.getSpec().getAutomountServiceAccountToken()).as(name).isFalse();
            assertThat(pod.getSpec().getSecurityContext().getRunAsNonRoot())
                    .as(name)
                    .isTrue();
            assertThat(pod.getSpec().getSecurityContext().getSeccompProfile().getType())
                    .as(name)
                    .isEqualTo("RuntimeDefault");
            pod.getSpec().getContainers().forEach(container -> {
                assertThat(container.getSecurityContext().getReadOnlyRootFilesystem())
                        .as(name)
                        .isTrue();
                assertThat(container.getSecurityContext().getAllowPrivilegeEscalation())
                        .as(name)
                        .isFalse();
                assertThat(container.getSecurityContext().getCapabilities().getDrop())
                        .as(name)
                        .containsExactly("ALL");
            });
        });
    }

    @Test
    void secretsAreNamedAndNeverWrittenDown() {
        pods().values().stream()
                .flatMap(pod -> pod.getSpec().getContainers().stream())
                .flatMap(container -> container.getEnv().stream())
                .filter(variable -> variable.getName().matches(".*(PASSWORD|SECRET|ACCESS_KEY).*"))
                .forEach(variable -> {
                    assertThat(variable.getValue()).as(variable.getName()).isNull();
                    assertThat(variable.getValueFrom().getSecretKeyRef().getName())
                            .as(variable.getName())
                            .startsWith("plumbline-");
                });
        assertThat(Manifests.all()).extracting(HasMetadata::getKind).doesNotContain("Secret");
    }

    @Test
    void aLayersJvmPortsMemoryAndTimeToStopAreThoseOfTheStack() {
        deployments.forEach((layer, deployment) -> {
            Container container = container(deployment);
            Map<String, Object> stack = stack(layer);
            List<String> ports = get(stack, "ports");
            Map<String, Quantity> limits = container.getResources().getLimits();

            assertThat(environment(container).get("JDK_JAVA_OPTIONS").split(" "))
                    .as(layer)
                    .containsExactlyElementsOf(Layers.jvm(layer));
            assertThat(container.getPorts().stream().map(ContainerPort::getContainerPort))
                    .as(layer)
                    .containsExactlyElementsOf(ports.stream()
                            .map(port -> Integer.valueOf(port.replaceFirst(".*:", "")))
                            .toList());
            assertThat(limits.get("memory").toString())
                    .as(layer)
                    .isEqualTo(withDefaults(stack.get("mem_limit").toString()).replace("m", "Mi"));
            assertThat(deployment.getSpec().getTemplate().getSpec().getTerminationGracePeriodSeconds())
                    .as(layer)
                    .isEqualTo(Layers.stopTime(layer).toSeconds());
            assertThat(container.getImage()).as(layer).isEqualTo("plumbline/" + layer);
        });
    }

    @Test
    void aLayerIsToldWhatItIsToldInTheStack() {
        deployments.forEach((layer, deployment) -> {
            Map<String, Object> stack = get(stack(layer), "environment");
            Map<String, String> expected = new TreeMap<>();
            stack.forEach((name, value) -> expected.put(name, withDefaults(value.toString())));
            Map<String, String> told = new TreeMap<>(environment(container(deployment)));

            expected.keySet().removeIf(name -> OF_THE_PLACE.contains(name) || secret(name));
            told.keySet().removeIf(name -> OF_THE_PLACE.contains(name) || secret(name));
            assertThat(told).as(layer).isEqualTo(expected);
        });
    }

    @Test
    void everyLayerIsWatchedAndFoundByItsName() {
        Map<String, Service> services = byName(Service.class);
        deployments.forEach((layer, deployment) -> {
            Container container = container(deployment);
            assertThat(path(container.getReadinessProbe())).as(layer).isEqualTo("/health/ready");
            assertThat(path(container.getLivenessProbe())).as(layer).isEqualTo("/health/live");
            assertThat(path(container.getStartupProbe())).as(layer).isEqualTo("/health/live");
            assertThat(deployment.getSpec().getTemplate().getMetadata().getLabels())
                    .as(layer)
                    .containsAllEntriesOf(deployment.getSpec().getSelector().getMatchLabels())
                    .containsAllEntriesOf(services.get(layer).getSpec().getSelector())
                    .containsEntry("app.kubernetes.io/part-of", "plumbline");
            assertThat(services.get(layer).getSpec().getPorts().get(0).getPort())
                    .as(layer)
                    .isEqualTo(container.getPorts().get(0).getContainerPort());
        });
    }

    @Test
    void processingIsNeverThereTwiceAndWhatIsThereTwiceKeepsOne() {
        assertThat(deployments.get(Layers.PROCESSING).getSpec().getReplicas()).isEqualTo(1);
        assertThat(deployments.get(Layers.PROCESSING).getSpec().getStrategy().getType())
                .isEqualTo("Recreate");
        Map<String, PodDisruptionBudget> budgets = byName(PodDisruptionBudget.class);
        deployments.forEach((layer, deployment) -> assertThat(budgets.containsKey(layer))
                .as(layer)
                .isEqualTo(deployment.getSpec().getReplicas() > 1));
    }

    @Test
    void nobodyTalksToAPodUnlessAPolicySaysSo() {
        NetworkPolicy nobody = byName(NetworkPolicy.class).get("nobody");

        assertThat(nobody.getSpec().getIngress()).isEmpty();
        assertThat(nobody.getSpec().getEgress()).isEmpty();
        assertThat(nobody.getSpec().getPolicyTypes()).containsExactlyInAnyOrder("Ingress", "Egress");
        pods().forEach((name, pod) -> assertThat(pod.getMetadata().getLabels())
                .as(name)
                .containsAllEntriesOf(nobody.getSpec().getPodSelector().getMatchLabels()));
    }

    @Test
    void anAcknowledgedEventOutlivesABroker() {
        Kafka kafka = Manifests.all(Kafka.class).get(0);
        KafkaNodePool brokers = Manifests.all(KafkaNodePool.class).get(0);
        Map<String, Object> config = kafka.getSpec().getKafka().getConfig();

        assertThat(brokers.getSpec().getReplicas()).isEqualTo(3);
        assertThat(config).containsEntry("min.insync.replicas", 2).containsEntry("default.replication.factor", 3);
        assertThat(brokers.getMetadata().getLabels())
                .containsEntry("strimzi.io/cluster", kafka.getMetadata().getName());
        assertThat(Manifests.all(ConfigMap.class).get(0).getData().get("PLUMBLINE_KAFKA_BOOTSTRAP"))
                .isEqualTo(kafka.getMetadata().getName() + "-kafka-bootstrap:"
                        + kafka.getSpec().getKafka().getListeners().get(0).getPort());
        assertThat("-Xmx" + brokers.getSpec().getJvmOptions().getXmx())
                .isEqualTo(Layers.jvm(Layers.BUFFER).get(0));
    }

    private static String path(Probe probe) {
        assertThat(probe.getHttpGet().getPort().getStrVal()).isEqualTo("http");
        return probe.getHttpGet().getPath();
    }

    private Map<String, PodTemplateSpec> pods() {
        Map<String, PodTemplateSpec> pods = new LinkedHashMap<>();
        deployments.forEach(
                (name, deployment) -> pods.put(name, deployment.getSpec().getTemplate()));
        byName(Job.class).forEach((name, job) -> pods.put(name, job.getSpec().getTemplate()));
        return pods;
    }

    private static Container container(Deployment deployment) {
        return deployment.getSpec().getTemplate().getSpec().getContainers().get(0);
    }

    /** All that a container is told, values of secrets as their names. */
    private static Map<String, String> environment(Container container) {
        Map<String, ConfigMap> maps = byName(ConfigMap.class);
        Map<String, String> environment = new LinkedHashMap<>();
        container
                .getEnvFrom()
                .forEach(from -> environment.putAll(
                        maps.get(from.getConfigMapRef().getName()).getData()));
        for (EnvVar variable : container.getEnv()) {
            environment.put(
                    variable.getName(),
                    variable.getValueFrom() == null
                            ? variable.getValue()
                            : variable.getValueFrom().getSecretKeyRef().getName());
        }
        return environment;
    }

    private static boolean secret(String name) {
        return Pattern.compile("PASSWORD|SECRET|ACCESS_KEY").matcher(name).find();
    }

    private static <T extends HasMetadata> Map<String, T> byName(Class<T> kind) {
        Map<String, T> found = new TreeMap<>();
        Manifests.all(kind).forEach(each -> found.put(each.getMetadata().getName(), each));
        return found;
    }

    private static Map<String, Object> stack(String layer) {
        Map<String, Object> file = new Yaml().load(stackFile());
        Map<String, Map<String, Object>> services = get(file, "services");
        return services.get(layer);
    }

    private static String stackFile() {
        try {
            return Files.readString(Checkout.current().home().resolve("deploy/compose/layers.yaml"));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @SuppressWarnings("unchecked")
    private static <T> T get(Map<String, Object> map, String key) {
        return (T) map.get(key);
    }

    private static String withDefaults(String text) {
        return text.replaceAll("\\$\\{[A-Z0-9_]+:-([^}]*)}", "$1");
    }
}
