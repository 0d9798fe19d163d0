package dev.plumbline.processing.job;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.processing.Progress;
import dev.plumbline.processing.gold.ModelRunner;
import java.util.List;
import java.util.Set;

/** Recomputes a model over a range of event time; see {@link ModelRunner#batch}. */
public final class BatchJob implements JobKind {

    private final ModelNames models;

    public BatchJob(List<ModelRunner> runners) {
        this.models = new ModelNames(runners);
    }

    @Override
    public String name() {
        return "batch";
    }

    @Override
    public Set<String> fields() {
        return Set.of("model", "from", "to");
    }

    @Override
    public void check(JobRequest request) {
        models.runner(request);
    }

    @Override
    public JsonNode run(JobRequest request, Progress progress) {
        ModelRunner.BatchResult result =
                models.runner(request).batch(request.instant("from"), request.instant("to"), progress);
        return JobJson.JSON
                .createObjectNode()
                .put("model", result.model())
                .put("from", text(result.from()))
                .put("to", text(result.to()))
                .put("silverSnapshotId", text(result.silverSnapshotId()))
                .put("goldSnapshotId", text(result.goldSnapshotId()))
                .put("rows", result.rows())
                .put("partitions", result.partitions())
                .put("sourceRows", result.sourceRows())
                .put("lateFolded", result.lateFolded())
                .put("seconds", result.seconds());
    }

    private static String text(Object value) {
        return value == null ? null : value.toString();
    }
}
