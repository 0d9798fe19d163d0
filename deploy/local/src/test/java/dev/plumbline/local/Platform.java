package dev.plumbline.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.buffer.contract.Contract;
import dev.plumbline.buffer.contract.Contracts;
import dev.plumbline.local.command.Commands;
import dev.plumbline.local.platform.EventSender;
import dev.plumbline.local.platform.PlatformClient;
import dev.plumbline.local.replay.FileSelection;
import dev.plumbline.local.replay.Replay;
import dev.plumbline.local.replay.ReplayFile;
import dev.plumbline.local.replay.ReplayReport;
import dev.plumbline.local.supervisor.FreePorts;
import dev.plumbline.local.supervisor.LayerState;
import dev.plumbline.local.supervisor.LocalPlatform;
import dev.plumbline.runtime.Settings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * The real platform for end-to-end tests: five processes on a data directory and on ports of their own, started through
 * the same code as {@code ./plumbline up}. The apps must have been built.
 */
public final class Platform implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Map<String, String> settings = new LinkedHashMap<>();
    private final List<String> said = Collections.synchronizedList(new ArrayList<>());
    private LocalPlatform running;

    private Platform(Path data) {
        settings.put("data.dir", data.toString());
        settings.put("port.offset", Integer.toString(FreePorts.offset()));
    }

    /** A platform on this data directory that is not started yet. */
    public static Platform on(Path data) {
        return new Platform(data);
    }

    /** Sets any setting for the starts to come, such as {@code contracts.dir}. */
    public Platform with(String key, String value) {
        settings.put(key, value);
        return this;
    }

    /** Starts all layers and waits until they are ready; on the same data and ports as before. */
    public Platform start() {
        Settings given = Settings.of(settings);
        settings.keySet().forEach(given::optional);
        running = LocalPlatform.start(Checkout.current(), given, said::add, states -> {});
        running.awaitReady();
        return this;
    }

    /** Stops all layers in order, as {@code ./plumbline down} does. */
    public void stop() {
        running.close();
    }

    @Override
    public void close() {
        if (running != null) {
            running.close();
        }
    }

    /** Ends a layer's process at once; the supervisor will start it again. */
    public void kill(String layer) {
        ProcessHandle.of(state(layer).pid()).ifPresent(ProcessHandle::destroyForcibly);
    }

    /** Ends every layer at once, and with them whatever has not reached the disk of its own accord. */
    public void killAll() {
        running.layers().forEach(layer -> ProcessHandle.of(layer.pid()).ifPresent(ProcessHandle::destroyForcibly));
    }

    /** Waits until a layer that was killed is ready again. */
    public void awaitRestart(String layer, int restarts) {
        await("restart of " + layer).atMost(PATIENCE).until(() -> {
            LayerState state = state(layer);
            return state.restarts() >= restarts && state.phase() == LayerState.Phase.READY;
        });
    }

    public LayerState state(String layer) {
        return running.layers().stream()
                .filter(state -> state.name().equals(layer))
                .findFirst()
                .orElseThrow();
    }

    /** What the supervisor said to people. */
    public List<String> said() {
        return List.copyOf(said);
    }

    public PlatformClient client() {
        return new PlatformClient(running.addresses());
    }

    /** Sends JSON (an event, an array) and returns the answer. */
    public JsonNode send(String stream, String json) {
        return client().send(stream, "application/json", json.getBytes(StandardCharsets.UTF_8));
    }

    /** Sends files, waiting out whatever layer is away meanwhile; returns when all is acknowledged. */
    public ReplayReport replay(String stream, Path... files) throws IOException {
        Optional<Path> contracts =
                Optional.ofNullable(settings.get("contracts.dir")).map(Path::of);
        return replay(client(), Contracts.load(contracts), stream, said::add, files);
    }

    /** As {@link #replay(String, Path...)}, to any platform. */
    static ReplayReport replay(
            PlatformClient client, Contracts contracts, String stream, Consumer<String> said, Path... files)
            throws IOException {
        Contract contract = contracts.stream(stream).orElseThrow();
        List<ReplayFile> selected = FileSelection.of(
                List.of(files).stream().map(Path::toString).toList(), Optional.empty(), Optional.empty());
        Replay replay = new Replay(
                contract,
                client.events(stream),
                new EventSender(PATIENCE, said),
                new Replay.Manner(Optional.empty(), StandardCharsets.UTF_8, 0));
        replay.send(selected);
        return replay.report();
    }

    /** Waits until all accepted events of the stream are in silver and its models, and the book closes. */
    public void awaitSettled(String stream) {
        client().awaitSettled(stream, PATIENCE);
    }

    /** The stream's line of the closed book. */
    public JsonNode book(String stream) {
        for (JsonNode entry : client().book().path("streams")) {
            if (entry.path("stream").asText().equals(stream)) {
                return entry;
            }
        }
        throw new AssertionError("The book has no stream " + stream);
    }

    /** The rows of a named query. */
    public JsonNode query(String name, Map<String, String> parameters) {
        return client().query(name, parameters).path("rows");
    }

    public JsonNode batch(String model, Map<String, String> range) throws InterruptedException {
        Map<String, String> request = new LinkedHashMap<>(range);
        request.put("model", model);
        request.put("job", "batch");
        return client().runJob("test-" + UUID.randomUUID(), request, job -> {}).path("result");
    }

    /** Runs a command of the command line against this platform and returns what it printed as JSON. */
    public JsonNode command(String... words) throws IOException {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--json", "--data", settings.get("data.dir")));
        int exitCode = Commands.run(all.toArray(String[]::new), new PrintWriter(out, true), new PrintWriter(err, true));
        assertThat(exitCode).as(String.join(" ", words) + ": " + err).isEqualTo(ExitCode.OK);
        return Json.tree(out.toString());
    }
}
