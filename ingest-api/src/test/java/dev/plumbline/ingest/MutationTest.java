package dev.plumbline.ingest;

import static dev.plumbline.ingest.RunningIngest.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Whatever the bytes, the answer is one of those documented, and every line is either in the stream or a dead letter. */
class MutationTest {

    private static final String[] CONTENT_TYPES = {
        "application/json", "application/x-ndjson", "application/cloudevents+json", "application/cloudevents-batch+json"
    };
    private static final String STRUCTURE = "{}[]\",:\\\n\r\t 0eE-+.";
    private static final long SEED = Long.getLong("seed", 20261121L);

    private final RunningIngest ingest = RunningIngest.shared();

    @Test
    void answersAnyBytesWithADocumentedStatus() {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int round = 0; round < 400; round++) {
            String contentType = CONTENT_TYPES[random.nextInt(CONTENT_TYPES.length)];
            byte[] body = mutated(random, seedBody(contentType));

            HttpResponse<String> response = ingest.post("", contentType, body);

            assertThat(response.statusCode())
                    .as("seed %d round %d: %s", SEED, round, new String(body, StandardCharsets.ISO_8859_1))
                    .isIn(202, 400, 413, 422);
            JsonNode answer = json(response);
            if (response.statusCode() != 400) {
                assertThat(answer.path("unknown").asLong()).isZero();
            }
        }
    }

    @Test
    void keepsEveryLineInTheStreamOrAsADeadLetter() {
        SplittableRandom random = new SplittableRandom(SEED);
        String source = "urn:mutation:" + UUID.randomUUID();
        long sent = 0;
        for (int round = 0; round < 40; round++) {
            byte[] body = mutated(random, seedBody("application/x-ndjson"));

            JsonNode answer = json(ingest.post("?source=" + source + "&firstId=" + sent, "application/x-ndjson", body));

            assertThat(answer.path("accepted").asLong()
                            + answer.path("rejected").asLong())
                    .as("seed %d round %d", SEED, round)
                    .isEqualTo(lines(body));
            sent += lines(body);
        }

        assertThat(ingest.events(source).size() + ingest.deadLetters(source).size())
                .isEqualTo(sent);
    }

    private static String seedBody(String contentType) {
        String order = RunningIngest.order("5363é65");
        String envelope =
                "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"urn:m\",\"type\":\"t\",\"data\":" + order + "}";
        return switch (contentType) {
            case "application/json" -> "[" + order + ", " + order + "]";
            case "application/x-ndjson" -> (order + "\n").repeat(5);
            case "application/cloudevents+json" -> envelope;
            default -> "[" + envelope + "," + envelope + "]";
        };
    }

    private static byte[] mutated(SplittableRandom random, String seed) {
        byte[] bytes = seed.getBytes(StandardCharsets.UTF_8);
        for (int changes = random.nextInt(4); changes >= 0; changes--) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(4)) {
                case 0 -> bytes[at] = (byte) random.nextInt(256);
                case 1 -> bytes[at] = (byte) STRUCTURE.charAt(random.nextInt(STRUCTURE.length()));
                case 2 -> bytes = Arrays.copyOf(bytes, Math.max(1, at));
                default -> {
                    int length = Math.min(random.nextInt(20), bytes.length - at);
                    System.arraycopy(bytes, random.nextInt(bytes.length - length + 1), bytes, at, length);
                }
            }
        }
        return bytes;
    }

    /** Lines that are not blank, counted in the plainest way. */
    private static long lines(byte[] body) {
        return Arrays.stream(new String(body, StandardCharsets.ISO_8859_1).split("\n"))
                .filter(line -> !line.matches("[ \\t\\r]*"))
                .count();
    }
}
