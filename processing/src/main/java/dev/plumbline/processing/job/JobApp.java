package dev.plumbline.processing.job;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.buffer.contract.Contracts;
import dev.plumbline.buffer.contract.InvalidContractException;
import dev.plumbline.processing.ProcessingConfig;
import dev.plumbline.processing.gold.InvalidModelException;
import dev.plumbline.processing.gold.ModelRunner;
import dev.plumbline.processing.gold.Models;
import dev.plumbline.processing.lake.Lake;
import dev.plumbline.processing.spark.SparkSessions;
import dev.plumbline.runtime.InvalidSettingException;
import dev.plumbline.runtime.Metrics;
import dev.plumbline.runtime.Settings;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one job that only reads (reconcile, quality) in a Spark session of its own, as it is submitted to a cluster. The request
 * is the one of HTTP, in the setting {@code job.request}, and {@code job.id} its name. On standard output, among what is logged,
 * there is a line at each change of the job, which is what {@code GET /v1/jobs/{id}} would answer. Exit code 0: nothing was
 * found, 1: something was, 2: the request or a setting is wrong, 3: the job failed.
 */
public final class JobApp {

    private static final Logger LOG = LoggerFactory.getLogger(JobApp.class);

    private JobApp() {}

    public static void main(String[] args) {
        // Netty inside Iceberg probes sun.misc.Unsafe, which newer JDKs warn about and then forbid.
        System.setProperty("org.apache.iceberg.shaded.io.netty.noUnsafe", "false");
        System.exit(exitCode(args, System.getenv(), System.out::println));
    }

    static int exitCode(String[] args, Map<String, String> environment, Consumer<String> out) {
        String id = "job";
        try {
            Settings settings = Settings.load(args, environment);
            id = settings.text("job.id", id);
            return found(run(id, settings, out)) ? 1 : 0;
        } catch (InvalidSettingException | InvalidContractException | InvalidModelException | JobRefusedException e) {
            LOG.error("Cannot run the job: {}", e.getMessage());
            out.accept(line(id, new Job.Failure(Job.Failure.REFUSED, e.getMessage())));
            return 2;
        } catch (Exception e) {
            LOG.error("The job failed", e);
            out.accept(line(id, new Job.Failure(Job.Failure.FAILED, String.valueOf(e.getMessage()))));
            return 3;
        }
    }

    private static JsonNode run(String id, Settings settings, Consumer<String> out) throws Exception {
        ProcessingConfig config = ProcessingConfig.from(settings);
        JsonNode body = JobJson.tree("job.request", settings.text("job.request", "{}"));
        Contracts contracts = Contracts.load(config.contractsDirectory());
        Models models = Models.load(config.modelsDirectory(), contracts);
        try (SparkSession spark = SparkSessions.open(config)) {
            Lake lake = new Lake(Lake.connect(config.catalogProperties()), config.keptSnapshots());
            return run(id, body, contracts, models, spark, lake, out);
        }
    }

    static JsonNode run(
            String id,
            JsonNode body,
            Contracts contracts,
            Models models,
            SparkSession spark,
            Lake lake,
            Consumer<String> out)
            throws Exception {
        Metrics metrics = new Metrics();
        // Never started: a runner that only compares writes nothing.
        List<ModelRunner> runners = models.all().stream()
                .map(model -> new ModelRunner(model, spark, lake, 0))
                .toList();
        Map<String, JobKind> kinds = new TreeMap<>();
        for (JobKind kind : List.of(
                new ReconcileJob(runners, ModelRunner::reconcileAsCommitted, metrics.registry()),
                new QualityJob(contracts.all(), spark, lake, metrics.registry()))) {
            kinds.put(kind.name(), kind);
        }
        JobRequest request = JobRequest.parse(body, kinds);
        Job job = Job.queued(id, request).running();
        out.accept(JobJson.line(JobJson.node(job)));
        JsonNode result = kinds.get(request.job())
                .run(request, (done, of, what) -> out.accept(JobJson.line(JobJson.node(job.at(done, of, what)))));
        out.accept(JobJson.line(JobJson.node(job.succeeded(result))));
        return result;
    }

    private static String line(String id, Job.Failure failure) {
        return JobJson.line(JobJson.failed(id, failure));
    }

    /** A row that nothing explains, or a rule that is broken. */
    private static boolean found(JsonNode result) {
        return !result.path("closes").asBoolean(true) || !result.path("passes").asBoolean(true);
    }
}
