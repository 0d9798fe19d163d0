package dev.plumbline.processing.job;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.runtime.HealthDoor;
import dev.plumbline.runtime.HealthDoor.Answer;
import java.util.Map;

/** The jobs over HTTP: {@code /v1/jobs} and each of them below it. */
public final class JobDoor {

    private static final int LISTED = 50;
    private static final int MOST_LISTED = 1_000;
    private static final int TOO_MANY = 429;
    private static final int UNAVAILABLE = 503;
    private static final int RETRY_SECONDS = 10;

    /** Null until there is one. */
    private volatile JobBoard board;

    private JobDoor() {}

    /** Opens the routes; until {@link #serve}, they answer that processing still starts. */
    public static JobDoor open(HealthDoor door) {
        JobDoor jobs = new JobDoor();
        door.route("GET", "/v1/jobs", jobs.orProblem(request -> jobs.list(request.query())));
        door.route("PUT", "/v1/jobs/{name}", jobs.orProblem(request -> jobs.put(request.name(), request.body())));
        door.route("GET", "/v1/jobs/{name}", jobs.orProblem(request -> jobs.job(request.name())));
        door.route(
                "DELETE", "/v1/jobs/{name}", jobs.orProblem(request -> json(200, jobs.board.cancel(request.name()))));
        return jobs;
    }

    /** Answers with these jobs from now on. */
    public void serve(JobBoard jobs) {
        board = jobs;
    }

    private HealthDoor.Route orProblem(HealthDoor.Route route) {
        return request -> {
            try {
                if (board == null) {
                    // Not 404: whoever asks for a job must not take it for unknown.
                    throw new JobRefusedException(UNAVAILABLE, "processing still starts; try again in a moment");
                }
                return route.answer(request);
            } catch (JobRefusedException e) {
                return problem(e);
            }
        };
    }

    private Answer job(String id) {
        return json(200, board.job(id).orElseThrow(() -> JobBoard.unknown(id)));
    }

    private Answer put(String id, String body) {
        JobBoard.Put put = board.put(id, JobJson.tree("the body", body));
        return json(put.isNew() ? 202 : 200, put.job());
    }

    private Answer list(String query) {
        ObjectNode root = JobJson.JSON.createObjectNode();
        ArrayNode jobs = root.putArray("jobs");
        board.newest(limit(query)).forEach(job -> jobs.add(JobJson.node(job)));
        return Answer.json(200, JobJson.line(root));
    }

    private static int limit(String query) {
        if (query.isEmpty()) {
            return LISTED;
        }
        String value = query.startsWith("limit=") ? query.substring("limit=".length()) : "";
        if (!value.matches("\\d{1,9}") || Integer.parseInt(value) < 1) {
            throw new JobRefusedException(400, "the query is '" + query + "', expected limit=N with N from 1 on");
        }
        return Math.min(Integer.parseInt(value), MOST_LISTED);
    }

    private static Answer json(int status, Job job) {
        return Answer.json(status, JobJson.line(JobJson.node(job)));
    }

    private static Answer problem(JobRefusedException refused) {
        return new Answer(
                refused.status(),
                "application/problem+json",
                JobJson.line(JobJson.JSON
                        .createObjectNode()
                        .put("status", refused.status())
                        .put("detail", refused.getMessage())),
                refused.status() == TOO_MANY || refused.status() == UNAVAILABLE
                        ? Map.of("Retry-After", Integer.toString(RETRY_SECONDS))
                        : Map.of());
    }
}
