package dev.plumbline.buffer.contract;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** What a contract's events look like, as JSON schema 2020-12, which is what OpenAPI 3.1 takes. For people; {@link EventReader} decides. */
public final class EventSchemas {

    private static final JsonNodeFactory JSON = JsonNodeFactory.withExactBigDecimals(true);

    private EventSchemas() {}

    public static ObjectNode of(Contract contract) {
        ObjectNode schema = object(contract.fields());
        schema.put("title", contract.title());
        if (!contract.description().isEmpty()) {
            schema.put("description", contract.description());
        }
        return schema;
    }

    private static ObjectNode object(List<Field> fields) {
        ObjectNode schema = JSON.objectNode().put("type", "object").put("additionalProperties", false);
        ObjectNode properties = schema.putObject("properties");
        ArrayNode required = JSON.arrayNode();
        for (Field field : fields) {
            properties.set(field.name(), field(field));
            if (field.required()) {
                required.add(field.name());
            }
        }
        if (!required.isEmpty()) {
            schema.set("required", required);
        }
        return schema;
    }

    private static ObjectNode field(Field field) {
        ObjectNode schema = type(field.type());
        if (!field.description().isEmpty()) {
            schema.put("description", field.description());
        }
        field.classification().ifPresent(classification -> schema.put("x-classification", classification));
        constrain(schema, field.constraints());
        if (!field.required()) {
            schema.set("type", JSON.arrayNode().add(schema.path("type")).add("null"));
            if (schema.path("enum") instanceof ArrayNode values) {
                values.addNull();
            }
        }
        return schema;
    }

    private static ObjectNode type(FieldType type) {
        if (type instanceof FieldType.Struct struct) {
            return object(struct.fields());
        }
        if (type instanceof FieldType.ListOf list) {
            ObjectNode schema = JSON.objectNode().put("type", "array");
            schema.set("items", field(list.element()));
            return schema;
        }
        if (type instanceof FieldType.Decimal decimal) {
            return JSON.objectNode()
                    .put("type", "number")
                    .put("x-precision", decimal.precision())
                    .put("x-scale", decimal.scale());
        }
        ObjectNode schema = JSON.objectNode();
        return switch (((FieldType.Simple) type).kind()) {
            case STRING -> schema.put("type", "string");
            case INTEGER -> schema.put("type", "integer").put("format", "int32");
            case LONG -> schema.put("type", "integer").put("format", "int64");
            case DOUBLE -> schema.put("type", "number").put("format", "double");
            case BOOLEAN -> schema.put("type", "boolean");
            case DATE -> schema.put("type", "string").put("format", "date");
            case TIMESTAMP -> schema.put("type", "string").put("format", "date-time");
        };
    }

    private static void constrain(ObjectNode schema, Field.Constraints constraints) {
        constraints.minLength().ifPresent(bound -> schema.put("minLength", bound));
        constraints.maxLength().ifPresent(bound -> schema.put("maxLength", bound));
        constraints.pattern().ifPresent(pattern -> schema.put("pattern", pattern.pattern()));
        constraints.minimum().ifPresent(bound -> schema.put("minimum", bound));
        constraints.maximum().ifPresent(bound -> schema.put("maximum", bound));
        constraints.minItems().ifPresent(bound -> schema.put("minItems", bound));
        constraints.maxItems().ifPresent(bound -> schema.put("maxItems", bound));
        if (!constraints.allowed().isEmpty()) {
            ArrayNode values = schema.putArray("enum");
            constraints.allowed().forEach(values::add);
        }
    }
}
