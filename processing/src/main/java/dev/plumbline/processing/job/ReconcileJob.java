package dev.plumbline.processing.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.processing.Progress;
import dev.plumbline.processing.gold.ModelRunner;
import dev.plumbline.processing.gold.Reconciliation;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Compares the stream's answer with the batch's; see {@link Reconciliation}. It succeeds whatever it finds: {@code closes} says it. */
public final class ReconcileJob extends ModelJob {

    /** How a model is reconciled: by the process that writes its gold table, or by one that only reads. */
    @FunctionalInterface
    public interface Comparison {
        Reconciliation.Result compare(
                ModelRunner runner, Optional<Instant> from, Optional<Instant> to, Progress progress);
    }

    private final Comparison comparison;
    private final ResultGauges unexplained;

    public ReconcileJob(List<ModelRunner> runners, Comparison comparison, MeterRegistry registry) {
        super(runners);
        this.comparison = comparison;
        this.unexplained = new ResultGauges(
                registry,
                "plumbline.reconcile.unexplained",
                "Rows that the newest reconciliation of a whole model found to differ for no known reason");
    }

    @Override
    public String name() {
        return "reconcile";
    }

    @Override
    JsonNode run(ModelRunner model, Optional<Instant> from, Optional<Instant> to, Progress progress) {
        return node(comparison.compare(model, from, to, progress));
    }

    /** Only where all of the model was compared: what closes on one day says nothing of the rows of another. */
    @Override
    public void ended(JsonNode result) {
        if (result.hasNonNull("from") || result.hasNonNull("to")) {
            return;
        }
        unexplained.set(
                "model",
                result.path("model").asText(),
                result.path("unexplained").asLong());
    }

    static ObjectNode node(Reconciliation.Result result) {
        ObjectNode node = JobJson.JSON
                .createObjectNode()
                .put("model", result.model())
                .put("closes", result.closes())
                .put("from", JobJson.text(result.from()))
                .put("to", JobJson.text(result.to()))
                .put("silverSnapshotId", JobJson.text(result.silverSnapshotId()))
                .put("goldSnapshotId", JobJson.text(result.goldSnapshotId()))
                .put("silverRows", result.silverRows())
                .put("lateRows", result.lateRows())
                .put("rows", result.rows())
                .put("equal", result.equal())
                .put("explainedByLate", result.explainedByLate())
                .put("unexplained", result.unexplained());
        ArrayNode samples = node.putArray("samples");
        for (Reconciliation.Sample sample : result.samples()) {
            ObjectNode each = samples.addObject();
            each.set("key", values(sample.key()));
            each.set("streamed", values(sample.streamed()));
            each.set("recomputed", values(sample.recomputed()));
        }
        return node;
    }

    /** Numbers and truth values as such, whatever else as its text. */
    private static JsonNode values(Map<String, Object> values) {
        if (values == null) {
            return null;
        }
        ObjectNode node = JobJson.JSON.createObjectNode();
        values.forEach((name, value) -> node.set(
                name,
                value == null || value instanceof Number || value instanceof Boolean
                        ? JobJson.JSON.valueToTree(value)
                        : JobJson.JSON.getNodeFactory().textNode(value.toString())));
        return node;
    }
}
