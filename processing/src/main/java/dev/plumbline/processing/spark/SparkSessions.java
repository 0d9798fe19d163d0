package dev.plumbline.processing.spark;

import dev.plumbline.processing.ProcessingConfig;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;

/** Opens the one Spark session of the process, sized for a laptop; where a cluster does the work, {@link SparkMaster} says so. */
public final class SparkSessions {

    /** The name under which Spark knows the Iceberg catalog. */
    public static final String CATALOG = "lake";

    private SparkSessions() {}

    public static SparkSession open(ProcessingConfig config) {
        Path work = config.workDirectory();
        SparkSession.Builder builder = SparkSession.builder()
                .appName("plumbline-processing")
                .config("spark.driver.bindAddress", config.addresses().bind())
                .config("spark.local.dir", work.resolve("scratch").toString())
                .config(
                        "spark.sql.warehouse.dir",
                        work.resolve("unused").toUri().toString())
                // Streams and jobs share the cores evenly: a micro-batch waits for one task of a job, not for the job.
                .config("spark.scheduler.mode", "FAIR")
                .config("spark.ui.enabled", config.sparkPage())
                .config("spark.ui.port", config.addresses().sparkPagePort())
                // A stream runs for weeks: the page keeps the latest work only, or its history fills the heap.
                .config("spark.ui.retainedJobs", 50)
                .config("spark.ui.retainedStages", 50)
                .config("spark.ui.retainedTasks", 500)
                .config("spark.sql.ui.retainedExecutions", 10)
                .config("spark.sql.streaming.ui.retainedQueries", 5)
                .config("spark.sql.streaming.ui.retainedProgressUpdates", 20)
                .config("spark.sql.streaming.numRecentProgressUpdates", 20)
                .config("spark.ui.showConsoleProgress", false)
                .config("spark.sql.session.timeZone", "UTC")
                .config("spark.sql.datetime.java8API.enabled", true)
                // Micro-batches are small: a shuffle into the default 200 partitions would cost more than the batch.
                .config("spark.sql.shuffle.partitions", 2)
                .config("spark.sql.adaptive.enabled", false)
                // A batch of a second's rows is over before code for it would be compiled, and each batch's code
                // differs in
                // a name or a constant, so none is found again: compiling took a quarter of the time of a small batch.
                .config("spark.sql.codegen.wholeStage", false)
                .config("spark.sql.codegen.factoryMode", "NO_CODEGEN")
                // Written out, an expression such as COUNT_IF can be evaluated without the planner: see Aggregation.
                .config("spark.sql.alwaysInlineCommonExpr", true)
                .config("spark.sql.streaming.minBatchesToRetain", 5)
                .config("spark.sql.streaming.stateStore.stateSchemaCheck", false)
                .config("spark.cleaner.periodicGC.interval", "5min")
                .config("spark.hadoop.fs.file.impl", PlainLocalFileSystem.class.getName())
                .config("spark.hadoop.fs.AbstractFileSystem.file.impl", PlainLocalFileSystem.Context.class.getName())
                .config("spark.sql.catalog." + CATALOG, "org.apache.iceberg.spark.SparkCatalog")
                // A step must see the snapshot that was committed a moment ago.
                .config("spark.sql.catalog." + CATALOG + ".cache-enabled", false);
        config.spark().properties().forEach(builder::config);
        if (!config.catalogProperties().containsKey("catalog-impl")) {
            builder.config("spark.sql.catalog." + CATALOG + ".type", "rest");
        }
        config.catalogProperties()
                .forEach((key, value) -> builder.config("spark.sql.catalog." + CATALOG + "." + key, value));
        return builder.getOrCreate();
    }

    /** A session in which what cannot be computed for a row (a division by zero, an overflow) is NULL. */
    public static SparkSession withoutAnsi(SparkSession spark) {
        SparkSession session = spark.newSession();
        session.conf().set("spark.sql.ansi.enabled", false);
        return session;
    }
}
