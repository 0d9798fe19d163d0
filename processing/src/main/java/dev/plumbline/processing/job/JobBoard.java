package dev.plumbline.processing.job;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The jobs that were asked for, by the caller's id, and the one thread that does them in turn: a job may take much memory and
 * both cores, so there is never a second one beside the streams. The newest {@value #KEPT} that have ended are remembered,
 * over restarts too. Thread-safe.
 */
public final class JobBoard implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(JobBoard.class);
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._:+-]{1,200}");
    private static final int MOST_WAITING = 100;
    private static final int KEPT = 1_000;

    private final Map<String, JobKind> kinds = new TreeMap<>();
    private final Map<String, Job> jobs = new LinkedHashMap<>();
    private final Deque<String> waiting = new ArrayDeque<>();
    private final JobLog log;
    private final Runnable first;
    private final Thread thread = new Thread(this::run, "jobs");
    private boolean closed;

    /** What a request has led to: the job, and whether this request is what made it. */
    record Put(Job job, boolean isNew) {}

    /**
     * A board with what {@code file} remembers; nothing runs before {@link #start}. {@code first} is what its thread does
     * before any job.
     */
    public JobBoard(List<JobKind> kinds, Path file, Runnable first) {
        this.first = first;
        kinds.forEach(kind -> this.kinds.put(kind.name(), kind));
        this.log = new JobLog(file);
        for (Job job : log.read()) {
            if (job.state() == Job.State.RUNNING) {
                job = job.failed(
                        Job.Failure.INTERRUPTED, "processing ended while it ran; the same request again runs it again");
            }
            if (!this.kinds.containsKey(job.request().job())) {
                continue;
            }
            jobs.put(job.id(), job);
            if (job.state() == Job.State.QUEUED) {
                waiting.add(job.id());
            } else if (job.state() == Job.State.SUCCEEDED) {
                this.kinds.get(job.request().job()).ended(job.result());
            }
        }
        forgetTheOldest();
        log.rewrite(jobs.values());
        thread.setDaemon(true);
    }

    /** Has metrics say what it remembers. */
    public JobBoard measuredBy(MeterRegistry registry) {
        JobGauges.of(this, registry);
        return this;
    }

    public JobBoard start() {
        thread.start();
        return this;
    }

    /**
     * Takes a request under the caller's {@code id}. The same request again is answered with the job as it is, unless that
     * was interrupted or cancelled: then it runs again.
     */
    public synchronized Put put(String id, JsonNode body) {
        if (!ID.matcher(id).matches()) {
            throw new JobRefusedException(
                    400, "the id is '" + id + "', expected 1 to 200 letters, digits and . _ : + -");
        }
        JobRequest request = JobRequest.parse(body, kinds);
        Job known = jobs.get(id);
        if (known != null && !known.request().equals(request)) {
            throw new JobRefusedException(
                    409,
                    "there is a job " + id + " that asks for something else: " + JobJson.line(known.request())
                            + "; choose another id");
        }
        if (known != null && !known.runsAgain()) {
            return new Put(known, false);
        }
        if (waiting.size() >= MOST_WAITING) {
            throw new JobRefusedException(429, waiting.size() + " jobs wait already; try again when some are done");
        }
        jobs.remove(id);
        Job job = Job.queued(id, request);
        change(job);
        waiting.add(id);
        forgetTheOldest();
        notifyAll();
        return new Put(job, true);
    }

    synchronized Optional<Job> job(String id) {
        return Optional.ofNullable(jobs.get(id));
    }

    /** The newest first. */
    synchronized List<Job> newest(int limit) {
        List<Job> newest = new ArrayList<>(jobs.values());
        Collections.reverse(newest);
        return List.copyOf(newest.subList(0, Math.min(limit, newest.size())));
    }

    /** The kinds of job that it knows, in alphabetical order. */
    Set<String> kinds() {
        return kinds.keySet();
    }

    /** How many jobs of a kind are in a state; of those that have ended, the ones that are remembered. */
    synchronized long count(String kind, Job.State state) {
        return jobs.values().stream()
                .filter(job -> job.request().job().equals(kind) && job.state() == state)
                .count();
    }

    /** The job of a kind that ran and was the last to end. */
    synchronized Optional<Job> latestDone(String kind) {
        return jobs.values().stream()
                .filter(job -> job.request().job().equals(kind) && job.startedAt() != null && job.endedAt() != null)
                .max(Comparator.comparing(Job::endedAt));
    }

    /** Takes back a job that still waits. */
    synchronized Job cancel(String id) {
        Job job = job(id).orElseThrow(() -> unknown(id));
        if (!waiting.remove(id)) {
            throw new JobRefusedException(
                    409,
                    "the job " + id + (job.state().ended() ? " has ended" : " runs")
                            + "; only one that waits can be cancelled");
        }
        return change(job.failed(Job.Failure.CANCELLED, "taken back before it ran"));
    }

    static JobRefusedException unknown(String id) {
        return new JobRefusedException(404, "there is no job " + id + "; GET /v1/jobs lists those that are remembered");
    }

    @Override
    public void close() throws InterruptedException {
        synchronized (this) {
            closed = true;
        }
        thread.interrupt();
        thread.join(TimeUnit.SECONDS.toMillis(5));
    }

    private void run() {
        try {
            first.run();
            while (true) {
                perform(next());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized Job next() throws InterruptedException {
        while (waiting.isEmpty()) {
            wait();
        }
        return change(jobs.get(waiting.remove()).running());
    }

    private void perform(Job job) throws InterruptedException {
        LOG.info("job started id={} request={}", job.id(), job.request());
        try {
            JsonNode result = kinds.get(job.request().job())
                    .run(job.request(), (done, of, what) -> moved(job.id(), done, of, what));
            requireOpen();
            ended(job.id(), result, null);
        } catch (Throwable e) {
            // Whatever it is, the jobs after it are done by this thread too.
            requireOpen();
            LOG.warn("job failed id={}", job.id(), e);
            ended(job.id(), null, e);
        }
    }

    /** A job that ends while all is stopped is left as running, whatever it made of that: the next start finds it interrupted. */
    private synchronized void requireOpen() throws InterruptedException {
        if (closed) {
            throw new InterruptedException("processing stops");
        }
    }

    private synchronized void moved(String id, long done, long of, String what) {
        // Not in the log: it is of no use to a process that did not see it.
        jobs.put(id, jobs.get(id).at(done, of, what));
    }

    private synchronized void ended(String id, JsonNode result, Throwable failure) {
        Job job = jobs.get(id);
        Job ended = change(failure == null ? job.succeeded(result) : job.failed(Job.Failure.FAILED, words(failure)));
        if (failure == null) {
            kinds.get(job.request().job()).ended(result);
        }
        LOG.info("job ended id={} state={} result={}", id, ended.state(), result);
    }

    private static String words(Throwable failure) {
        String message = failure.getMessage() == null ? failure.toString() : failure.getMessage();
        return message.lines()
                .limit(5)
                .reduce((first, second) -> first + "\n" + second)
                .orElse(failure.toString());
    }

    private Job change(Job job) {
        jobs.put(job.id(), job);
        log.append(job, jobs.values());
        return job;
    }

    private void forgetTheOldest() {
        for (Iterator<Job> oldest = jobs.values().iterator(); jobs.size() > KEPT && oldest.hasNext(); ) {
            if (oldest.next().state().ended()) {
                oldest.remove();
            }
        }
    }
}
