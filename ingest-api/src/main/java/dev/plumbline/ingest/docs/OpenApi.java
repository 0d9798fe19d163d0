package dev.plumbline.ingest.docs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.plumbline.buffer.contract.Contract;
import dev.plumbline.buffer.contract.Contracts;
import dev.plumbline.buffer.contract.EventSchemas;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

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
            schemas.set(contract.stream(), EventSchemas.of(contract));
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
}
