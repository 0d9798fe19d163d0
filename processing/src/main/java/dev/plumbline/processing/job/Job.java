package dev.plumbline.processing.job;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/** One job at one moment: what was asked, how far it is, what came of it. What has not happened yet is null. */
record Job(
        String id,
        JobRequest request,
        State state,
        Instant createdAt,
        Instant startedAt,
        Instant endedAt,
        Steps progress,
        JsonNode result,
        Failure error) {

    enum State {
        QUEUED,
        RUNNING,
        SUCCEEDED,
        FAILED;

        boolean ended() {
            return this == SUCCEEDED || this == FAILED;
        }
    }

    /** How far a running job is. */
    record Steps(long done, long of, String what) {}

    /** Why there is no result: {@code reason} for machines, {@code detail} for people. */
    record Failure(String reason, String detail) {

        /** It failed, and would again. */
        static final String FAILED = "failed";
        /** The process ended while it ran. */
        static final String INTERRUPTED = "interrupted";
        /** It was taken back while it waited. */
        static final String CANCELLED = "cancelled";
        /** What was asked for, or a setting, is wrong; only where a job is a process of its own, elsewhere it is no job. */
        static final String REFUSED = "refused";
    }

    static Job queued(String id, JobRequest request) {
        return new Job(id, request, State.QUEUED, Instant.now(), null, null, null, null, null);
    }

    Job running() {
        return new Job(id, request, State.RUNNING, createdAt, Instant.now(), null, null, null, null);
    }

    Job at(long done, long of, String what) {
        return new Job(id, request, state, createdAt, startedAt, null, new Steps(done, of, what), null, null);
    }

    Job succeeded(JsonNode answer) {
        return new Job(id, request, State.SUCCEEDED, createdAt, startedAt, Instant.now(), progress, answer, null);
    }

    Job failed(String reason, String detail) {
        return new Job(
                id,
                request,
                State.FAILED,
                createdAt,
                startedAt,
                Instant.now(),
                progress,
                null,
                new Failure(reason, detail));
    }

    /** It ended without having been done, by no fault of its own: asked for again, it runs. */
    boolean runsAgain() {
        return error != null && !error.reason().equals(Failure.FAILED);
    }
}
