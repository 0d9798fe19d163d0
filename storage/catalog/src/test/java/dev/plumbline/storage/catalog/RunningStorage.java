package dev.plumbline.storage.catalog;

import dev.plumbline.runtime.Settings;
import dev.plumbline.storage.tables.CatalogClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.rest.RESTCatalog;
import org.apache.iceberg.types.Types;

/** Storage as it really runs, on a free port, with Iceberg's client and plain HTTP to talk to it. */
final class RunningStorage implements AutoCloseable {

    static final Schema SCHEMA = new Schema(
            Types.NestedField.required(1, "id", Types.LongType.get()),
            Types.NestedField.optional(2, "name", Types.StringType.get()));

    private static final AtomicInteger FILES = new AtomicInteger();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final StorageApp app;

    private RunningStorage(StorageApp app) {
        this.app = app;
    }

    static RunningStorage in(Path directory) {
        return in(directory, Map.of());
    }

    static RunningStorage in(Path directory, Map<String, String> further) {
        Map<String, String> settings = new HashMap<>(Map.of("data.dir", directory.toString(), "storage.port", "0"));
        settings.putAll(further);
        return new RunningStorage(StorageApp.start(Settings.of(settings)));
    }

    String uri() {
        return app.uri();
    }

    RESTCatalog client() {
        return CatalogClient.open(app.uri());
    }

    HttpResponse<String> get(String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(app.uri() + path));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return send(request.GET());
    }

    HttpResponse<String> post(String path, String json) {
        return post(path, json, "application/json");
    }

    HttpResponse<String> post(String path, String body, String contentType) {
        return send(HttpRequest.newBuilder(URI.create(app.uri() + path))
                .header("Content-Type", contentType)
                .POST(BodyPublishers.ofString(body)));
    }

    HttpResponse<String> send(String method, String path) {
        return send(HttpRequest.newBuilder(URI.create(app.uri() + path)).method(method, BodyPublishers.noBody()));
    }

    /** A file of one row as Iceberg sees it; what is in it does not matter to the catalog. */
    static DataFile file(Table table) {
        return DataFiles.builder(table.spec())
                .withPath(table.location() + "/data/" + FILES.incrementAndGet() + ".parquet")
                .withFormat(FileFormat.PARQUET)
                .withFileSizeInBytes(10)
                .withRecordCount(1)
                .build();
    }

    static void append(Table table) {
        AppendFiles append = table.newAppend();
        append.appendFile(file(table)).commit();
    }

    static List<DataFile> files(Table table) {
        List<DataFile> files = new java.util.ArrayList<>();
        table.newScan().planFiles().forEach(task -> files.add(task.file()));
        return files;
    }

    @Override
    public void close() {
        app.close();
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return HTTP.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
