package dev.plumbline.local.supervisor;

import dev.plumbline.local.ExitCode;
import dev.plumbline.local.platform.Http;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * One layer's process under supervision: started, watched until it is ready, started again with a growing wait whenever
 * it ends unasked, and stopped once. One thread runs it; any thread may look at it or stop it.
 */
final class SupervisedLayer {

    private static final Duration LOOK = Duration.ofMillis(100);
    private static final Duration HEALTH_TIMEOUT = Duration.ofSeconds(2);
    private static final int LINES_SHOWN = 12;
    private static final int NO_EXIT_CODE = -1;

    private final LayerSpec spec;
    private final Backoff backoff;
    private final Consumer<String> say;
    private final Runnable changed;
    private final LayerLog log;
    private final CompletableFuture<Void> readyOnce = new CompletableFuture<>();
    private final CompletableFuture<Void> stopped = new CompletableFuture<>();

    private Process process;
    private LayerState.Phase phase = LayerState.Phase.WAITING;
    private long startedAt;
    private long readyMillis = -1;
    private int restarts;
    private int crashesInARow;
    private String problem = "";
    private long logStart;
    private int finalExitCode = ExitCode.ENVIRONMENT;

    SupervisedLayer(LayerSpec spec, Backoff backoff, Consumer<String> say, Runnable changed) {
        this.spec = spec;
        this.backoff = backoff;
        this.say = say;
        this.changed = changed;
        this.log = new LayerLog(spec.log());
    }

    /** Runs the layer until it is stopped; {@code needed} are the layers that must have been ready before its first start. */
    void run(List<SupervisedLayer> needed) {
        try {
            for (SupervisedLayer layer : needed) {
                CompletableFuture.anyOf(layer.readyOnce, stopped).join();
            }
            boolean again = true;
            while (again) {
                again = runOnce();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One start of the layer until its end and the wait after it; false when it is not to be started again. */
    private boolean runOnce() throws InterruptedException {
        boolean wasReady = false;
        long readyAt = System.nanoTime();
        try {
            if (!launch()) {
                return false;
            }
            wasReady = awaitReady();
            readyAt = System.nanoTime();
            int code = current().waitFor();
            return recover(code, "ended with " + meaning(code), wasReady ? since(readyAt) : Duration.ZERO);
        } catch (IOException | RuntimeException e) {
            // A full disk or a process table without room passes; whatever went wrong counts as one more crash.
            Process left = current();
            if (left != null && left.isAlive()) {
                end(left);
            }
            return recover(NO_EXIT_CODE, "cannot be run: " + e, wasReady ? since(readyAt) : Duration.ZERO);
        }
    }

    LayerSpec spec() {
        return spec;
    }

    CompletableFuture<Void> readyOnce() {
        return readyOnce;
    }

    /** How often the layer has ended unasked since it last ran well. */
    synchronized int crashesInARow() {
        return crashesInARow;
    }

    /** What the platform's own start should end with when this layer does not start. */
    synchronized int finalExitCode() {
        return finalExitCode;
    }

    synchronized LayerState state() {
        return new LayerState(
                spec.name(),
                phase,
                spec.address(),
                spec.ready().toString(),
                process != null && process.isAlive() ? process.pid() : 0,
                startedAt,
                readyMillis,
                restarts,
                problem,
                spec.log().toString());
    }

    /** The last lines that the layer wrote since its latest start. */
    List<String> lastLines() {
        long from;
        synchronized (this) {
            from = logStart;
        }
        return log.last(LINES_SHOWN, from);
    }

    /** From now on the layer is not started again, whatever ends it: all are about to be stopped. */
    void leave() {
        stopped.complete(null);
    }

    /** Asks the process to stop, waits as long as it may take, then ends it; true when it stopped by itself. */
    boolean stop() {
        Process running;
        synchronized (this) {
            stopped.complete(null);
            running = process;
            phase = running == null ? LayerState.Phase.STOPPED : LayerState.Phase.STOPPING;
        }
        tellChanged();
        boolean orderly = running == null || end(running);
        synchronized (this) {
            phase = LayerState.Phase.STOPPED;
        }
        tellChanged();
        return orderly;
    }

    private boolean end(Process running) {
        running.destroy();
        try {
            if (running.waitFor(spec.stopTimeout().toMillis(), TimeUnit.MILLISECONDS)) {
                return true;
            }
            tell(spec.name() + " did not stop within " + spec.stopTimeout().toSeconds() + " s and is ended");
            running.destroyForcibly().waitFor(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            running.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        return false;
    }

    private boolean launch() throws IOException {
        synchronized (this) {
            if (stopped.isDone()) {
                return false;
            }
            log.bound();
            logStart = log.length();
            ProcessBuilder builder = new ProcessBuilder(spec.command())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(spec.log().toFile()));
            Map<String, String> environment = builder.environment();
            environment.putAll(spec.environment());
            startedAt = System.currentTimeMillis();
            readyMillis = -1;
            process = builder.start();
            phase = LayerState.Phase.STARTING;
        }
        tellChanged();
        return true;
    }

    private synchronized Process current() {
        return process;
    }

    private boolean awaitReady() throws InterruptedException {
        Process running = current();
        long start = System.nanoTime();
        while (running.isAlive()) {
            String answer = readiness();
            if (answer.isEmpty()) {
                synchronized (this) {
                    if (phase == LayerState.Phase.STARTING) {
                        phase = LayerState.Phase.READY;
                    }
                    readyMillis = (System.nanoTime() - start) / 1_000_000;
                    problem = "";
                }
                readyOnce.complete(null);
                tellChanged();
                return true;
            }
            synchronized (this) {
                problem = answer;
            }
            if (stoppedWithin(LOOK)) {
                return false;
            }
        }
        return false;
    }

    /** Empty when the layer says that it is ready, else why not. */
    private String readiness() {
        try {
            Http.Answer answer = Http.get(spec.ready(), HEALTH_TIMEOUT);
            return answer.ok() ? "" : "not ready: " + answer.body();
        } catch (IOException e) {
            return "no answer yet at " + spec.ready();
        }
    }

    /** What happens after the layer ended: nothing more when it was asked to, else a wait before the next start. */
    private boolean recover(int code, String how, Duration ranWell) throws InterruptedException {
        Duration wait;
        String next;
        synchronized (this) {
            if (stopped.isDone()) {
                return false;
            }
            crashesInARow = ranWell.compareTo(backoff.forgottenAfter()) >= 0 ? 1 : crashesInARow + 1;
            // Its settings or data are at fault, and starting again changes neither.
            boolean inVain = !readyOnce.isDone() && (code == ExitCode.USAGE || code == ExitCode.REFUSED);
            if (inVain) {
                finalExitCode = code;
                crashesInARow = Supervisor.CRASHES_AT_START;
            } else {
                restarts++;
            }
            phase = LayerState.Phase.CRASHED;
            problem = how;
            wait = backoff.after(crashesInARow);
            next = inVain ? "started again it would end so again" : "restart " + restarts + " in " + seconds(wait);
        }
        tell(spec.name() + " " + how + "; " + next + ", log: " + spec.log());
        if (ranWell.isZero() && crashesInARow() > 1) {
            lastLines().forEach(line -> tell("  | " + line));
        }
        tellChanged();
        return !stoppedWithin(wait);
    }

    /** Whoever listens may fail, on a full disk for one: the layer goes on all the same. */
    private void tell(String message) {
        try {
            say.accept(message);
        } catch (RuntimeException nobodyHears) {
            // There is nobody left to tell.
        }
    }

    private void tellChanged() {
        try {
            changed.run();
        } catch (RuntimeException e) {
            tell(spec.name() + ": its state could not be passed on: " + e);
        }
    }

    private static Duration since(long nanoTime) {
        return Duration.ofNanos(System.nanoTime() - nanoTime);
    }

    private static String meaning(int code) {
        return code > 128 && code < 160 ? "signal " + (code - 128) : "exit code " + code;
    }

    private static String seconds(Duration wait) {
        return wait.toMillis() % 1000 == 0 ? wait.toSeconds() + " s" : wait.toMillis() + " ms";
    }

    private boolean stoppedWithin(Duration time) throws InterruptedException {
        try {
            stopped.get(time.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }
}
