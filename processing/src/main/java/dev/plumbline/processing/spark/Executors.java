package dev.plumbline.processing.spark;

import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorAdded;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.apache.spark.sql.SparkSession;

/** The executors that a cluster has given to this process: without any, streams wait and nothing else says so. */
public final class Executors {

    /** A worker that is gone is replaced in less: by then its executors are removed and another worker's are there. */
    static final Duration PATIENCE = Duration.ofSeconds(60);

    private final SparkMaster master;
    private final LongSupplier nanoTime;
    private final Set<String> known = new HashSet<>();
    private long noneSince;

    Executors(SparkMaster master, LongSupplier nanoTime) {
        this.master = master;
        this.nanoTime = nanoTime;
        this.noneSince = nanoTime.getAsLong();
    }

    /** Follows those of a session, which was opened with {@code master}. */
    public static Executors of(SparkSession spark, SparkMaster master) {
        Executors executors = new Executors(master, System::nanoTime);
        if (!master.local()) {
            spark.sparkContext().addSparkListener(new SparkListener() {
                @Override
                public void onExecutorAdded(SparkListenerExecutorAdded added) {
                    executors.added(added.executorId());
                }

                @Override
                public void onExecutorRemoved(SparkListenerExecutorRemoved removed) {
                    executors.removed(removed.executorId());
                }
            });
        }
        return executors;
    }

    synchronized void added(String executor) {
        known.add(executor);
    }

    synchronized void removed(String executor) {
        known.remove(executor);
        if (known.isEmpty()) {
            noneSince = nanoTime.getAsLong();
        }
    }

    /** What is wrong where the master has had none to give for longer than a worker takes to come back. */
    public synchronized Optional<String> problem() {
        Duration without = Duration.ofNanos(nanoTime.getAsLong() - noneSince);
        if (master.local() || !known.isEmpty() || without.compareTo(PATIENCE) < 0) {
            return Optional.empty();
        }
        return Optional.of("none for " + without.toSeconds() + " s, so events wait: " + master.url()
                + " has no worker with a free core and " + master.executorMemory()
                + " of memory; next, start a worker or end a job that holds its core, and read the log of the workers");
    }
}
