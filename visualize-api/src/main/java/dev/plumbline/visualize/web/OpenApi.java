package dev.plumbline.visualize.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** The API's description: the written document, and an entry for each named query there is. */
public final class OpenApi {

    /** A named query as the document needs it. */
    public record Query(String name, String description, List<Parameter> parameters) {}

    /** A parameter of a named query; {@code defaultValue} is null where there is none. */
    public record Parameter(String name, String type, boolean required, String defaultValue, String description) {}

    private static final ObjectMapper YAML = new ObjectMapper(YAMLFactory.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .build());
    private static final Map<String, String[]> SCHEMAS = Map.of(
            "string", new String[] {"string", null},
            "integer", new String[] {"integer", "int64"},
            "decimal", new String[] {"number", null},
            "date", new String[] {"string", "date"},
            "timestamp", new String[] {"string", "date-time"});

    private final byte[] document;

    public OpenApi(List<Query> queries) {
        try (InputStream written = OpenApi.class.getClassLoader().getResourceAsStream("openapi.yaml")) {
            ObjectNode root = (ObjectNode) YAML.readTree(written);
            ObjectNode paths = (ObjectNode) root.get("paths");
            queries.forEach(query -> describe(paths.putObject("/v1/queries/" + query.name()), query));
            this.document = YAML.writeValueAsString(root).getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("openapi.yaml is not YAML", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** GET /openapi.yaml */
    public void document(Context context) {
        context.contentType("application/yaml").result(document);
    }

    private static void describe(ObjectNode path, Query query) {
        ObjectNode get = path.putObject("get");
        get.putArray("tags").add("queries");
        get.put("summary", query.description().isEmpty() ? query.name() : query.description());
        get.put("operationId", query.name());
        ArrayNode parameters = get.putArray("parameters");
        parameters.addObject().put("$ref", "#/components/parameters/asOf");
        for (Parameter parameter : query.parameters()) {
            ObjectNode node = parameters
                    .addObject()
                    .put("name", parameter.name())
                    .put("in", "query")
                    .put("required", parameter.required())
                    .put("description", parameter.description());
            String[] type = SCHEMAS.get(parameter.type());
            ObjectNode schema = node.putObject("schema").put("type", type[0]);
            if (type[1] != null) {
                schema.put("format", type[1]);
            }
            if (parameter.defaultValue() != null) {
                schema.put("default", parameter.defaultValue());
            }
        }
        ObjectNode responses = get.putObject("responses");
        responses.putObject("200").put("$ref", "#/components/responses/Answer");
        responses.putObject("default").put("$ref", "#/components/responses/Problem");
    }
}
