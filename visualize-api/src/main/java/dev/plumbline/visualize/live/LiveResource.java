package dev.plumbline.visualize.live;

import dev.plumbline.visualize.web.Json;
import dev.plumbline.visualize.web.Parameters;
import dev.plumbline.visualize.web.ProblemException;
import io.javalin.http.Context;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The live state and the lag over HTTP. One thread samples for all listeners, while there is one, and for whoever reads metrics. */
public final class LiveResource implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LiveResource.class);

    private static final long SHORTEST_NANOS = 500_000_000L;
    private static final Duration LISTENERS_PATIENCE = Duration.ofMillis(900);
    /**
     * A scrape comes every few seconds only, so what a busy layer answers too late for it is not fresh any more at the next one:
     * it waits longer.
     */
    private static final Duration SCRAPE_PATIENCE = Duration.ofMillis(2_500);

    private static final Duration SCRAPE_LIMIT = Duration.ofMillis(3_500);

    private final LiveState state;
    private final LiveClients clients;
    private final ScheduledExecutorService sampler = new ScheduledThreadPoolExecutor(1, task -> {
        Thread thread = new Thread(task, "live-sampler");
        thread.setDaemon(true);
        return thread;
    });

    private long sampledAt = System.nanoTime() - SHORTEST_NANOS;

    public LiveResource(LiveState state, int maxClients) {
        this.state = state;
        this.clients = new LiveClients(
                maxClients, "all " + maxClients + " places for listeners are taken (visualize.live-clients)");
        sampler.scheduleAtFixedRate(this::sample, 1, 1, TimeUnit.SECONDS);
    }

    /** GET /v1/live */
    public void live(Context context) {
        boolean first = clients.isEmpty();
        clients.serve(context, client -> {
            if (first) {
                sampleSoon();
            }
            client.sendOffered();
        });
    }

    /** Sees to it that the metrics of the live state are those of now, for whoever is about to read them. */
    public void refresh() {
        try {
            sampler.submit(() -> sampled(SCRAPE_PATIENCE)).get(SCRAPE_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (java.util.concurrent.ExecutionException
                | java.util.concurrent.TimeoutException
                | RejectedExecutionException e) {
            LOG.debug("metrics are those of the last sample", e);
        }
    }

    /** GET /v1/lag */
    public void lag(Context context) {
        Parameters.of(context);
        Map<String, StreamLag> lags = state.lag()
                .orElseThrow(() -> ProblemException.unavailable("the broker or the catalog does not answer;"
                        + " ./plumbline status tells which layer is down"));
        List<Map<String, Object>> streams = new ArrayList<>();
        lags.forEach((name, lag) -> {
            Map<String, Object> stream = new LinkedHashMap<>();
            stream.put("stream", name);
            stream.put("lag", lag.lag());
            stream.put("lagSeconds", state.document().waited(name, lag));
            stream.put("partitions", lag.partitions());
            streams.add(stream);
        });
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("at", Instant.now().toString());
        answer.put("lag", lags.values().stream().mapToLong(StreamLag::lag).sum());
        answer.put("streams", streams);
        Json.answer(context, answer);
    }

    /** How many listen. */
    public int listeners() {
        return clients.count();
    }

    @Override
    public void close() {
        sampler.shutdownNow();
        clients.close();
        try {
            // A sample under way still needs the threads that the state is about to give up.
            sampler.awaitTermination(2, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        state.close();
    }

    private void sampleSoon() {
        try {
            sampler.execute(this::sample);
        } catch (RejectedExecutionException e) {
            LOG.debug("no sample, as all is being stopped", e);
        }
    }

    private void sample() {
        if (!clients.isEmpty()) {
            sampled(LISTENERS_PATIENCE);
        }
    }

    private void sampled(Duration patience) {
        // A sample that took long is followed by those that were due meanwhile: they would say nothing new.
        if (System.nanoTime() - sampledAt < SHORTEST_NANOS) {
            return;
        }
        sampledAt = System.nanoTime();
        try {
            Map<String, Object> sample = state.sample(patience);
            if (!clients.isEmpty()) {
                clients.offer(EventClient.event("state", Json.bytes(sample)));
            }
        } catch (RuntimeException e) {
            LOG.warn("live state could not be put together", e);
        }
    }
}
