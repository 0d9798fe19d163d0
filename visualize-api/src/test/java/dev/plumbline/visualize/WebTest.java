package dev.plumbline.visualize;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebTest {

    private TestWarehouse warehouse;
    private TestApi api;

    @BeforeEach
    void start(@TempDir Path directory) {
        warehouse = new TestWarehouse(directory);
        api = new TestApi(warehouse, directory, Map.of());
    }

    @AfterEach
    void stop() throws Exception {
        api.close();
        warehouse.close();
    }

    @Test
    void answersNoPageOfOthers() throws Exception {
        HttpResponse<String> response = api.get("/v1/tables", "Origin", "http://evil.example");

        assertThat(response.statusCode()).isEqualTo(403);
        assertThat(response.body()).contains("http.allowed-origins");
    }

    @Test
    void thePageAndAllThatItNamesIsServed() throws Exception {
        HttpResponse<String> page = api.get("/");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("content-type").orElse("")).startsWith("text/html");
        Matcher named = Pattern.compile("(?:src|href)=\"([^\"#:]+)\"|\"(/webjars/[^\"]+[^/\"])\"")
                .matcher(page.body());
        int files = 0;
        while (named.find()) {
            String path = named.group(1) == null ? named.group(2) : named.group(1);
            assertThat(api.get(path.startsWith("/") ? path : "/" + path).statusCode())
                    .as(path)
                    .isEqualTo(200);
            files++;
        }
        assertThat(files).isGreaterThan(5);
    }

    @Test
    void scriptsRunOnlyFromHereAndTheImportMapByItsHash() throws Exception {
        HttpResponse<String> page = api.get("/");
        Matcher map = Pattern.compile("<script type=\"importmap\">(.*?)</script>", Pattern.DOTALL)
                .matcher(page.body());
        assertThat(map.find()).isTrue();
        String hash = Base64.getEncoder()
                .encodeToString(
                        MessageDigest.getInstance("SHA-256").digest(map.group(1).getBytes(StandardCharsets.UTF_8)));

        String policy = page.headers().firstValue("content-security-policy").orElse("");

        assertThat(policy)
                .contains("default-src 'none'")
                .contains("script-src 'self' 'sha256-" + hash + "';")
                .contains("style-src 'self';")
                .doesNotContain("unsafe-");
        assertThat(api.get("/v1/queries").headers().firstValue("content-security-policy"))
                .hasValue(policy);
        assertThat(api.get("/nothing.js").headers().firstValue("content-security-policy"))
                .hasValue(policy);
    }

    @Test
    void whatTheImportMapNamesIsOnTheClassPath() throws Exception {
        Matcher map = Pattern.compile("<script type=\"importmap\">(.*?)</script>", Pattern.DOTALL)
                .matcher(api.get("/").body());
        assertThat(map.find()).isTrue();

        JsonNode imports = new ObjectMapper().readTree(map.group(1)).path("imports");

        assertThat(imports.size()).isPositive();
        // A folder is the root of its package, which every npm package describes in a file.
        imports.forEach(url -> assertThat(getClass()
                        .getResource("/META-INF/resources" + url.asText()
                                + (url.asText().endsWith("/") ? "package.json" : "")))
                .as(url.asText())
                .isNotNull());
    }

    @Test
    void anUnchangedFileIsNotSentAgain() throws Exception {
        String tag = api.get("/page.css").headers().firstValue("etag").orElseThrow();

        assertThat(api.get("/page.css", "If-None-Match", tag).statusCode()).isEqualTo(304);
    }

    @Test
    void theDescriptionIsShownWithoutANetwork() throws Exception {
        HttpResponse<String> docs = api.get("/docs");

        assertThat(docs.statusCode()).isEqualTo(200);
        Matcher named = Pattern.compile("(?:src|href)=\"([^\"]+)\"").matcher(docs.body());
        while (named.find()) {
            assertThat(named.group(1)).startsWith("/");
            assertThat(api.get(named.group(1)).statusCode()).as(named.group(1)).isEqualTo(200);
        }
    }

    @Test
    void everyRouteAndEveryNamedQueryIsDescribed() throws Exception {
        JsonNode paths = new ObjectMapper(new YAMLFactory())
                .readTree(api.get("/openapi.yaml").body())
                .path("paths");

        api.server.unsafe.internalRouter.allHttpHandlers().stream()
                .map(handler -> handler.endpoint.path)
                .filter(path -> path.startsWith("/v1/") || path.startsWith("/health") || path.equals("/metrics"))
                .forEach(path -> assertThat(paths.has(path)).as(path).isTrue());
        api.parts.named.all().forEach(query -> {
            JsonNode parameters = paths.path("/v1/queries/" + query.name()).at("/get/parameters");
            assertThat(parameters.size())
                    .as(query.name())
                    .isEqualTo(query.parameters().size() + 1);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/../openapi.yaml",
                "/%2e%2e/openapi.yaml",
                "/..%2fopenapi.yaml",
                "/webjars/../../../openapi.yaml",
                "/webjars/%2e%2e/%2e%2e/%2e%2e/openapi.yaml",
                "/webjars/..%5c..%5copenapi.yaml",
                "/webjars/lit",
                "/docs/..%2f..%2fopenapi.yaml",
                "//etc/passwd",
                "/dev/plumbline/visualize/VisualizeApi.class",
                "/log4j2.xml",
                "/v1/tables/..%2f..%2fetc%2fpasswd",
                "/v1/tables/silver.%2e%2e%2forders/rows",
                "/v1/tables/silver.a%22%3b%20drop/rows"
            })
    void nothingElseIsReachable(String path) throws Exception {
        String answer = raw(path);

        assertThat(answer.substring(0, 12)).matches("HTTP/1.1 40[04]");
        assertThat(answer).doesNotContain("openapi: 3", "root:", "Configuration status");
    }

    @Test
    void anotherMethodIsRefusedWithAProblemDocument() throws Exception {
        HttpResponse<String> response = java.net.http.HttpClient.newHttpClient()
                .send(api.request("/v1/tables").DELETE().build(), HttpResponse.BodyHandlers.ofString());

        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(response.headers().firstValue("content-type")).contains("application/problem+json");
    }

    @ParameterizedTest
    @CsvSource({
        "GET /v1/tables/%zz HTTP/1.1, 400",
        "GET /v1/tables/%00 HTTP/1.1, 400",
        "GET /v1/tables?asOf=%c3%28 HTTP/1.1, 400",
        "GET http://[::1/v1/tables HTTP/1.1, 400",
        "GET /v1/tables HTTP/9.9, 505",
        "NONSENSE, 400"
    })
    void aRequestThatIsNoHttpGetsAProblemDocument(String line, int status) throws Exception {
        String answer = send(line + "\r\nHost: localhost\r\nConnection: close\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 " + status).doesNotContain("<html", "Jetty");
        assertThat(answer).contains("application/problem+json");
    }

    @Test
    void anAddressOrAHeaderThatIsTooLongGetsAProblemDocument() throws Exception {
        String address = send("GET /" + "x".repeat(20_000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
        String header = send("GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: " + "x".repeat(20_000) + "\r\n\r\n");

        assertThat(address).startsWith("HTTP/1.1 414").contains("application/problem+json", "URI Too Long");
        assertThat(header)
                .startsWith("HTTP/1.1 431")
                .contains("application/problem+json", "Request Header Fields Too Large");
    }

    @Test
    void healthAndFiguresAnswer() throws Exception {
        api.get("/v1/queries/nothing");

        assertThat(api.get("/health/live").statusCode()).isEqualTo(200);
        assertThat(api.get("/health/ready").body()).contains("\"status\":\"ready\"");
        assertThat(api.get("/metrics").body()).contains("plumbline_visualize_query_seconds");
    }

    /** Java's own client would tidy the path up. */
    private String raw(String path) throws Exception {
        return send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    }

    private String send(String request) throws Exception {
        try (Socket socket = new Socket("127.0.0.1", api.server.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
