package dev.plumbline.ingest.docs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.plumbline.buffer.contract.Contract;
import dev.plumbline.buffer.contract.Contracts;
import dev.plumbline.buffer.contract.Field;
import dev.plumbline.buffer.contract.FieldType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** The API's description in OpenAPI 3.1: a fixed frame ({@code docs/openapi-frame.yaml}) and a schema per stream, from its contract. */
public record OpenApi(String yaml) {

    private static final YAMLMapper YAML = YAMLMapper.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .build();

    public static OpenApi of(Contracts contracts, int maxEventBytes, int maxBodyBytes) {
        ObjectNode document = frame(maxEventBytes, maxBodyBytes);
        ObjectNode schemas = (ObjectNode) document.path("components").path("schemas");
        ArrayNode names = (ArrayNode) document.at("/components/parameters/stream/schema/enum");
        ArrayNode events = (ArrayNode) schemas.path("Event").path("oneOf");
        for (Contract contract : contracts.all()) {
            names.add(contract.stream());
            events.addObject().put("$ref", "#/components/schemas/" + contract.stream());
            schemas.set(contract.stream(), schema(contract));
        }
        try {
            return new OpenApi(YAML.writeValueAsString(document));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ObjectNode frame(int maxEventBytes, int maxBodyBytes) {
        try (InputStream in = OpenApi.class.getResourceAsStream("/docs/openapi-frame.yaml")) {
            String text = new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8)
                    .replace("${maxEventBytes}", Integer.toString(maxEventBytes))
                    .replace("${maxBodyBytes}", Integer.toString(maxBodyBytes));
            return YAML.readValue(text, new TypeReference<>() {});
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ObjectNode schema(Contract contract) {
        ObjectNode schema = object(contract.fields());
        schema.put("title", contract.title());
        schema.put("description", contract.description());
        return schema;
    }

    private static ObjectNode object(List<Field> fields) {
        ObjectNode schema = YAML.createObjectNode();
        schema.put("type", "object");
        schema.put("additionalProperties", false);
        ObjectNode properties = schema.putObject("properties");
        ArrayNode required = schema.putArray("required");
        for (Field field : fields) {
            properties.set(field.name(), property(field));
            if (field.required()) {
                required.add(field.name());
            }
        }
        return schema;
    }

    private static ObjectNode property(Field field) {
        ObjectNode property = typed(field.type());
        property.put("description", field.description());
        Field.Constraints constraints = field.constraints();
        constraints.minLength().ifPresent(value -> property.put("minLength", value));
        constraints.maxLength().ifPresent(value -> property.put("maxLength", value));
        constraints.pattern().ifPresent(value -> property.put("pattern", value.pattern()));
        constraints.minimum().ifPresent(value -> property.put("minimum", value));
        constraints.maximum().ifPresent(value -> property.put("maximum", value));
        constraints.minItems().ifPresent(value -> property.put("minItems", value));
        constraints.maxItems().ifPresent(value -> property.put("maxItems", value));
        if (!constraints.allowed().isEmpty()) {
            ArrayNode allowed = property.putArray("enum");
            constraints.allowed().forEach(allowed::add);
        }
        return property;
    }

    private static ObjectNode typed(FieldType type) {
        if (type instanceof FieldType.Struct struct) {
            return object(struct.fields());
        }
        if (type instanceof FieldType.ListOf list) {
            ObjectNode schema = YAML.createObjectNode();
            schema.put("type", "array");
            schema.set("items", property(list.element()));
            return schema;
        }
        if (type instanceof FieldType.Decimal decimal) {
            return simple("number", "decimal(" + decimal.precision() + "," + decimal.scale() + ")");
        }
        return switch (((FieldType.Simple) type).kind()) {
            case STRING -> simple("string", null);
            case INTEGER -> simple("integer", "int32");
            case LONG -> simple("integer", "int64");
            case DOUBLE -> simple("number", "double");
            case BOOLEAN -> simple("boolean", null);
            case DATE -> simple("string", "date");
            case TIMESTAMP -> simple("string", "date-time");
        };
    }

    private static ObjectNode simple(String type, String format) {
        ObjectNode schema = YAML.createObjectNode();
        schema.put("type", type);
        if (format != null) {
            schema.put("format", format);
        }
        return schema;
    }
}
