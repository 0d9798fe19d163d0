package dev.plumbline.ingest;

import static dev.plumbline.ingest.RunningIngest.json;
import static dev.plumbline.ingest.RunningIngest.order;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.buffer.kafka.StoredRecord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class EventsTest {

    private final RunningIngest ingest = RunningIngest.shared();
    private final String source = "urn:test:" + UUID.randomUUID();

    @Test
    void acceptsOneEventAndTellsWhereItStands() {
        HttpResponse<String> response = ingest.post("?source=" + source, "application/json", order("1"));

        assertThat(response.statusCode()).isEqualTo(202);
        JsonNode answer = json(response);
        assertThat(answer.path("stream").asText()).isEqualTo("orders");
        assertThat(answer.path("accepted").asLong()).isEqualTo(1);
        assertThat(answer.path("resultsOmitted").asLong()).isZero();
        JsonNode result = answer.path("results").path(0);
        StoredRecord stored = ingest.events(source).get(0);
        assertThat(result.path("status").asText()).isEqualTo("accepted");
        assertThat(result.path("id").asText())
                .isEqualTo(stored.headers().get("ce_id"))
                .hasSize(36);
        assertThat(result.path("partition").asInt()).isEqualTo(stored.partition());
        assertThat(result.path("offset").asLong()).isEqualTo(stored.offset());
        assertThat(stored.text()).isEqualTo(order("1"));
        assertThat(stored.key()).isEqualTo("1");
        assertThat(stored.headers()).containsEntry("ce_type", "dev.plumbline.orders");
    }

    @Test
    void namesTheEndpointItselfAsTheSourceWhereTheSenderGivesNone() {
        JsonNode answer = json(ingest.post("", "application/json", order("1")));

        assertThat(answer.path("results").path(0).path("source").asText()).isEqualTo("urn:plumbline:http:orders");
    }

    @Test
    void acceptsTheGoodElementsOfAnArrayAndKeepsTheOthersAsDeadLetters() {
        String body = "[ " + order("1") + " , {\"quantity\":\"six\"},\n" + order("3") + "]";

        HttpResponse<String> response = ingest.post("?source=" + source + "&firstId=10", "application/json", body);

        assertThat(response.statusCode()).isEqualTo(202);
        JsonNode answer = json(response);
        assertThat(answer.path("accepted").asLong()).isEqualTo(2);
        assertThat(answer.path("rejected").asLong()).isEqualTo(1);
        assertThat(answer.path("results").findValuesAsText("id")).containsExactly("10", "11", "12");
        JsonNode rejected = answer.path("results").path(1);
        assertThat(rejected.path("status").asText()).isEqualTo("rejected");
        assertThat(rejected.path("pointer").asText()).isEqualTo("/quantity");
        assertThat(rejected.path("rule").asText()).isEqualTo("type");
        assertThat(values(ingest.events(source))).containsExactlyInAnyOrder(order("1"), order("3"));
        StoredRecord letter = ingest.deadLetters(source).get(0);
        assertThat(letter.text()).isEqualTo("{\"quantity\":\"six\"}");
        assertThat(letter.headers())
                .containsEntry("dl_rule", "type")
                .containsEntry("dl_pointer", "/quantity")
                .containsEntry("dl_stage", "ingest")
                .containsEntry("ce_id", "11")
                .containsKeys("dl_reason", "dl_received_at");
    }

    @Test
    void countsIdsOverTheLinesThatAreNotBlank() {
        String body = "\uFEFF" + order("1") + "\r\n\r\n  \n{not json\n" + order("3");

        JsonNode answer = json(ingest.post("?source=" + source + "&firstId=7", "application/x-ndjson", body));

        assertThat(answer.path("accepted").asLong()).isEqualTo(2);
        assertThat(answer.path("rejected").asLong()).isEqualTo(1);
        assertThat(ingest.events(source))
                .extracting(e -> e.headers().get("ce_id"))
                .containsExactlyInAnyOrder("7", "9");
        assertThat(values(ingest.deadLetters(source))).containsExactly("{not json");
    }

    @Test
    void listsOnlyTheFailuresOfALongBody() {
        StringBuilder body = new StringBuilder();
        for (int i = 0; i < 3000; i++) {
            body.append(i == 2500 ? "{\"bad\":1}" : order("i" + i)).append('\n');
        }

        JsonNode answer =
                json(ingest.post("?source=" + source + "&firstId=0", "application/x-ndjson", body.toString()));

        assertThat(answer.path("accepted").asLong()).isEqualTo(2999);
        assertThat(answer.path("results")).hasSize(1);
        assertThat(answer.path("results").path(0).path("index").asLong()).isEqualTo(2500);
        assertThat(answer.path("resultsOmitted").asLong()).isEqualTo(2999);
        assertThat(ingest.events(source)).hasSize(2999);
    }

    @Test
    void leavesTheResultsOutWhereTheSenderPrefersSo() {
        JsonNode answer = json(ingest.post("", "application/x-ndjson", order("1") + "\n", "Prefer", "return=minimal"));

        assertThat(answer.path("accepted").asLong()).isEqualTo(1);
        assertThat(answer.path("results")).isEmpty();
        assertThat(answer.path("resultsOmitted").asLong()).isEqualTo(1);
    }

    @Test
    void takesGzip() throws IOException {
        String body = order("1") + "\n" + order("2") + "\n";

        HttpResponse<String> lines =
                ingest.post("?source=" + source, "application/x-ndjson", gzip(body), "Content-Encoding", "gzip");
        HttpResponse<String> one = ingest.post(
                "?source=" + source, "application/json; charset=UTF-8", gzip(order("3")), "Content-Encoding", "gzip");

        assertThat(json(lines).path("accepted").asLong()).isEqualTo(2);
        assertThat(json(one).path("accepted").asLong()).isEqualTo(1);
        assertThat(ingest.events(source)).hasSize(3);
    }

    @Test
    void acceptsACloudEventInStructuredMode() {
        String body = "{\"specversion\":\"1.0\",\"id\":\"ä-1\",\"source\":\"" + source
                + "\",\"type\":\"shop.line\",\"time\":\"2026-03-01T10:00:00.5+01:00\",\"subject\":\"x\",\"data\": "
                + order("1") + " ,\"traceparent\":\"00-1\"}";

        HttpResponse<String> response = ingest.post("", "application/cloudevents+json", body);

        assertThat(response.statusCode()).isEqualTo(202);
        StoredRecord stored = ingest.events(source).get(0);
        assertThat(stored.text()).isEqualTo(order("1"));
        assertThat(stored.headers())
                .containsEntry("ce_id", "ä-1")
                .containsEntry("ce_type", "shop.line")
                .containsEntry("ce_time", "2026-03-01T10:00:00.5+01:00");
    }

    @Test
    void acceptsCloudEventsInABatchEachForItself() {
        String base64 = Base64.getEncoder().encodeToString(order("2").getBytes(StandardCharsets.UTF_8));
        String body = "[" + envelope("1", "\"data\":" + order("1")) + ","
                + envelope("2", "\"data_base64\":\"" + base64 + "\"") + ","
                + envelope("", "\"data\":" + order("3")) + ","
                + envelope("4", "\"data\":{\"x\":1}") + "]";

        JsonNode answer = json(ingest.post("", "application/cloudevents-batch+json", body));

        assertThat(answer.path("accepted").asLong()).isEqualTo(2);
        assertThat(answer.path("results").findValuesAsText("status"))
                .containsExactly("accepted", "accepted", "rejected", "rejected");
        assertThat(answer.path("results").path(2).path("pointer").asText()).isEqualTo("/id");
        assertThat(answer.path("results").path(3).path("pointer").asText()).isEqualTo("/x");
        assertThat(values(ingest.events(source))).containsExactlyInAnyOrder(order("1"), order("2"));
        assertThat(ingest.deadLetters(source)).hasSize(2);
    }

    @Test
    void acceptsACloudEventInBinaryMode() {
        HttpResponse<String> response = ingest.post(
                "",
                "application/json",
                order("1"),
                "ce-specversion",
                "1.0",
                "ce-id",
                "b%C3%A41",
                "ce-source",
                source,
                "ce-type",
                "shop.line");

        assertThat(response.statusCode()).isEqualTo(202);
        assertThat(ingest.events(source).get(0).headers()).containsEntry("ce_id", "bä1");
    }

    @Test
    void acceptsAnEmptyArrayAndAnEmptyLineBodyAsNothing() {
        assertThat(json(ingest.post("", "application/json", "[]"))
                        .path("accepted")
                        .asLong())
                .isZero();
        assertThat(ingest.post("", "application/x-ndjson", "\n\n").statusCode()).isEqualTo(202);
    }

    @Test
    void countsWhatBecameOfTheEvents() {
        ingest.post("", "application/x-ndjson", order("1") + "\n{}\n");

        assertThat(ingest.get("/metrics").body())
                .containsPattern("plumbline_ingest_events_total\\{outcome=\"accepted\",stream=\"orders\"\\} [1-9]")
                .containsPattern("plumbline_ingest_events_total\\{outcome=\"rejected\",stream=\"orders\"\\} [1-9]")
                .contains("plumbline_ingest_acknowledge_seconds{stream=\"orders\",quantile=\"0.99\"}")
                .containsPattern("plumbline_ingest_bytes_total\\{stream=\"orders\"\\} [1-9]");
    }

    @Test
    void tellsTheStreamsThereAre() {
        JsonNode streams = json(ingest.get("/v1/streams")).path("streams");

        assertThat(streams.findValuesAsText("stream"))
                .containsExactlyInAnyOrder("orders", "web-logs", "vehicle-telemetry");
        JsonNode orders = streams.path(0);
        assertThat(orders.path("deadLetterTopic").asText())
                .isEqualTo(orders.path("topic").asText() + ".dead-letters");
        assertThat(orders.path("fields").path(0).path("required").isBoolean()).isTrue();
    }

    private String envelope(String id, String data) {
        return "{\"specversion\":\"1.0\",\"id\":\"" + id + "\",\"source\":\"" + source + "\",\"type\":\"t\"," + data
                + "}";
    }

    private static List<String> values(List<StoredRecord> records) {
        return records.stream().map(StoredRecord::text).toList();
    }

    static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }
}
