package dev.plumbline.processing.job;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.processing.Progress;
import java.util.Set;

/** One kind of job. Every kind can be run again for the same request without harm, as a job that was cut off is. */
public interface JobKind {

    /** What a request calls it. */
    String name();

    /** What a request may say beside {@code job}. */
    Set<String> fields();

    /** Refuses, before anything waits, what cannot be done. */
    void check(JobRequest request) throws JobRefusedException;

    /** Does it, on the thread of the jobs, and says what came of it. */
    JsonNode run(JobRequest request, Progress progress) throws Exception;

    /** Told of each result, and after a restart of those that are remembered, oldest first. */
    default void ended(JsonNode result) {}
}
