package dev.plumbline.processing.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.processing.Progress;
import dev.plumbline.runtime.Health;
import dev.plumbline.runtime.HealthDoor;
import dev.plumbline.runtime.Metrics;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobDoorTest {

    private static final String THIS = "{\"job\":\"some\",\"thing\":\"this\"}";
    private static final String THAT = "{\"job\":\"some\",\"thing\":\"that\"}";

    @TempDir
    Path directory;

    private HealthDoor door;

    private static final class Some implements JobKind {
        @Override
        public String name() {
            return "some";
        }

        @Override
        public Set<String> fields() {
            return Set.of("thing");
        }

        @Override
        public void check(JobRequest request) {
            if (request.required("thing", List.of("this", "that")).equals("other")) {
                throw new JobRefusedException(404, "no thing is called other; there are [that, this]");
            }
        }

        @Override
        public JsonNode run(JobRequest request, Progress progress) {
            return JobJson.JSON.createObjectNode();
        }
    }

    @BeforeEach
    void openTheDoor() throws IOException {
        door = HealthDoor.open("127.0.0.1", 0, new Health(), new Metrics());
        // Its thread is not started: whatever is asked for waits.
        JobDoor.open(door).serve(new JobBoard(List.of(new Some()), directory.resolve("jobs.ndjson"), () -> {}));
    }

    @AfterEach
    void closeTheDoor() {
        door.close();
    }

    @Test
    void aJobIsTakenOnceUnderItsId() throws Exception {
        assertThat(send("PUT", "/v1/jobs/cli:a+b-1.2_c", THIS).statusCode()).isEqualTo(202);
        HttpResponse<String> again = send("PUT", "/v1/jobs/cli:a+b-1.2_c", THIS);
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(again.body())
                .startsWith("{\"id\":\"cli:a+b-1.2_c\",\"job\":\"some\",\"request\":" + THIS + ",\"state\":\"queued\"");
        assertThat(send("PUT", "/v1/jobs/cli:a+b-1.2_c", THAT).statusCode()).isEqualTo(409);
        assertThat(send("GET", "/v1/jobs/cli:a+b-1.2_c", "").body()).isEqualTo(again.body());
    }

    @Test
    void whatIsNotKnownIsRefusedAsAProblem() throws Exception {
        HttpResponse<String> noKind = send("PUT", "/v1/jobs/one", "{\"job\":\"none\"}");

        assertThat(noKind.statusCode()).isEqualTo(400);
        assertThat(noKind.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(noKind.body()).contains("expected one of [some]");
        HttpResponse<String> noJson = send("PUT", "/v1/jobs/one", "{");
        assertThat(noJson.statusCode()).isEqualTo(400);
        assertThat(noJson.body()).contains("the body is not JSON", "at line 1").doesNotContain("REDACTED");
        assertThat(send("PUT", "/v1/jobs/o%20ne", THIS).statusCode()).isEqualTo(400);
        assertThat(send("PUT", "/v1/jobs/one", THIS.replace("this", "other")).statusCode())
                .isEqualTo(404);
        assertThat(send("GET", "/v1/jobs/one", "").statusCode()).isEqualTo(404);
        assertThat(send("DELETE", "/v1/jobs/one", "").statusCode()).isEqualTo(404);
        assertThat(send("GET", "/v1/jobs?limit=none", "").statusCode()).isEqualTo(400);
    }

    @Test
    void listsTheNewestAndTakesBackOneThatWaits() throws Exception {
        for (String id : List.of("one", "two", "three")) {
            send("PUT", "/v1/jobs/" + id, THIS);
        }

        assertThat(send("DELETE", "/v1/jobs/two", "").body()).contains("\"reason\":\"cancelled\"");
        assertThat(send("DELETE", "/v1/jobs/two", "").statusCode()).isEqualTo(409);
        assertThat(send("GET", "/v1/jobs?limit=2", "").body())
                .startsWith("{\"jobs\":[{\"id\":\"three\"")
                .contains("\"id\":\"two\"")
                .doesNotContain("\"id\":\"one\"");
    }

    @Test
    void whileProcessingStartsNoJobIsUnknown() throws Exception {
        door.close();
        door = HealthDoor.open("127.0.0.1", 0, new Health(), new Metrics());
        JobDoor.open(door);

        HttpResponse<String> early = send("GET", "/v1/jobs/one", "");

        assertThat(early.statusCode()).isEqualTo(503);
        assertThat(early.headers().firstValue("Retry-After")).contains("10");
    }

    @Test
    void aFullQueueSaysWhenToTryAgain() throws Exception {
        for (int i = 0; i < 100; i++) {
            send("PUT", "/v1/jobs/job" + i, THIS);
        }

        HttpResponse<String> full = send("PUT", "/v1/jobs/more", THIS);

        assertThat(full.statusCode()).isEqualTo(429);
        assertThat(full.headers().firstValue("Retry-After")).contains("10");
    }

    private HttpResponse<String> send(String method, String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + door.port() + path))
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .setHeader("Content-Type", "application/json")
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }
}
