package dev.plumbline.processing.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.buffer.contract.JsonFault;
import java.time.Instant;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A job as JSON, the same on the wire and in the log of jobs. */
final class JobJson {

    static final ObjectMapper JSON = JsonMapper.builder().build();

    private JobJson() {}

    /** Reads a request; {@code what} says to whoever sent it which text is no JSON. */
    static JsonNode tree(String what, String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new JobRefusedException(400, what + " is not JSON: " + JsonFault.of(e));
        }
    }

    static ObjectNode node(Job job) {
        ObjectNode node = JSON.createObjectNode().put("id", job.id());
        node.put("job", job.request().job());
        job.request().writeTo(node.putObject("request"));
        node.put("state", job.state().name().toLowerCase(Locale.ROOT))
                .put("createdAt", text(job.createdAt()))
                .put("startedAt", text(job.startedAt()))
                .put("endedAt", text(job.endedAt()));
        if (job.progress() == null) {
            node.putNull("progress");
        } else {
            node.putObject("progress")
                    .put("done", job.progress().done())
                    .put("of", job.progress().of())
                    .put("what", job.progress().what());
        }
        node.set("result", job.result());
        if (job.error() == null) {
            node.putNull("error");
        } else {
            put(node, job.error());
        }
        return node;
    }

    /** A job that ended before it was known what it is. */
    static ObjectNode failed(String id, Job.Failure failure) {
        ObjectNode node = JSON.createObjectNode().put("id", id).put("state", "failed");
        put(node, failure);
        return node;
    }

    private static void put(ObjectNode node, Job.Failure failure) {
        node.putObject("error").put("reason", failure.reason()).put("detail", failure.detail());
    }

    static String line(JobRequest request) {
        ObjectNode node = JSON.createObjectNode();
        request.writeTo(node);
        return line(node);
    }

    static String line(JsonNode node) {
        try {
            return JSON.writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of JSON can be written", e);
        }
    }

    static Job job(JsonNode node) {
        Map<String, String> fields = new TreeMap<>();
        for (Iterator<Map.Entry<String, JsonNode>> entries =
                        node.path("request").fields();
                entries.hasNext(); ) {
            Map.Entry<String, JsonNode> entry = entries.next();
            if (!entry.getKey().equals("job")) {
                fields.put(entry.getKey(), entry.getValue().asText());
            }
        }
        JsonNode progress = node.path("progress");
        JsonNode error = node.path("error");
        return new Job(
                node.path("id").asText(),
                new JobRequest(node.path("job").asText(), fields),
                Job.State.valueOf(node.path("state").asText().toUpperCase(Locale.ROOT)),
                instant(node.path("createdAt")),
                instant(node.path("startedAt")),
                instant(node.path("endedAt")),
                progress.isObject()
                        ? new Job.Steps(
                                progress.path("done").asLong(),
                                progress.path("of").asLong(),
                                progress.path("what").asText())
                        : null,
                node.path("result").isNull() ? null : node.path("result"),
                error.isObject()
                        ? new Job.Failure(
                                error.path("reason").asText(),
                                error.path("detail").asText())
                        : null);
    }

    private static Instant instant(JsonNode node) {
        return node.isTextual() ? Instant.parse(node.asText()) : null;
    }

    /** A moment or an id as text, so that no reader rounds it; null where there is none. */
    static String text(Object value) {
        return value == null ? null : value.toString();
    }
}
