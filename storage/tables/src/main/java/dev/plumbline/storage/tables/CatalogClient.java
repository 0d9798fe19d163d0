package dev.plumbline.storage.tables;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.iceberg.rest.RESTCatalog;

/** Opens the platform's catalog for a process: Iceberg's own REST client, with what local files need. */
public final class CatalogClient {

    /** The FileIO of a warehouse on the local disk; another warehouse names its own ({@code catalog.io-impl}). */
    public static final String LOCAL_IO = LocalFileIO.class.getName();

    private CatalogClient() {}

    /** A client of the catalog at {@code uri} whose warehouse is on the local disk; connects at once. */
    public static RESTCatalog open(String uri) {
        return open(uri, LOCAL_IO, Map.of());
    }

    /** A client of the catalog at {@code uri} that reads and writes through {@code ioImpl}; connects at once. */
    public static RESTCatalog open(String uri, String ioImpl, Map<String, String> further) {
        RESTCatalog catalog = new RESTCatalog();
        catalog.initialize("plumbline", properties(uri, ioImpl, further));
        return catalog;
    }

    /** The catalog properties of {@link #open}, for an engine that makes its own client. {@code further} wins. */
    public static Map<String, String> properties(String uri, String ioImpl, Map<String, String> further) {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("uri", uri);
        properties.put("io-impl", ioImpl);
        // A report per scan would be a request per query, for figures that nobody reads.
        properties.put("rest-metrics-reporting-enabled", "false");
        properties.put("rest.client.connection-timeout-ms", "5000");
        properties.put("rest.client.socket-timeout-ms", "60000");
        properties.putAll(further);
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
