package dev.plumbline.storage.tables;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.iceberg.rest.RESTCatalog;

/** Opens the platform's catalog for a process: Iceberg's own REST client, with what its files need. */
public final class CatalogClient {

    private static final Map<String, String> LOCAL = Map.of("io-impl", LocalFileIO.class.getName());

    private CatalogClient() {}

    /** A client of the catalog at {@code uri} whose warehouse is on the local disk; connects at once. */
    public static RESTCatalog open(String uri) {
        return open(properties(uri, LOCAL));
    }

    /** A client of the catalog that {@link #properties} lead to; connects at once. */
    public static RESTCatalog open(Map<String, String> properties) {
        RESTCatalog catalog = new RESTCatalog();
        catalog.initialize("plumbline", properties);
        return catalog;
    }

    /**
     * What a client of the catalog at {@code uri} needs, here or in an engine that makes its own; {@code files} are the
     * {@link Warehouse#properties} and win.
     */
    public static Map<String, String> properties(String uri, Map<String, String> files) {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("uri", uri);
        // A report per scan would be a request per query, for figures that nobody reads.
        properties.put("rest-metrics-reporting-enabled", "false");
        properties.put("rest.client.connection-timeout-ms", "5000");
        properties.put("rest.client.socket-timeout-ms", "60000");
        properties.putAll(files);
        return properties;
    }

    /** Further properties as one setting writes them ({@code catalog.properties}): {@code s3.endpoint=http://...,client.region=eu}. */
    public static Map<String, String> parseProperties(String text) {
        Map<String, String> properties = new LinkedHashMap<>();
        for (String entry : text.split(",")) {
            if (!entry.isBlank()) {
                int equals = entry.indexOf('=');
                if (equals < 1) {
                    throw new IllegalArgumentException(
                            "catalog.properties has " + entry.trim() + ", expected key=value, separated by commas");
                }
                properties.put(
                        entry.substring(0, equals).trim(),
                        entry.substring(equals + 1).trim());
            }
        }
        return properties;
    }
}
