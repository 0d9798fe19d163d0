package dev.plumbline.processing.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The jobs on disk: a line of JSON for each change of a job, the last one counts. A file and no table, as a job's state is no
 * truth of its own: what a job has done is in the tables it wrote, and a job whose state is lost is run again.
 */
final class JobLog {

    private static final Logger LOG = LoggerFactory.getLogger(JobLog.class);

    /** So many lines for each job that is kept, and the file is written anew. */
    private static final int LINES_PER_JOB = 5;

    private static final int FEW_JOBS = 100;

    private final Path file;
    private long lines;

    JobLog(Path file) {
        this.file = file;
    }

    /** The jobs as they were last, in the order in which they were first asked for. */
    List<Job> read() {
        Map<String, Job> jobs = new LinkedHashMap<>();
        if (Files.exists(file)) {
            try {
                // Decoded leniently: a line may have been cut off within a character.
                new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
                        .lines()
                        .forEach(line -> {
                            Job job = job(line);
                            if (job != null) {
                                jobs.put(job.id(), job);
                            }
                        });
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot read the log of jobs " + file, e);
            }
        }
        return new ArrayList<>(jobs.values());
    }

    /** Null for a line that was cut off when the process died. */
    private Job job(String line) {
        try {
            return JobJson.job(JobJson.JSON.readTree(line));
        } catch (JsonProcessingException | IllegalArgumentException e) {
            LOG.warn("a line of the log of jobs is no job, and is left out file={} line={}", file, line);
            return null;
        }
    }

    /** Adds a change; where that fails, the job goes on all the same, and is only not known after a restart. */
    void append(Job job, Collection<Job> all) {
        try {
            if (lines > (long) LINES_PER_JOB * Math.max(all.size(), FEW_JOBS)) {
                rewrite(all);
                return;
            }
            Files.writeString(
                    file, JobJson.line(JobJson.node(job)) + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            lines++;
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("cannot write the log of jobs, a restart will not know this job id={} file={}", job.id(), file, e);
        }
    }

    /** Keeps one line for each of {@code jobs}. */
    void rewrite(Collection<Job> jobs) {
        Path anew = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.createDirectories(file.getParent());
            Files.write(anew, (Iterable<String>) jobs.stream().map(job -> JobJson.line(JobJson.node(job)))::iterator);
            Files.move(anew, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            lines = jobs.size();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write the log of jobs " + file, e);
        }
    }
}
