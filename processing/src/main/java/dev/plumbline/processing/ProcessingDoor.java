package dev.plumbline.processing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.processing.gold.ModelRunner;
import dev.plumbline.processing.gold.ModelState;
import dev.plumbline.processing.stream.StreamPipeline;
import dev.plumbline.processing.stream.StreamState;
import dev.plumbline.runtime.Health;
import dev.plumbline.runtime.HealthDoor;
import dev.plumbline.runtime.HealthDoor.Answer;
import dev.plumbline.runtime.Metrics;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What processing says of itself over HTTP: {@code GET /v1/state}, beside health and metrics. */
final class ProcessingDoor {

    private static final ObjectMapper JSON = JsonMapper.builder().build();

    private final List<StreamPipeline> pipelines;
    private final List<ModelRunner> runners;
    private final Instant startedAt = Instant.now();

    private ProcessingDoor(List<StreamPipeline> pipelines, List<ModelRunner> runners) {
        this.pipelines = pipelines;
        this.runners = runners;
    }

    static void open(
            HealthDoor door,
            List<StreamPipeline> pipelines,
            List<ModelRunner> runners,
            Metrics metrics,
            Health health) {
        ProcessingDoor routes = new ProcessingDoor(pipelines, runners);
        door.route("GET", "/v1/state", request -> Answer.json(200, routes.state()));
        for (StreamPipeline pipeline : pipelines) {
            String stream = pipeline.state().view().stream();
            health.check("stream " + stream, () -> problem(pipeline.state().view()));
            measure(metrics.registry(), stream, pipeline.state());
        }
        runners.forEach(runner -> measure(metrics.registry(), runner.state()));
    }

    private static Optional<String> problem(StreamState.View view) {
        if (view.error() != null) {
            return Optional.of(view.error());
        }
        return view.running() ? Optional.empty() : Optional.of("not running yet");
    }

    private static void measure(MeterRegistry registry, String stream, StreamState state) {
        Gauge.builder("plumbline.processing.rows", state, it -> it.view().silverRows())
                .tags("stream", stream, "table", "silver")
                .description("Rows written by this process since its start")
                .register(registry);
        Gauge.builder("plumbline.processing.rows", state, it -> it.view().quarantineRows())
                .tags("stream", stream, "table", "quarantine")
                .register(registry);
        Gauge.builder("plumbline.processing.rows", state, it -> it.view().duplicateRows())
                .tags("stream", stream, "table", "duplicates")
                .register(registry);
        Gauge.builder("plumbline.processing.running", state, it -> it.view().running() ? 1 : 0)
                .tags("stream", stream)
                .register(registry);
        Timer freshness = Timer.builder("plumbline.processing.freshness")
                .tag("stream", stream)
                .description("From the arrival of the event that waited longest to the commit of its micro-batch")
                .publishPercentiles(0.5, 0.99)
                .register(registry);
        state.follow(batch -> {
            if (batch.freshness() != null) {
                freshness.record(batch.freshness());
            }
        });
        Gauge.builder("plumbline.processing.batch.seconds", state, ProcessingDoor::latestBatchSeconds)
                .tags("stream", stream)
                .register(registry);
    }

    private static void measure(MeterRegistry registry, ModelState state) {
        String model = state.view().model();
        Gauge.builder("plumbline.model.rows.late", state, it -> it.view().rowsLate())
                .tags("model", model)
                .register(registry);
        Gauge.builder("plumbline.model.rows.counted", state, it -> it.view().rowsCounted())
                .tags("model", model)
                .register(registry);
        Gauge.builder("plumbline.model.step.seconds", state, it -> it.view().stepMillis() / 1000.0)
                .tags("model", model)
                .register(registry);
    }

    private static double latestBatchSeconds(StreamState state) {
        List<StreamState.Batch> batches = state.view().recentBatches();
        return batches.isEmpty() ? 0 : batches.get(batches.size() - 1).millis() / 1000.0;
    }

    private String state() throws JsonProcessingException {
        ObjectNode root = JSON.createObjectNode().put("startedAt", startedAt.toString());
        ArrayNode streams = root.putArray("streams");
        for (StreamPipeline pipeline : pipelines) {
            stream(streams.addObject(), pipeline.state().view());
        }
        ArrayNode models = root.putArray("models");
        for (ModelRunner runner : runners) {
            model(models.addObject(), runner.state().view());
        }
        return JSON.writeValueAsString(root);
    }

    private static void stream(ObjectNode node, StreamState.View view) {
        node.put("stream", view.stream()).put("running", view.running());
        if (!view.recentBatches().isEmpty()) {
            StreamState.Batch latest =
                    view.recentBatches().get(view.recentBatches().size() - 1);
            node.put("batchId", latest.number())
                    .put("rowsInBatch", latest.rows())
                    .put("batchMillis", latest.millis());
        }
        ArrayNode batches = node.putArray("recentBatches");
        for (StreamState.Batch batch : view.recentBatches()) {
            batches.addObject()
                    .put("batchId", batch.number())
                    .put("at", batch.at().toString())
                    .put("rows", batch.rows())
                    .put("millis", batch.millis())
                    .putObject("phases")
                    .put("write", batch.sortMillis())
                    .put("commit", batch.commitMillis());
        }
        node.putObject("rows")
                .put("silver", view.silverRows())
                .put("quarantine", view.quarantineRows())
                .put("duplicates", view.duplicateRows());
        node.put("lastCommitAt", text(view.lastCommitAt()));
        node.put("maxEventTime", text(view.maxEventTime()));
        node.put("error", view.error());
    }

    private static void model(ObjectNode node, ModelState.View view) {
        node.put("model", view.model())
                .put("stream", view.stream())
                .put("target", view.target())
                .put("late", view.late())
                .put("silverSnapshotId", text(view.silverSnapshotId()))
                .put("watermark", text(view.watermark()))
                .put("rowsCounted", view.rowsCounted())
                .put("rowsLate", view.rowsLate())
                .put("stepMillis", view.stepMillis())
                .put("lastStepAt", text(view.lastStepAt()))
                .put("upToDate", view.upToDate())
                .put("error", view.error());
    }

    private static String text(Object value) {
        return value == null ? null : value.toString();
    }
}
