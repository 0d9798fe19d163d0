package dev.plumbline.buffer.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.PathType;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The published JSON schema of the Open Data Contract Standard 3.1.0, which lies beside its licence in {@code odcs/}. */
final class OdcsSchema {

    private static final String RESOURCE = "/odcs/odcs-json-schema-v3.1.0.json";

    /** What says the same as a finding further down, or only that one of several forms did not fit. */
    private static final Set<String> ECHOES =
            Set.of("unevaluatedProperties", "allOf", "anyOf", "oneOf", "if", "then", "$ref");

    private final JsonNode source;
    private final JsonSchema schema;

    private OdcsSchema(JsonNode source) {
        this.source = source;
        this.schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V201909)
                .getSchema(
                        source,
                        SchemaValidatorsConfig.builder()
                                .pathType(PathType.JSON_POINTER)
                                .locale(java.util.Locale.ENGLISH)
                                .build());
    }

    static OdcsSchema load() {
        try (InputStream stream = OdcsSchema.class.getResourceAsStream(RESOURCE)) {
            return new OdcsSchema(new ObjectMapper().readTree(stream));
        } catch (IOException unreadable) {
            throw new UncheckedIOException("Cannot read " + RESOURCE + " from the class path", unreadable);
        }
    }

    void validate(JsonNode contract, Findings findings) {
        Collection<ValidationMessage> messages = schema.validate(contract);
        for (ValidationMessage message : messages) {
            if (!isEcho(message, messages)) {
                add(message, findings);
            }
        }
    }

    private static boolean isEcho(ValidationMessage message, Collection<ValidationMessage> messages) {
        if (!ECHOES.contains(message.getType())) {
            return false;
        }
        String here = message.getInstanceLocation().toString();
        return messages.stream()
                .anyMatch(other -> !ECHOES.contains(other.getType())
                        && (other.getInstanceLocation().toString() + "/").startsWith(here + "/"));
    }

    private void add(ValidationMessage message, Findings findings) {
        String pointer = message.getInstanceLocation().toString();
        String problem = message.getMessage().replaceFirst("^[^:]*: ", "");
        switch (message.getType()) {
            case "additionalProperties", "unevaluatedProperties" ->
                findings.add(
                        pointer + "/" + Place.escape(String.valueOf(message.getProperty())),
                        "is not part of the standard here",
                        String.join(", ", namesBeside(message)));
            case "required" ->
                findings.add(pointer + "/" + Place.escape(String.valueOf(message.getProperty())), "is missing", "");
            case "enum" ->
                findings.add(
                        pointer,
                        "is " + Pass.shown(message.getInstanceNode().asText()),
                        String.join(", ", texts(message.getSchemaNode())));
            default -> findings.add(pointer, problem, "");
        }
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(item -> texts.add(item.asText()));
        return texts;
    }

    /** The property names that the schema has at the place of a keyword such as {@code additionalProperties}. */
    private Set<String> namesBeside(ValidationMessage message) {
        String location = message.getSchemaLocation().getFragment().toString();
        Set<String> names = new TreeSet<>();
        collect(source.at(location.substring(0, location.lastIndexOf('/'))), names, 0);
        return names;
    }

    private void collect(JsonNode definition, Set<String> names, int depth) {
        definition.path("properties").fieldNames().forEachRemaining(names::add);
        if (depth < 4) {
            if (definition.path("$ref").isTextual()) {
                collect(source.at(definition.path("$ref").textValue().substring(1)), names, depth + 1);
            }
            definition.path("allOf").forEach(part -> collect(part, names, depth + 1));
        }
    }
}
