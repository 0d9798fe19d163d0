package dev.plumbline.storage.tables;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Where all tables lie, on the local disk or in a bucket, and what Iceberg needs to read and write there. The one place
 * where settings become properties of Iceberg's FileIO, shared by every process that touches tables.
 */
public record Warehouse(String location, Map<String, String> properties) {

    private static final String S3_IO = "org.apache.iceberg.aws.s3.S3FileIO";

    private static final String S3 = "s3://";

    /** A server that is away is given up before a client of the catalog gives up the catalog (60 s). */
    private static final Map<String, String> S3_CLIENT = Map.of(
            "s3.client-factory-impl", "dev.plumbline.storage.tables.S3ClientFactory",
            "http-client.type", "urlconnection",
            "http-client.urlconnection.connection-timeout-ms", "2000",
            "http-client.urlconnection.socket-timeout-ms", "10000",
            "s3.retry.num-retries", "4",
            "s3.retry.min-wait-ms", "100",
            "s3.retry.max-wait-ms", "2000");

    /** A bucket's name and perhaps a prefix, each part of which is a plain name. */
    private static final Pattern BUCKET_AND_PREFIX =
            Pattern.compile("s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/[\\w.=-]+)*");

    /** Iceberg's FileIO for S3 cuts a location there, so two locations would be one object. */
    private static final Pattern CUT_SHORT = Pattern.compile("[?#\\p{Cntrl}]");

    /** How a setting is asked for: by its key, with the value where it is not set. */
    @FunctionalInterface
    public interface SettingsSource {
        String text(String key, String defaultValue);
    }

    public Warehouse {
        properties = Map.copyOf(properties);
    }

    /**
     * What the settings say; without any, the folder {@code storage/warehouse} below {@code data}. Throws
     * {@link IllegalArgumentException} where one of them cannot be used.
     */
    public static Warehouse from(SettingsSource settings, Path data) {
        String location = plain(settings.text("warehouse", "file:" + data + "/storage/warehouse"));
        Map<String, String> properties = new LinkedHashMap<>();
        if (location.startsWith(S3)) {
            properties.putAll(s3(settings));
        }
        properties.put(
                "io-impl",
                settings.text("catalog.io-impl", location.startsWith(S3) ? S3_IO : LocalFileIO.class.getName()));
        properties.putAll(CatalogClient.parseProperties(settings.text("catalog.properties", "")));
        return new Warehouse(location, properties);
    }

    public boolean local() {
        return local(location);
    }

    /** The folder of a local warehouse. */
    public Path folder() {
        return LocalFileIO.path(location);
    }

    /** The class of Iceberg's FileIO. */
    public String ioImpl() {
        return properties.get("io-impl");
    }

    /** Whether an object's location lies below this warehouse, which is not local, and every reader would read it alike. */
    public boolean holds(String object) {
        return object.startsWith(location + "/")
                && object.length() > location.length() + 1
                && !CUT_SHORT.matcher(object).find()
                && plainSegments(object.substring(location.length() + 1));
    }

    /** Without the properties, which may hold a secret. */
    @Override
    public String toString() {
        return location + " by " + ioImpl();
    }

    private static Map<String, String> s3(SettingsSource settings) {
        Map<String, String> properties = new LinkedHashMap<>();
        String endpoint = settings.text("s3.endpoint", "");
        if (!endpoint.isEmpty()) {
            if (!endpoint.matches("https?://[^/?#@]+/?")) {
                throw new IllegalArgumentException(
                        "s3.endpoint is " + endpoint + ", expected an address such as http://object-store:9000");
            }
            properties.put("s3.endpoint", endpoint);
        }
        properties.put("client.region", settings.text("s3.region", "us-east-1"));
        // Not every server has a host name for each bucket, and every server takes the bucket in the path.
        properties.put("s3.path-style-access", "true");
        properties.putAll(S3_CLIENT);
        String key = settings.text("s3.access-key", "");
        String secret = settings.text("s3.secret", "");
        if (key.isEmpty() != secret.isEmpty()) {
            throw new IllegalArgumentException("s3.access-key and s3.secret belong together, and "
                    + (key.isEmpty() ? "s3.access-key" : "s3.secret")
                    + " is not set; without both, credentials come from where the AWS SDK looks for them");
        }
        if (!key.isEmpty()) {
            properties.put("s3.access-key-id", key);
            properties.put("s3.secret-access-key", secret);
        }
        return properties;
    }

    private static boolean local(String location) {
        return location.startsWith("file:") || location.startsWith("/");
    }

    /** One spelling for one place: every location is compared with it. */
    private static String plain(String location) {
        if (local(location)) {
            return "file:" + LocalFileIO.path(location).normalize();
        }
        if (!location.matches("[a-z][a-z0-9+.-]*://[^/].*")) {
            throw new IllegalArgumentException(
                    "warehouse is " + location + ", expected a folder (/...) or a place such as s3://bucket/prefix");
        }
        String plain = location.endsWith("/") ? location.substring(0, location.length() - 1) : location;
        if (plain.startsWith(S3)
                && !(BUCKET_AND_PREFIX.matcher(plain).matches() && plainSegments(plain.substring(5)))) {
            throw new IllegalArgumentException(
                    "warehouse is " + location + ", expected s3://bucket or s3://bucket/prefix");
        }
        return plain;
    }

    private static boolean plainSegments(String path) {
        for (String segment : path.split("/", -1)) {
            if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
                return false;
            }
        }
        return true;
    }
}
