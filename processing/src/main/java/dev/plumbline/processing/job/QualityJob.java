package dev.plumbline.processing.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.buffer.contract.Contract;
import dev.plumbline.processing.Progress;
import dev.plumbline.processing.lake.Lake;
import dev.plumbline.processing.quality.QualityChecks;
import dev.plumbline.processing.quality.QualityReport;
import dev.plumbline.processing.quality.QualityReport.Verdict;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;

/** Measures what a contract says of silver; see {@link QualityChecks}. It succeeds whatever it finds: {@code passes} says it. */
public final class QualityJob implements JobKind {

    private final Map<String, Contract> contracts = new TreeMap<>();
    private final SparkSession spark;
    private final Lake lake;
    private final ResultGauges violations;

    public QualityJob(Collection<Contract> contracts, SparkSession spark, Lake lake, MeterRegistry registry) {
        contracts.forEach(contract -> this.contracts.put(contract.stream(), contract));
        this.spark = spark;
        this.lake = lake;
        this.violations = new ResultGauges(
                registry, "plumbline.quality.violations", "Rules that the newest quality check found broken");
    }

    @Override
    public String name() {
        return "quality";
    }

    @Override
    public Set<String> fields() {
        return Set.of("stream");
    }

    @Override
    public void check(JobRequest request) {
        contract(request);
    }

    @Override
    public JsonNode run(JobRequest request, Progress progress) {
        return node(new QualityChecks(contract(request), spark, lake).measure(progress));
    }

    @Override
    public void ended(JsonNode result) {
        violations.set(
                "stream",
                result.path("stream").asText(),
                result.path("violations").asLong());
    }

    private Contract contract(JobRequest request) {
        String stream = request.required("stream", contracts.keySet());
        Contract contract = contracts.get(stream);
        if (contract == null) {
            throw new JobRefusedException(404, "no stream is called " + stream + "; there are " + contracts.keySet());
        }
        return contract;
    }

    static ObjectNode node(QualityReport report) {
        ObjectNode node = JobJson.JSON
                .createObjectNode()
                .put("stream", report.stream())
                .put("passes", report.passes())
                .put(
                        "silverSnapshotId",
                        report.silverSnapshotId() == null
                                ? null
                                : report.silverSnapshotId().toString())
                .put("rows", report.rows())
                .put("violations", report.count(Verdict.BROKEN))
                .put("notMeasured", report.count(Verdict.NOT_MEASURED));
        ArrayNode rules = node.putArray("rules");
        for (QualityReport.Rule rule : report.rules()) {
            ObjectNode each = rules.addObject()
                    .put("id", rule.id())
                    .put("description", rule.description())
                    .put("measure", rule.measure())
                    .put("bound", rule.bound())
                    .put("measured", rule.measured())
                    .put(
                            "verdict",
                            rule.verdict().name().toLowerCase(Locale.ROOT).replace('_', ' '))
                    .put("problem", rule.problem());
            ArrayNode samples = each.putArray("samples");
            rule.samples().forEach(samples::add);
        }
        return node;
    }
}
