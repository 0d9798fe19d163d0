package dev.plumbline.runtime;

/**
 * Where each layer answers: the port table of the platform. Every default port moves by {@code port.offset}; a port or
 * address that is set by itself stays as it is set.
 */
public record Addresses(
        String bind,
        int ingestPort,
        int bufferPort,
        int bufferControllerPort,
        int bufferHealthPort,
        int processingPort,
        int sparkPagePort,
        int storagePort,
        int visualizePort,
        String kafkaBootstrap,
        String catalogUri,
        String ingestUrl,
        String bufferUrl,
        String processingUrl,
        String storageUrl,
        String visualizeUrl) {

    public static Addresses from(Settings settings) {
        int offset = (int) settings.number("port.offset", 0, 0, 55_000);
        String bind = settings.text("bind", "127.0.0.1");
        int ingest = settings.port("ingest.port", 8081 + offset);
        int buffer = settings.port("buffer.port", 9092 + offset);
        int bufferHealth = settings.port("buffer.health-port", 9094 + offset);
        int processing = settings.port("processing.port", 8082 + offset);
        int storage = settings.port("storage.port", 8181 + offset);
        int visualize = settings.port("visualize.port", 8080 + offset);
        String storageUrl = settings.text("storage.url", url(storage));
        return new Addresses(
                bind,
                ingest,
                buffer,
                settings.port("buffer.controller-port", 9093 + offset),
                bufferHealth,
                processing,
                settings.port("spark.ui.port", 4040 + offset),
                storage,
                visualize,
                settings.text("kafka.bootstrap", "127.0.0.1:" + buffer),
                settings.text("catalog.uri", storageUrl),
                settings.text("ingest.url", url(ingest)),
                settings.text("buffer.url", url(bufferHealth)),
                settings.text("processing.url", url(processing)),
                storageUrl,
                settings.text("visualize.url", url(visualize)));
    }

    private static String url(int port) {
        return "http://127.0.0.1:" + port;
    }
}
