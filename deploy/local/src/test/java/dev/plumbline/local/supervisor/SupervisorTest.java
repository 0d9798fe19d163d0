package dev.plumbline.local.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plumbline.local.Checkout;
import dev.plumbline.local.ExitCode;
import dev.plumbline.local.platform.Http;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SupervisorTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Backoff QUICK =
            new Backoff(Duration.ofMillis(50), Duration.ofMillis(400), Duration.ofMinutes(1));

    @TempDir
    Path folder;

    private final List<String> said = Collections.synchronizedList(new ArrayList<>());
    private Supervisor supervisor;

    @AfterEach
    void stop() {
        if (supervisor != null) {
            supervisor.close();
        }
    }

    @Test
    void startsALayerAfterThoseItNeedsAndStopsInTheOtherOrder() throws Exception {
        LayerSpec first = TinyLayers.spec("first", folder, FreePorts.one(), List.of());
        LayerSpec second = TinyLayers.spec("second", folder, FreePorts.one(), List.of("first"));

        supervise(List.of(second, first), List.of(List.of("second"), List.of("first")));
        assertThat(supervisor.awaitReady(PATIENCE)).isEqualTo(Supervisor.Outcome.READY);
        supervisor.close();

        assertThat(diary()).containsExactly("first started", "second started", "second stopped", "first stopped");
        assertThat(supervisor.states())
                .allSatisfy(state -> assertThat(state.phase()).isEqualTo(LayerState.Phase.STOPPED));
    }

    @Test
    void startsALayerAgainThatWasKilled() throws Exception {
        supervise(List.of(TinyLayers.spec("fragile", folder, FreePorts.one(), List.of())), List.of(List.of("fragile")));
        supervisor.awaitReady(PATIENCE);
        long before = only().pid();

        ProcessHandle.of(before).orElseThrow().destroyForcibly();

        await().atMost(PATIENCE).until(() -> only().phase() == LayerState.Phase.READY && only().pid() != before);
        assertThat(only().restarts()).isEqualTo(1);
        assertThat(said)
                .anySatisfy(line -> assertThat(line).contains("fragile ended with signal 9; restart 1 in 50 ms"));
    }

    @Test
    void givesUpOnAStartThatCrashesFiveTimesAndShowsWhatWasSaid() throws Exception {
        supervise(
                List.of(TinyLayers.spec("broken", folder, FreePorts.one(), List.of(), "--exit=1")),
                List.of(List.of("broken")));

        assertThat(supervisor.awaitReady(PATIENCE)).isEqualTo(Supervisor.Outcome.CRASHING);

        Supervisor.Crashing crashing = supervisor.crashing().get(0);
        assertThat(crashing.exitCode()).isEqualTo(ExitCode.ENVIRONMENT);
        assertThat(crashing.lastLines()).contains("I cannot work here");
        assertThat(diary()).hasSizeGreaterThanOrEqualTo(Supervisor.CRASHES_AT_START);
    }

    @Test
    void doesNotTryAgainWhereALayerRefusesItsSettings() throws Exception {
        supervise(
                List.of(TinyLayers.spec("wrong", folder, FreePorts.one(), List.of(), "--exit=2")),
                List.of(List.of("wrong")));

        assertThat(supervisor.awaitReady(PATIENCE)).isEqualTo(Supervisor.Outcome.CRASHING);

        assertThat(supervisor.crashing().get(0).exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(diary()).hasSize(1);
        assertThat(said)
                .anySatisfy(line -> assertThat(line).contains("; started again it would end so again, log: "))
                .noneSatisfy(line -> assertThat(line).contains("restart 1"));
    }

    @Test
    void startsALayerAgainThoughNobodyCanBeToldOfIt() throws Exception {
        LayerSpec spec = TinyLayers.spec("unheard", folder, FreePorts.one(), List.of());
        supervisor = new Supervisor(
                List.of(spec),
                List.of(List.of("unheard")),
                QUICK,
                line -> {
                    throw new IllegalStateException("nobody listens");
                },
                states -> {
                    throw new UncheckedIOException(new IOException("No space left on device"));
                });
        supervisor.start();
        assertThat(supervisor.awaitReady(PATIENCE)).isEqualTo(Supervisor.Outcome.READY);
        long before = only().pid();

        ProcessHandle.of(before).orElseThrow().destroyForcibly();

        await().atMost(PATIENCE).until(() -> only().phase() == LayerState.Phase.READY && only().pid() != before);
        supervisor.close();
        assertThat(only().phase()).isEqualTo(LayerState.Phase.STOPPED);
        assertThat(diary()).containsExactly("unheard started", "unheard started", "unheard stopped");
    }

    @Test
    void aLayerThatCannotBeStartedNowIsStartedWhenItCan() throws Exception {
        LayerSpec spec = TinyLayers.spec("later", folder, FreePorts.one(), List.of());
        Path log = folder.resolve("later.log");
        Files.createDirectory(log);

        supervise(List.of(spec), List.of(List.of("later")));
        await().atMost(PATIENCE).until(() -> only().restarts() > 0);
        assertThat(only().phase()).isEqualTo(LayerState.Phase.CRASHED);
        assertThat(only().problem()).startsWith("cannot be run: ");
        Files.delete(log);

        await().atMost(PATIENCE).until(() -> only().phase() == LayerState.Phase.READY);
    }

    @Test
    void aLayerDoesNotOutliveASupervisorThatWasKilled() throws Exception {
        int port = FreePorts.one();
        Process process = new ProcessBuilder(
                        Checkout.java().toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        TinySupervisor.class.getName(),
                        folder.toString(),
                        Integer.toString(port))
                .start();
        URI ready = URI.create("http://127.0.0.1:" + port + "/health/ready");
        await().atMost(PATIENCE).until(() -> answers(ready));

        process.destroyForcibly();

        await().atMost(PATIENCE).until(() -> !answers(ready));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(diary()).containsExactly("only started", "only stopped"));
    }

    private void supervise(List<LayerSpec> specs, List<List<String>> stopOrder) {
        supervisor = new Supervisor(specs, stopOrder, QUICK, said::add, states -> {});
        supervisor.start();
    }

    private LayerState only() {
        return supervisor.states().get(0);
    }

    private List<String> diary() throws IOException {
        return Files.readAllLines(folder.resolve("diary.txt"));
    }

    private static boolean answers(URI ready) {
        try {
            return Http.get(ready, Duration.ofSeconds(1)).ok();
        } catch (IOException e) {
            return false;
        }
    }
}
