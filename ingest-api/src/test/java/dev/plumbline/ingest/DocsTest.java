package dev.plumbline.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DocsTest {

    private final RunningIngest ingest = RunningIngest.shared();

    @Test
    void describesEveryRouteAndNoOther() throws IOException {
        List<String> described = new ArrayList<>();
        openApi().path("paths").properties().forEach(path -> path.getValue()
                .fieldNames()
                .forEachRemaining(method -> described.add(method + " " + path.getKey())));

        List<String> served = ingest.server().unsafe.internalRouter.allHttpHandlers().stream()
                .filter(handler -> handler.endpoint.method.isHttpMethod())
                .map(handler -> handler.endpoint.method.name().toLowerCase(Locale.ROOT) + " " + handler.endpoint.path)
                .toList();

        assertThat(described).containsExactlyInAnyOrderElementsOf(served);
    }

    @Test
    void hasASchemaForEveryStream() throws IOException {
        JsonNode schemas = openApi().path("components").path("schemas");

        assertThat(schemas.path("Event").path("oneOf")).hasSize(3);
        assertThat(schemas.path("orders").path("properties").has("unit_price")).isTrue();
        assertThat(schemas.path("orders").path("required").toString()).contains("invoice_no");
        assertThat(openApi().at("/components/parameters/stream/schema/enum").toString())
                .contains("web-logs");
    }

    @Test
    void refersOnlyToWhatIsThere() throws IOException {
        JsonNode document = openApi();
        document.findValuesAsText("$ref").forEach(reference -> assertThat(
                        document.at(reference.substring(1)).isMissingNode())
                .as(reference)
                .isFalse());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "/start.js", "/page.css", "/swagger-ui.css", "/swagger-ui-bundle.js", "/favicon-32x32.png"})
    void servesThePageFromTheClasspathUnderAStrictPolicy(String file) {
        HttpResponse<String> response = ingest.get("/docs" + file);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Security-Policy").orElse(""))
                .contains("default-src 'none'")
                .contains("script-src 'self'");
        assertThat(response.body()).isNotEmpty();
    }

    @Test
    void servesNoOtherFile() {
        assertThat(ingest.get("/docs/openapi-frame.yaml").statusCode()).isEqualTo(404);
    }

    private JsonNode openApi() throws IOException {
        return new YAMLMapper().readTree(ingest.get("/openapi.yaml").body());
    }
}
