package dev.plumbline.ingest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.plumbline.buffer.contract.Contract;
import dev.plumbline.buffer.contract.Field;
import dev.plumbline.buffer.contract.FieldType;
import io.javalin.http.Context;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Locale;

/** {@code GET /v1/streams}: which streams there are and what their events look like. */
final class StreamsResource {

    private static final JsonFactory JSON = new JsonFactory();

    private final IngestStreams streams;

    StreamsResource(IngestStreams streams) {
        this.streams = streams;
    }

    void list(Context context) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeArrayFieldStart("streams");
            for (IngestStream stream : streams.all()) {
                write(json, stream.contract());
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        context.contentType("application/json").result(bytes.toByteArray());
    }

    private static void write(JsonGenerator json, Contract contract) throws IOException {
        json.writeStartObject();
        json.writeStringField("stream", contract.stream());
        json.writeStringField("title", contract.title());
        json.writeStringField("description", contract.description());
        json.writeStringField("topic", contract.topic().name());
        json.writeStringField("deadLetterTopic", contract.topic().deadLetters());
        json.writeNumberField("partitions", contract.topic().partitions());
        json.writeArrayFieldStart("fields");
        for (Field field : contract.fields()) {
            json.writeStartObject();
            json.writeStringField("name", field.name());
            json.writeStringField("type", name(field.type()));
            json.writeBooleanField("required", field.required());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static String name(FieldType type) {
        if (type instanceof FieldType.Simple simple) {
            return simple.kind().name().toLowerCase(Locale.ROOT);
        }
        if (type instanceof FieldType.Decimal decimal) {
            return "decimal(" + decimal.precision() + "," + decimal.scale() + ")";
        }
        if (type instanceof FieldType.ListOf list) {
            return "list of " + name(list.element().type());
        }
        return "object";
    }
}
