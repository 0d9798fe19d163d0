package dev.plumbline.visualize.web;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The page and its libraries, from the class path: {@code web/} at {@code /}, WebJars at {@code /webjars/}. Scripts run
 * only from here; the one inline script allowed is the page's import map, by its hash. Styles are from here as well: neither
 * Lit nor Swagger UI needs them inline.
 */
public final class WebFiles {

    private static final String PAGES = "web/";
    private static final String WEBJARS = "META-INF/resources/webjars/";
    private static final Pattern PATH =
            Pattern.compile("[A-Za-z0-9@_][A-Za-z0-9@_.-]*(/[A-Za-z0-9@_][A-Za-z0-9@_.-]*)*");
    private static final Pattern IMPORT_MAP =
            Pattern.compile("<script\\s+type=\"importmap\"\\s*>(.*?)</script>", Pattern.DOTALL);
    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("html", "text/html;charset=utf-8"),
            Map.entry("js", "text/javascript;charset=utf-8"),
            Map.entry("mjs", "text/javascript;charset=utf-8"),
            Map.entry("css", "text/css;charset=utf-8"),
            Map.entry("json", "application/json"),
            Map.entry("map", "application/json"),
            Map.entry("svg", "image/svg+xml"),
            Map.entry("png", "image/png"),
            Map.entry("ico", "image/x-icon"),
            Map.entry("woff2", "font/woff2"),
            Map.entry("yaml", "application/yaml"),
            Map.entry("txt", "text/plain;charset=utf-8"));

    private record File(byte[] bytes, String type, String tag) {}

    private final Map<String, File> files = new ConcurrentHashMap<>();
    private final String policy;

    public WebFiles() {
        this.policy = policy(importMapHashes("index.html"));
    }

    /** The headers that every answer carries. */
    public void secure(Context context) {
        context.header("Content-Security-Policy", policy);
        context.header("X-Content-Type-Options", "nosniff");
        context.header("Referrer-Policy", "no-referrer");
        context.header("X-Frame-Options", "DENY");
    }

    /** GET / */
    public void index(Context context) {
        send(context, PAGES + "index.html");
    }

    /** GET /docs: the API's description, to read and to try. */
    public void docs(Context context) {
        send(context, "docs/docs.html");
    }

    /** GET /docs/{path} */
    public void docsFile(Context context) {
        send(context, "docs/" + checked(context.pathParam("path")));
    }

    /** GET /{path} */
    public void page(Context context) {
        send(context, PAGES + checked(context.pathParam("path")));
    }

    /** GET /webjars/{path} */
    public void webjar(Context context) {
        send(context, WEBJARS + checked(context.pathParam("path")));
    }

    private void send(Context context, String resource) {
        File file = files.computeIfAbsent(resource, WebFiles::load);
        context.header("ETag", file.tag());
        // Only WebJars have a version in their path; the page's own files change with each build.
        context.header(
                "Cache-Control", resource.startsWith(WEBJARS) ? "public, max-age=31536000, immutable" : "no-cache");
        if (file.tag().equals(context.header("If-None-Match"))) {
            context.status(304);
        } else {
            context.contentType(file.type()).result(file.bytes());
        }
    }

    private static String checked(String path) {
        if (!PATH.matcher(path).matches() || path.contains("..")) {
            throw absent();
        }
        return path;
    }

    private static File load(String resource) {
        String type = TYPES.get(resource.substring(resource.lastIndexOf('.') + 1));
        if (type == null) {
            // A folder of a jar is found as an empty file; neither it nor an unknown kind of file is served.
            throw absent();
        }
        byte[] bytes = read(resource);
        return new File(bytes, type, "\"" + HexFormat.of().formatHex(sha256(bytes), 0, 12) + "\"");
    }

    private static ProblemException absent() {
        return ProblemException.notFound("there is no page or file at this path");
    }

    private static byte[] read(String resource) {
        URL url = WebFiles.class.getClassLoader().getResource(resource);
        if (url == null) {
            throw absent();
        }
        try (InputStream stream = url.openStream()) {
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<String> importMapHashes(String... pages) {
        Set<String> hashes = new LinkedHashSet<>();
        for (String page : pages) {
            if (WebFiles.class.getClassLoader().getResource(PAGES + page) != null) {
                Matcher importMap = IMPORT_MAP.matcher(new String(read(PAGES + page), StandardCharsets.UTF_8));
                while (importMap.find()) {
                    byte[] script = importMap.group(1).getBytes(StandardCharsets.UTF_8);
                    hashes.add("'sha256-" + Base64.getEncoder().encodeToString(sha256(script)) + "'");
                }
            }
        }
        return hashes;
    }

    private static String policy(Set<String> scriptHashes) {
        String hashes = scriptHashes.stream().map(hash -> " " + hash).collect(Collectors.joining());
        return "default-src 'none'; script-src 'self'" + hashes
                + "; style-src 'self'; img-src 'self' data:;"
                + " font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
