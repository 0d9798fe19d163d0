package dev.plumbline.ingest;

import static dev.plumbline.ingest.RunningIngest.json;
import static dev.plumbline.ingest.RunningIngest.order;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class BufferAwayTest {

    @Test
    void acknowledgesNothingWithoutTheBrokerAndGoesOnWhenItIsBack() {
        try (RunningIngest ingest = RunningIngest.start(RunningIngest.LIMITS, Duration.ofSeconds(1))) {
            assertThat(ingest.post("?source=urn:a&firstId=0", "application/json", order("1"))
                            .statusCode())
                    .isEqualTo(202);
            ingest.stopBroker();

            HttpResponse<String> caught =
                    ingest.post("?source=urn:a&firstId=1", "application/x-ndjson", order("2") + "\n{\"bad\":1}\n");
            assertThat(caught.statusCode()).isEqualTo(503);
            assertThat(caught.headers().firstValue("Retry-After")).isPresent();
            JsonNode problem = json(caught);
            assertThat(problem.path("accepted").asLong()).isZero();
            assertThat(problem.path("rejected").asLong())
                    .as("a dead letter that is not kept is not rejected")
                    .isZero();
            assertThat(problem.path("unknown").asLong()).isPositive();
            assertThat(problem.path("resumeFrom").asLong()).isZero();

            HttpResponse<String> refused = ingest.post("", "application/json", order("3"));
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(json(refused).path("detail").asText()).contains("nothing was read");
            assertThat(ingest.get("/health/ready").statusCode()).isEqualTo(503);
            assertThat(ingest.get("/health/live").statusCode()).isEqualTo(200);

            ingest.startBrokerAgain();
            await().until(() -> ingest.get("/health/ready").statusCode() == 200);
            HttpResponse<String> again =
                    ingest.post("?source=urn:a&firstId=1", "application/x-ndjson", order("2") + "\n{\"bad\":1}\n");
            assertThat(again.statusCode()).isEqualTo(202);
            assertThat(ingest.events("urn:a"))
                    .extracting(e -> e.headers().get("ce_id"))
                    .contains("0", "1");
        }
    }
}
