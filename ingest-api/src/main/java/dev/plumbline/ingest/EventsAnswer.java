package dev.plumbline.ingest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.plumbline.buffer.contract.Violation;
import io.javalin.http.Context;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The answer to a request with events: 202 where some were accepted, 422 where all were rejected, 413 for a single one that
 * is too long, 503 where something is not known, each with the counts and what became of the events one by one.
 */
record EventsAnswer(String stream, Ledger.Outcome outcome, Problem broken, boolean results) {

    private static final JsonFactory JSON = new JsonFactory();
    private static final int BYTES_PER_RESULT = 120;

    EventsAnswer(String stream, Ledger.Outcome outcome, Problem broken) {
        this(stream, outcome, broken, true);
    }

    EventsAnswer withResults(boolean wanted) {
        return new EventsAnswer(stream, outcome, broken, wanted);
    }

    void write(Context context) throws IOException {
        Problem problem = problem();
        byte[] body = body(problem, context.path());
        if (problem == null) {
            context.status(202).contentType("application/json");
        } else {
            problem.headers().forEach(context::header);
            context.status(problem.status()).contentType(Problem.CONTENT_TYPE);
        }
        // Written in one piece: a long answer would otherwise be cut into small chunks, which costs more than its
        // results.
        context.res().setContentLength(body.length);
        context.res().getOutputStream().write(body);
    }

    /** What is wrong with the request as a whole; null where it was accepted. */
    private Problem problem() {
        if (outcome.unknown() > 0) {
            return Problem.bufferUnavailable(outcome.unknown()
                    + " events were not acknowledged: they may or may not be in the stream. Send the events from index "
                    + outcome.resumeFrom()
                    + " on again with the same ids; those that are there already will not count twice");
        }
        if (broken != null) {
            return broken;
        }
        if (outcome.accepted() == 0 && outcome.rejected() > 0) {
            return isOneTooLong()
                    ? Problem.tooLarge(outcome.rejections().get(0).violation().reason())
                    : Problem.of(
                            422,
                            "events-rejected",
                            "No event is what the contract says",
                            outcome.rejected() + " of " + outcome.entered()
                                    + " events were rejected and are kept as dead letters");
        }
        return null;
    }

    private boolean isOneTooLong() {
        return outcome.entered() == 1
                && outcome.rejections().get(0).violation().rule().equals(Intake.EVENT_SIZE);
    }

    private byte[] body(Problem problem, String instance) throws IOException {
        int expected = results ? (int) Math.min(Ledger.LISTED, outcome.entered()) : 0;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256 + BYTES_PER_RESULT * expected);
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            if (problem != null) {
                writeProblem(json, problem.document(instance));
            }
            json.writeStringField("stream", stream);
            json.writeNumberField("accepted", outcome.accepted());
            json.writeNumberField("rejected", outcome.rejected());
            json.writeNumberField("unknown", outcome.unknown());
            if (outcome.unknown() > 0 || broken != null) {
                json.writeNumberField("resumeFrom", outcome.resumeFrom());
            }
            json.writeArrayFieldStart("results");
            long written = outcome.listsAll() && results ? writeAll(json) : writeFailures(json);
            json.writeEndArray();
            json.writeNumberField("resultsOmitted", outcome.entered() - written);
            json.writeEndObject();
        }
        return bytes.toByteArray();
    }

    private void writeProblem(JsonGenerator json, Map<String, Object> document) throws IOException {
        for (Map.Entry<String, Object> member : document.entrySet()) {
            json.writeFieldName(member.getKey());
            if (member.getValue() instanceof Integer number) {
                json.writeNumber(number);
            } else {
                json.writeString(member.getValue().toString());
            }
        }
        json.writeArrayFieldStart("errors");
        for (Ledger.Rejection rejection : outcome.rejections()) {
            json.writeStartObject();
            json.writeNumberField("index", rejection.index());
            writeViolation(json, rejection.violation());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    /** Every event in its order. */
    private long writeAll(JsonGenerator json) throws IOException {
        int rejection = 0;
        for (long index = 0; index < outcome.entered(); index++) {
            if (outcome.isAccepted(index)) {
                writeAccepted(json, index);
                continue;
            }
            Ledger.Rejection rejected = rejection < outcome.rejections().size()
                    ? outcome.rejections().get(rejection)
                    : null;
            boolean isRejected = rejected != null && rejected.index() == index;
            if (isRejected) {
                rejection++;
            }
            Ledger.Doubt doubt = doubtOf(index);
            if (isRejected && doubt == null) {
                writeRejected(json, rejected);
            } else {
                writeUnknown(json, index, doubt == null ? "no answer came in time" : doubt.reason());
            }
        }
        return outcome.entered();
    }

    /** Only the events that were not accepted, as far as they are remembered. */
    private long writeFailures(JsonGenerator json) throws IOException {
        Set<Long> doubtful = new HashSet<>();
        for (Ledger.Doubt doubt : outcome.doubts()) {
            doubtful.add(doubt.index());
            writeUnknown(json, doubt.index(), doubt.reason());
        }
        long written = doubtful.size();
        for (Ledger.Rejection rejection : outcome.rejections()) {
            if (!doubtful.contains(rejection.index())) {
                writeRejected(json, rejection);
                written++;
            }
        }
        return written;
    }

    private Ledger.Doubt doubtOf(long index) {
        for (Ledger.Doubt doubt : outcome.doubts()) {
            if (doubt.index() == index) {
                return doubt;
            }
        }
        return null;
    }

    private void writeAccepted(JsonGenerator json, long index) throws IOException {
        start(json, index, "accepted", outcome.id(index), outcome.source(index));
        json.writeNumberField("partition", outcome.partition(index));
        json.writeNumberField("offset", outcome.offset(index));
        json.writeEndObject();
    }

    private static void writeRejected(JsonGenerator json, Ledger.Rejection rejection) throws IOException {
        start(json, rejection.index(), "rejected", rejection.id(), rejection.source());
        writeViolation(json, rejection.violation());
        json.writeEndObject();
    }

    private void writeUnknown(JsonGenerator json, long index, String reason) throws IOException {
        start(json, index, "unknown", outcome.id(index), outcome.source(index));
        json.writeStringField("reason", reason);
        json.writeEndObject();
    }

    private static void start(JsonGenerator json, long index, String status, String id, String source)
            throws IOException {
        json.writeStartObject();
        json.writeNumberField("index", index);
        json.writeStringField("status", status);
        if (id != null) {
            json.writeStringField("id", id);
        }
        if (source != null) {
            json.writeStringField("source", source);
        }
    }

    private static void writeViolation(JsonGenerator json, Violation violation) throws IOException {
        json.writeStringField("pointer", violation.pointer());
        json.writeStringField("rule", violation.rule());
        json.writeStringField("reason", violation.reason());
    }
}
