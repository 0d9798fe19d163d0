package dev.plumbline.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.plumbline.buffer.contract.Contracts;
import dev.plumbline.buffer.kafka.Broker;
import dev.plumbline.buffer.kafka.EventLimits;
import dev.plumbline.buffer.kafka.EventProducer;
import dev.plumbline.buffer.kafka.StoredRecord;
import dev.plumbline.buffer.kafka.TopicReader;
import dev.plumbline.buffer.kafka.Topics;
import dev.plumbline.runtime.BrowserGuard;
import dev.plumbline.runtime.Metrics;
import io.javalin.Javalin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The ingest API on a free port with a real broker behind it, for tests. */
final class RunningIngest implements AutoCloseable {

    static final IngestConfig.Limits LIMITS =
            new IngestConfig.Limits(10_000, 100_000, 20, 1_000_000, Duration.ofSeconds(2), 100, Duration.ofSeconds(10));
    private static final ObjectMapper JSON = new ObjectMapper();
    private static RunningIngest shared;

    private final Broker.Config brokerConfig;
    private final EventProducer producer;
    private final Javalin server;
    private final TopicReader reader;
    private final HttpClient http = HttpClient.newHttpClient();
    private Broker broker;

    private RunningIngest(IngestConfig.Limits limits, Duration deliveryTimeout) {
        brokerConfig = new Broker.Config(
                temporaryDirectory(),
                "127.0.0.1",
                freePort(),
                freePort(),
                "127.0.0.1",
                Broker.Config.FLUSH_LEFT_TO_THE_SYSTEM);
        Contracts contracts = Contracts.load(Optional.empty());
        startBroker(contracts);
        producer = EventProducer.connect(new EventProducer.Config(
                broker.bootstrap(), new EventLimits(limits.eventBytes()), deliveryTimeout, 8 << 20, "lz4"));
        server = IngestApi.create(contracts, producer, limits, BrowserGuard.of("127.0.0.1"), new Metrics())
                .start("127.0.0.1", 0);
        reader = TopicReader.connect(broker.bootstrap());
        org.awaitility.Awaitility.await().until(() -> get("/health/ready").statusCode() == 200);
    }

    /** One for all tests that leave it as it is; tests tell their events from others by their source. */
    static synchronized RunningIngest shared() {
        if (shared == null) {
            shared = new RunningIngest(LIMITS, Duration.ofSeconds(10));
            Runtime.getRuntime().addShutdownHook(new Thread(shared::close));
        }
        return shared;
    }

    static RunningIngest start(IngestConfig.Limits limits, Duration deliveryTimeout) {
        return new RunningIngest(limits, deliveryTimeout);
    }

    void stopBroker() {
        broker.close();
    }

    void startBrokerAgain() {
        broker = Broker.start(brokerConfig);
    }

    String bootstrap() {
        return broker.bootstrap();
    }

    int port() {
        return server.port();
    }

    Javalin server() {
        return server;
    }

    HttpResponse<String> get(String path) {
        return send(request(path).GET());
    }

    /** Posts a body to {@code orders}; {@code query} is empty or starts with a question mark. */
    HttpResponse<String> post(String query, String contentType, byte[] body, String... headers) {
        HttpRequest.Builder request = request("/v1/streams/orders/events" + query)
                .header("Content-Type", contentType)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return send(request);
    }

    HttpResponse<String> post(String query, String contentType, String body, String... headers) {
        return post(query, contentType, body.getBytes(StandardCharsets.UTF_8), headers);
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path));
    }

    HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.timeout(Duration.ofSeconds(30)).build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** What stands in {@code orders} from that source. */
    List<StoredRecord> events(String source) {
        return from(source, "orders");
    }

    List<StoredRecord> deadLetters(String source) {
        return from(source, "orders.dead-letters");
    }

    static JsonNode json(HttpResponse<String> response) {
        try {
            return JSON.readTree(response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(response.body(), e);
        }
    }

    static String order(String invoice) {
        return "{\"invoice_no\":\"" + invoice + "\",\"stock_code\":\"85123A\",\"quantity\":6,"
                + "\"invoice_date\":\"2010-12-01T08:26:00Z\",\"unit_price\":2.55,\"country\":\"United Kingdom\"}";
    }

    @Override
    public void close() {
        server.stop();
        producer.close();
        reader.close();
        broker.close();
    }

    private List<StoredRecord> from(String source, String topic) {
        return reader.last(topic, 100_000).stream()
                .filter(found -> source.equals(found.headers().get("ce_source")))
                .toList();
    }

    private void startBroker(Contracts contracts) {
        broker = Broker.start(brokerConfig);
        try (Topics topics =
                Topics.connect(broker.bootstrap(), new EventLimits(EventLimits.DEFAULT_EVENT_BYTES), false)) {
            topics.ensure(contracts);
        }
    }

    private static Path temporaryDirectory() {
        try {
            return Files.createTempDirectory("broker");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
