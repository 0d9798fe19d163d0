package dev.plumbline.ingest.docs;

import io.javalin.http.Context;
import io.javalin.http.NotFoundResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;

/** The API's description and a page to try it; everything comes from the classpath, so it works without a network. */
public final class DocsPages {

    private static final String CONTENT_SECURITY_POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; "
            + "img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    private static final String SWAGGER_UI = "/META-INF/resources/webjars/swagger-ui/5.34.1/";
    private static final String JAVASCRIPT = "text/javascript; charset=utf-8";
    private static final String CSS = "text/css; charset=utf-8";

    /** A file of the page: where it lies on the classpath and what it is. */
    private record PageFile(String resource, String contentType) {}

    private static final Map<String, PageFile> FILES = Map.of(
            "start.js", new PageFile("/docs/start.js", JAVASCRIPT),
            "page.css", new PageFile("/docs/page.css", CSS),
            "swagger-ui.css", new PageFile(SWAGGER_UI + "swagger-ui.css", CSS),
            "swagger-ui-bundle.js", new PageFile(SWAGGER_UI + "swagger-ui-bundle.js", JAVASCRIPT),
            "favicon-32x32.png", new PageFile(SWAGGER_UI + "favicon-32x32.png", "image/png"));

    private final String openApi;

    public DocsPages(OpenApi openApi) {
        this.openApi = openApi.yaml();
    }

    public void openApi(Context context) {
        context.contentType("application/yaml; charset=utf-8").result(openApi);
    }

    public void page(Context context) {
        send(context, new PageFile("/docs/index.html", "text/html; charset=utf-8"));
    }

    public void file(Context context) {
        PageFile file = FILES.get(context.pathParam("file"));
        if (file == null) {
            throw new NotFoundResponse("The page has no file called " + context.pathParam("file"));
        }
        send(context, file);
    }

    private static void send(Context context, PageFile file) {
        try (InputStream in = DocsPages.class.getResourceAsStream(file.resource())) {
            if (in == null) {
                throw new IllegalStateException(file.resource() + " is not on the classpath");
            }
            context.header("Content-Security-Policy", CONTENT_SECURITY_POLICY)
                    .header("X-Content-Type-Options", "nosniff")
                    .contentType(file.contentType())
                    .result(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
