package dev.plumbline.local.supervisor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Keeps layers running: starts each as soon as those it needs are ready, restarts what crashes, stops all in order. It
 * knows nothing of what the layers do. Safe for many threads.
 */
public final class Supervisor implements AutoCloseable {

    /** How waiting for all layers ended. */
    public enum Outcome {
        READY,
        CRASHING,
        TIMEOUT,
        STOPPED
    }

    /** A layer that does not get ready, with what the platform's start should end with, and the last lines it wrote. */
    public record Crashing(String layer, int exitCode, List<String> lastLines) {}

    /** A layer that ends this often before it was ever ready will not get ready by itself. */
    static final int CRASHES_AT_START = 5;

    private final Map<String, SupervisedLayer> layers = new LinkedHashMap<>();
    private final List<List<String>> stopOrder;
    private final Consumer<List<LayerState>> listener;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "supervisor");
        thread.setDaemon(true);
        return thread;
    });
    private volatile boolean stopping;

    /**
     * {@code stopOrder} names groups of layers; a group's layers stop together, after the group before. {@code listener}
     * is told the state of all layers at every change, one call at a time.
     */
    public Supervisor(
            List<LayerSpec> specs,
            List<List<String>> stopOrder,
            Backoff backoff,
            Consumer<String> say,
            Consumer<List<LayerState>> listener) {
        this.stopOrder = List.copyOf(stopOrder);
        this.listener = listener;
        for (LayerSpec spec : specs) {
            layers.put(spec.name(), new SupervisedLayer(spec, backoff, say, this::changed));
        }
    }

    public void start() {
        for (SupervisedLayer layer : layers.values()) {
            List<SupervisedLayer> needed =
                    layer.spec().after().stream().map(layers::get).toList();
            threads.execute(() -> layer.run(needed));
        }
    }

    /** Waits until every layer has been ready once, one crashes again and again, or the time is over. */
    public Outcome awaitReady(Duration timeout) {
        long end = System.nanoTime() + timeout.toNanos();
        while (System.nanoTime() < end && !stopping) {
            if (layers.values().stream().allMatch(layer -> layer.readyOnce().isDone())) {
                return Outcome.READY;
            }
            if (!crashing().isEmpty()) {
                return Outcome.CRASHING;
            }
            LockSupport.parkNanos(20_000_000);
        }
        return stopping ? Outcome.STOPPED : Outcome.TIMEOUT;
    }

    /** Layers that have never been ready and ended too often, with the last lines they wrote. */
    public List<Crashing> crashing() {
        return layers.values().stream()
                .filter(layer -> !layer.readyOnce().isDone() && layer.crashesInARow() >= CRASHES_AT_START)
                .map(layer -> new Crashing(layer.spec().name(), layer.finalExitCode(), layer.lastLines()))
                .toList();
    }

    public List<LayerState> states() {
        return layers.values().stream().map(SupervisedLayer::state).toList();
    }

    /** Stops every layer in order; returns when none runs any more. Calling it again does nothing. */
    @Override
    public void close() {
        if (stopping) {
            return;
        }
        stopping = true;
        layers.values().forEach(SupervisedLayer::leave);
        for (List<String> group : stopOrder) {
            List<CompletableFuture<Boolean>> stops = new ArrayList<>();
            for (String name : group) {
                stops.add(CompletableFuture.supplyAsync(layers.get(name)::stop, threads));
            }
            stops.forEach(CompletableFuture::join);
        }
        threads.shutdownNow();
    }

    private synchronized void changed() {
        listener.accept(states());
    }
}
