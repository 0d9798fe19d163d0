package dev.plumbline.visualize.live;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.visualize.web.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Asks the other layers for their figures, over HTTP and with little patience. */
final class Layers {

    private static final Duration PATIENCE = Duration.ofMillis(800);

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofMillis(300)).build();
    private final String ingestUrl;
    private final String processingUrl;

    Layers(String ingestUrl, String processingUrl) {
        this.ingestUrl = ingestUrl;
        this.processingUrl = processingUrl;
    }

    Figures ingest() throws IOException, InterruptedException {
        return Figures.parse(get(ingestUrl + "/metrics"), "plumbline_ingest_");
    }

    JsonNode processing() throws IOException, InterruptedException {
        return Json.mapper().readTree(get(processingUrl + "/v1/state"));
    }

    private String get(String url) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(url)).timeout(PATIENCE).build();
        HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IOException(url + " answered " + response.statusCode());
        }
        return response.body();
    }
}
