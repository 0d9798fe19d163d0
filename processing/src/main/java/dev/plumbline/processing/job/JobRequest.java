package dev.plumbline.processing.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Collection;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What is asked: the kind of job, and what it is about. Two requests are the same when they say the same. */
public record JobRequest(String job, Map<String, String> fields) {

    private static final String JOB = "job";
    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    public JobRequest {
        fields = Map.copyOf(fields);
    }

    /** Reads a request for one of {@code kinds}; whatever is not known is refused, with what there is. */
    static JobRequest parse(JsonNode body, Map<String, JobKind> kinds) {
        if (!body.isObject()) {
            throw new JobRefusedException(
                    400,
                    "the body is no JSON object; expected {\"job\":…}, with job one of "
                            + new TreeSet<>(kinds.keySet()));
        }
        String job = body.path(JOB).asText("");
        JobKind kind = kinds.get(job);
        if (kind == null) {
            throw new JobRefusedException(
                    400, "job is '" + job + "', expected one of " + new TreeSet<>(kinds.keySet()));
        }
        JobRequest request = new JobRequest(job, fields(body, kind));
        Optional<Instant> from = request.instant("from");
        Optional<Instant> to = request.instant("to");
        if (from.isPresent() && to.isPresent() && !from.get().isBefore(to.get())) {
            throw new JobRefusedException(
                    400, "from is " + from.get() + ", expected an instant before to, which is " + to.get());
        }
        kind.check(request);
        return request;
    }

    private static Map<String, String> fields(JsonNode body, JobKind kind) {
        Map<String, String> fields = new TreeMap<>();
        for (Iterator<Map.Entry<String, JsonNode>> entries = body.fields(); entries.hasNext(); ) {
            Map.Entry<String, JsonNode> entry = entries.next();
            String name = entry.getKey();
            if (name.equals(JOB) || entry.getValue().isNull()) {
                continue;
            }
            if (!kind.fields().contains(name)) {
                throw new JobRefusedException(
                        400, name + " means nothing to " + kind.name() + ", which takes " + sorted(kind.fields()));
            }
            if (!entry.getValue().isTextual()) {
                throw new JobRefusedException(400, name + " is " + entry.getValue() + ", expected a text");
            }
            fields.put(name, entry.getValue().asText());
        }
        return fields;
    }

    /** A field that must be there. */
    public String required(String field, Collection<String> known) {
        return optional(field)
                .orElseThrow(() -> new JobRefusedException(
                        400, field + " is missing; " + job + " needs one of " + new TreeSet<>(known)));
    }

    public Optional<String> optional(String field) {
        return Optional.ofNullable(fields.get(field)).filter(text -> !text.isEmpty());
    }

    /** A field that holds a day (its first moment) or an instant, of the years that an event can be of. */
    public Optional<Instant> instant(String field) {
        try {
            Optional<Instant> instant = optional(field)
                    .map(text -> text.length() == 10
                            ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                            : OffsetDateTime.parse(text).toInstant());
            if (instant.filter(time -> time.isBefore(EARLIEST) || time.isAfter(LATEST))
                    .isPresent()) {
                throw new JobRefusedException(
                        400, field + " is " + instant.get() + ", expected a time from " + EARLIEST + " to " + LATEST);
            }
            return instant;
        } catch (DateTimeParseException e) {
            throw new JobRefusedException(
                    400,
                    field + " is '" + e.getParsedString()
                            + "', expected a day (2011-08-12) or an instant (2011-08-12T00:00:00Z)");
        }
    }

    void writeTo(ObjectNode node) {
        node.put(JOB, job);
        new TreeMap<>(fields).forEach(node::put);
    }

    private static Set<String> sorted(Set<String> names) {
        return new TreeSet<>(names);
    }
}
