package dev.plumbline.local.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.plumbline.local.Checkout;
import dev.plumbline.runtime.Addresses;
import dev.plumbline.runtime.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalPlatformTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path data;

    private final List<String> said = Collections.synchronizedList(new ArrayList<>());

    @Test
    void goesOnAndStopsInOrderThoughItsStateCannotBeWritten() throws Exception {
        try (LocalPlatform platform = platformOfTinyLayers()) {
            platform.begin();
            platform.awaitReady();
            assertThat(RunState.read(data)).map(RunState::phase).contains(RunState.Phase.RUNNING);
            long before = storage(platform).pid();

            makeTheStateUnwritable();
            ProcessHandle.of(before).orElseThrow().destroyForcibly();

            await().atMost(PATIENCE)
                    .until(() -> storage(platform).phase() == LayerState.Phase.READY
                            && storage(platform).pid() != before);
        }

        assertThat(Files.readAllLines(data.resolve("diary.txt")))
                .filteredOn(line -> line.endsWith("stopped"))
                .hasSize(5);
        assertThat(DataLock.holder(data)).isEmpty();
        assertThat(said).filteredOn(line -> line.contains("cannot be written")).hasSize(1);
    }

    @Test
    void layersGetWhatIsInTheSettingsFileWhereverTheyLookFrom() throws Exception {
        Path file = Files.writeString(data.resolve("mine.properties"), "processing.trigger=5s\n");
        Path relative = Path.of("").toAbsolutePath().relativize(file);

        for (Settings settings : List.of(
                Settings.load(new String[] {"--config", relative.toString()}, Map.of()),
                Settings.load(new String[0], Map.of("PLUMBLINE_CONFIG", relative.toString())))) {
            Map<String, String> environment = LocalPlatform.environment(settings, data);

            assertThat(environment).containsEntry("PLUMBLINE_CONFIG", file.toString());
            assertThat(Settings.load(new String[0], environment).text("processing.trigger", "1s"))
                    .isEqualTo("5s");
        }
    }

    @Test
    void layersGetASecretThatIsWrittenDownNowhere() {
        Settings settings = Settings.load(new String[] {"--storage-jdbc-password=hush"}, Map.of());
        settings.optional("storage.jdbc.password");

        assertThat(LocalPlatform.environment(settings, data)).containsEntry("PLUMBLINE_STORAGE_JDBC_PASSWORD", "hush");
        assertThat(Layers.settings(settings)).doesNotContainKey("storage.jdbc.password");
    }

    @Test
    void processingGetsTheHeapThatIsSet() {
        assertThat(processing(Settings.of(Map.of())).command()).contains("-Xmx900m");
        assertThat(processing(Settings.of(Map.of("processing.heap", "2g"))).command())
                .contains("-Xmx2g")
                .doesNotContain("-Xmx900m");
        assertThatThrownBy(() -> Layers.heaps(Settings.of(Map.of("processing.heap", "much"))))
                .hasMessageContaining("processing.heap is much");
    }

    private LayerSpec processing(Settings settings) {
        return new Layers(Checkout.current(), data, Layers.heaps(settings))
                .specs(Addresses.from(settings), Map.of()).stream()
                        .filter(spec -> spec.name().equals(Layers.PROCESSING))
                        .findFirst()
                        .orElseThrow();
    }

    private LocalPlatform platformOfTinyLayers() throws IOException {
        List<LayerSpec> specs = new ArrayList<>();
        for (String name : Layers.names()) {
            specs.add(TinyLayers.spec(name, data, FreePorts.one(), List.of()));
        }
        Addresses addresses = Addresses.from(Settings.of(Map.of()));
        DataLock.Holder holder = new DataLock.Holder(1, "", "", data.toString(), Map.of());
        return new LocalPlatform(
                data,
                addresses,
                new Journal(said::add, data.resolve("supervisor.log")),
                DataLock.take(data, holder),
                new Layers(Checkout.current(), data, Map.of()),
                specs,
                states -> {});
    }

    /** As on a full disk, every write of the draft fails from now on. */
    private void makeTheStateUnwritable() {
        Path draft = data.resolve("supervisor.json.new");
        await().ignoreExceptions().atMost(PATIENCE).until(() -> Files.isDirectory(Files.createDirectory(draft)));
    }

    private static LayerState storage(LocalPlatform platform) {
        return platform.layers().stream()
                .filter(layer -> layer.name().equals(Layers.STORAGE))
                .findFirst()
                .orElseThrow();
    }
}
