package dev.plumbline.processing;

import dev.plumbline.buffer.contract.Contract;
import dev.plumbline.buffer.contract.Contracts;
import dev.plumbline.buffer.contract.InvalidContractException;
import dev.plumbline.processing.gold.InvalidModelException;
import dev.plumbline.processing.gold.Model;
import dev.plumbline.processing.gold.ModelRunner;
import dev.plumbline.processing.gold.Models;
import dev.plumbline.processing.job.BatchJob;
import dev.plumbline.processing.job.JobBoard;
import dev.plumbline.processing.job.JobDoor;
import dev.plumbline.processing.job.JobSchedule;
import dev.plumbline.processing.job.MaintainJob;
import dev.plumbline.processing.job.QualityJob;
import dev.plumbline.processing.job.ReconcileJob;
import dev.plumbline.processing.lake.Lake;
import dev.plumbline.processing.lake.Rehearsal;
import dev.plumbline.processing.maintain.TableMaintenance;
import dev.plumbline.processing.spark.Executors;
import dev.plumbline.processing.spark.SparkSessions;
import dev.plumbline.processing.stream.RowRules;
import dev.plumbline.processing.stream.StreamPipeline;
import dev.plumbline.runtime.BrowserGuard;
import dev.plumbline.runtime.Health;
import dev.plumbline.runtime.HealthDoor;
import dev.plumbline.runtime.Metrics;
import dev.plumbline.runtime.ProcessMain;
import dev.plumbline.runtime.Settings;
import dev.plumbline.runtime.Shutdown;
import dev.plumbline.storage.tables.IncompatibleSchemaException;
import dev.plumbline.storage.tables.TableDefinition;
import dev.plumbline.storage.tables.TableDefinitions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.util.ShutdownHookManager;
import org.apache.iceberg.exceptions.RESTException;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerApplicationEnd;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts the processing layer. Read this first: it names every part of the module. */
public final class ProcessingApp {

    private static final Logger LOG = LoggerFactory.getLogger(ProcessingApp.class);

    /** Where Spark's hook stands in Hadoop's order of hooks; the highest comes first. */
    private static final int SPARK_STOPS_AT = FileSystem.SHUTDOWN_HOOK_PRIORITY + 30;

    private static final int STOP_SECONDS = 60;

    private static final Duration CATALOG_PAUSE = Duration.ofMillis(250);

    private ProcessingApp() {}

    public static void main(String[] args) {
        // Netty inside Iceberg probes sun.misc.Unsafe, which newer JDKs warn about and then forbid.
        System.setProperty("org.apache.iceberg.shaded.io.netty.noUnsafe", "false");
        ProcessMain.to("start processing")
                .endsWith(ProcessMain.WRONG_INPUT, InvalidContractException.class)
                .endsWith(ProcessMain.WRONG_INPUT, InvalidModelException.class)
                .endsWith(ProcessMain.WRONG_INPUT, IncompatibleSchemaException.class)
                .run(args, ProcessingApp::start);
    }

    private static void start(Settings settings) throws Exception {
        ProcessingConfig config = ProcessingConfig.from(settings);
        // Before Spark's own hook, which would stop its context under the streams that are being closed.
        Shutdown shutdown = Shutdown.install(settings, stop -> ShutdownHookManager.get()
                .addShutdownHook(stop, SPARK_STOPS_AT + 1, STOP_SECONDS, TimeUnit.SECONDS));
        Metrics metrics = new Metrics();
        metrics.watchDisk(config.workDirectory());
        Health health = new Health();
        AtomicBoolean started = new AtomicBoolean();
        health.check("start", () -> started.get() ? Optional.empty() : Optional.of("still starting"));
        Contracts contracts = Contracts.load(config.contractsDirectory());
        Models models = Models.load(config.modelsDirectory(), contracts);
        HealthDoor door = shutdown.stops(
                "door",
                HealthDoor.open(
                        config.addresses().bind(),
                        config.addresses().processingPort(),
                        BrowserGuard.from(settings),
                        health,
                        metrics));

        JobDoor jobDoor = JobDoor.open(door);

        // The catalog is found while Spark starts: both take seconds, and neither needs the other.
        CompletableFuture<Lake> opening = CompletableFuture.supplyAsync(() -> openLake(config));
        SparkSession spark = SparkSessions.open(config);
        AtomicBoolean stopping = new AtomicBoolean();
        shutdown.stops("spark", () -> {
            stopping.set(true);
            spark.stop();
        });
        exitWithSpark(spark, stopping);
        Executors executors = Executors.of(spark, config.spark());
        health.check("executors", executors::problem);
        // Before a table is made: one of a contract that is refused would be in the way of the contract that corrects
        // it.
        Map<String, RowRules> rules = RowRules.read(contracts.all(), spark);
        Lake lake = shutdown.stops("tables", result(opening));
        ensure(TableDefinitions.all(contracts.all()), lake, config);

        List<ModelRunner> runners = new ArrayList<>();
        for (Model model : models.all()) {
            runners.add(shutdown.stops(
                    "model " + model.name(), new ModelRunner(model, spark, lake, config.openWindowsBytes())));
        }
        List<StreamPipeline> pipelines = new ArrayList<>();
        for (Contract contract : contracts.all()) {
            List<ModelRunner> followers = runners.stream()
                    .filter(runner -> runner.model().stream().equals(contract.stream()))
                    .toList();
            lake.keepSince(lake.table("silver", contract.stream()), () -> followers.stream()
                    .mapToLong(ModelRunner::readsSilverSince)
                    .min()
                    .orElse(Long.MAX_VALUE));
            Runnable afterSilver = () -> followers.forEach(ModelRunner::silverChanged);
            pipelines.add(shutdown.stops(
                    "stream " + contract.stream(),
                    new StreamPipeline(contract, rules.get(contract.stream()), config, spark, lake, afterSilver)));
        }

        JobBoard jobs = shutdown.stops(
                "jobs",
                new JobBoard(
                        List.of(
                                new BatchJob(runners),
                                new ReconcileJob(runners, ModelRunner::reconcile, metrics.registry()),
                                new QualityJob(contracts.all(), spark, lake, metrics.registry()),
                                new MaintainJob(
                                        contracts.all(),
                                        runners,
                                        new TableMaintenance(spark, lake, config.maintenance()),
                                        lake)),
                        config.workDirectory().resolve("jobs.ndjson"),
                        // A pool of their own: their tasks and those of the streams take turns.
                        () -> spark.sparkContext().setLocalProperty("spark.scheduler.pool", "jobs")));

        ProcessingDoor.open(door, pipelines, runners, metrics, health);
        pipelines.forEach(StreamPipeline::start);
        runners.forEach(ModelRunner::start);
        jobs.measuredBy(metrics.registry()).start();
        jobDoor.serve(jobs);
        shutdown.stops("schedule", JobSchedule.start(jobs, models.all(), config));
        started.set(true);
        LOG.info(
                "processing started streams={} models={} trigger={}",
                pipelines.size(),
                runners.size(),
                config.trigger());
    }

    /** A cluster may end the application; without Spark's context nothing goes on, and whoever supervises starts this anew. */
    private static void exitWithSpark(SparkSession spark, AtomicBoolean stopping) {
        spark.sparkContext().addSparkListener(new SparkListener() {
            @Override
            public void onApplicationEnd(SparkListenerApplicationEnd end) {
                if (!stopping.get()) {
                    LOG.error(
                            "Spark has stopped, so does processing master={}",
                            spark.sparkContext().master());
                    // Not by System.exit, whose hooks wait for the thread that this runs in.
                    Runtime.getRuntime().halt(1);
                }
            }
        });
    }

    private static Lake openLake(ProcessingConfig config) {
        return asSoonAsTheCatalogAnswers(config, () -> {
            Lake lake = new Lake(Lake.connect(config.catalogProperties()), config.keptSnapshots());
            lake.ensure(TableDefinitions.shared());
            Rehearsal.of(lake.table("ops", "duplicates"));
            return lake;
        });
    }

    private static void ensure(List<TableDefinition> definitions, Lake lake, ProcessingConfig config) {
        asSoonAsTheCatalogAnswers(config, () -> {
            lake.ensure(definitions);
            return lake;
        });
    }

    /** Waits for the catalog for as long as it takes: layers start in any order. */
    private static Lake asSoonAsTheCatalogAnswers(ProcessingConfig config, Supplier<Lake> work) {
        for (int attempt = 1; ; attempt++) {
            try {
                return work.get();
            } catch (RESTException e) {
                if (attempt % 20 == 0) {
                    LOG.warn(
                            "still waiting for the catalog uri={} problem={}",
                            config.addresses().catalogUri(),
                            e);
                }
                LockSupport.parkNanos(CATALOG_PAUSE.toNanos());
            }
        }
    }

    private static <T> T result(CompletableFuture<T> future) throws InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        }
    }
}
