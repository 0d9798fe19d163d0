package dev.plumbline.processing.job;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.processing.Progress;
import dev.plumbline.processing.gold.ModelRunner;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Recomputes a model over a range of event time; see {@link ModelRunner#batch}. */
public final class BatchJob extends ModelJob {

    public BatchJob(List<ModelRunner> runners) {
        super(runners);
    }

    @Override
    public String name() {
        return "batch";
    }

    @Override
    JsonNode run(ModelRunner model, Optional<Instant> from, Optional<Instant> to, Progress progress) {
        ModelRunner.BatchResult result = model.batch(from, to, progress);
        return JobJson.JSON
                .createObjectNode()
                .put("model", result.model())
                .put("from", JobJson.text(result.from()))
                .put("to", JobJson.text(result.to()))
                .put("silverSnapshotId", JobJson.text(result.silverSnapshotId()))
                .put("goldSnapshotId", JobJson.text(result.goldSnapshotId()))
                .put("rows", result.rows())
                .put("partitions", result.partitions())
                .put("sourceRows", result.sourceRows())
                .put("lateFolded", result.lateFolded())
                .put("seconds", result.seconds());
    }
}
