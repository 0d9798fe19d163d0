package dev.plumbline.airflow;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Calls of Airflow's REST API with its token: fetched when first needed, and once more when it has run out. Reads and changes
 * that can be made twice are tried again; everything else is sent once. Thread-safe.
 */
final class Calls {

    static final ObjectMapper JSON = JsonMapper.builder().build();

    private static final int ATTEMPTS = 4;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final String UP = "./plumbline up --compose --profile orchestrate";
    private static final String LOGS = "./plumbline logs --compose airflow-api-server";

    private final AirflowConfig config;
    private final String password;
    private final HttpClient client;
    private String token;

    private record Answer(int status, String body) {}

    Calls(AirflowConfig config, String password) {
        this.config = config;
        this.password = password;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(config.connectTimeout())
                .build();
    }

    JsonNode get(String path) {
        return again(() -> once("GET", path, null));
    }

    /** A change that can be made twice without harm. */
    JsonNode patch(String path, JsonNode body) {
        return again(() -> once("PATCH", path, body));
    }

    /** Sent once: whoever asks knows how to find out whether it was taken when the answer is lost. */
    JsonNode post(String path, JsonNode body) {
        return once("POST", path, body);
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @FunctionalInterface
    private interface Call {
        JsonNode answer();
    }

    private static JsonNode again(Call call) {
        Duration pause = FIRST_PAUSE;
        for (int attempt = 1; ; attempt++) {
            try {
                return call.answer();
            } catch (AirflowUnreachableException | AirflowFailedException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
                sleep(pause);
                pause = pause.multipliedBy(2);
            }
        }
    }

    private JsonNode once(String method, String path, JsonNode body) {
        String used = token(null);
        Answer answer = send(method, path, body, used);
        if (answer.status() == 401) {
            answer = send(method, path, body, token(used));
        }
        return read(method, path, answer);
    }

    /** The token that is there, or a new one where there is none or {@code refused} is it. */
    private synchronized String token(String refused) {
        if (token == null || token.equals(refused)) {
            token = null;
            JsonNode body =
                    JSON.createObjectNode().put("username", config.user()).put("password", password);
            Answer answer = send("POST", "/auth/token", body, null);
            if (answer.status() == 401 || answer.status() == 403) {
                throw new AirflowAccessException(
                        "Airflow at " + config.url() + " refuses the user " + config.user() + " and its password: "
                                + words(answer),
                        "set PLUMBLINE_AIRFLOW_PASSWORD to the value in deploy/compose/.env",
                        null);
            }
            token = read("POST", "/auth/token", answer).path("access_token").asText();
        }
        return token;
    }

    private Answer send(String method, String path, JsonNode body, String bearer) {
        URI uri = URI.create(config.url().toString().replaceFirst("/+$", "") + path);
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .timeout(config.requestTimeout())
                .header("Accept", "application/json")
                .method(
                        method,
                        body == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body.toString()));
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        if (bearer != null) {
            request.header("Authorization", "Bearer " + bearer);
        }
        CompletableFuture<HttpResponse<String>> sent =
                client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        try {
            // The request's own timeout ends with the head of the answer; a body can hang too.
            HttpResponse<String> response = sent.get(config.requestTimeout().toMillis(), TimeUnit.MILLISECONDS);
            return new Answer(response.statusCode(), response.body());
        } catch (TimeoutException e) {
            sent.cancel(true);
            throw unreachable(
                    method, uri, "no answer in " + config.requestTimeout().toMillis() + " ms", LOGS, e);
        } catch (ExecutionException e) {
            throw broken(method, uri, e.getCause());
        } catch (InterruptedException e) {
            sent.cancel(true);
            Thread.currentThread().interrupt();
            throw unreachable(method, uri, "interrupted while waiting for the answer", "", e);
        }
    }

    private AirflowUnreachableException broken(String method, URI uri, Throwable cause) {
        boolean absent = cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException;
        String why = cause instanceof IOException && cause.getMessage() != null ? cause.getMessage() : cause.toString();
        return unreachable(method, uri, absent ? "nothing listens there" : why, absent ? UP : LOGS, cause);
    }

    private static AirflowUnreachableException unreachable(
            String method, URI uri, String why, String next, Throwable cause) {
        return new AirflowUnreachableException(
                "Airflow does not answer " + method + " " + uri + ": " + why, next, cause);
    }

    private JsonNode read(String method, String path, Answer answer) {
        int status = answer.status();
        if (status >= 200 && status < 300) {
            try {
                return JSON.readTree(answer.body());
            } catch (JsonProcessingException e) {
                throw new AirflowFailedException(
                        "What answers at " + config.url() + path + " is not Airflow: its answer is no JSON", LOGS, e);
            }
        }
        String message = "Airflow answered " + status + " to " + method + " " + path + ": " + words(answer);
        throw switch (status) {
            case 401, 403 ->
                new AirflowAccessException(message, "give the user " + config.user() + " the role for it", null);
            case 404 -> new AirflowNotFoundException(message, "./plumbline orchestrate dags", null);
            case 409 -> new AirflowConflictException(message, "", null);
            case 408, 425, 429 -> new AirflowFailedException(message, "try again in a moment", null);
            default ->
                status < 500
                        ? new AirflowRequestException(message, "", null)
                        : new AirflowFailedException(message, LOGS, null);
        };
    }

    /** What Airflow says is wrong: a text, or a list of fields; never what was sent, which may be a password. */
    private static String words(Answer answer) {
        JsonNode detail;
        try {
            detail = JSON.readTree(answer.body()).path("detail");
        } catch (JsonProcessingException e) {
            return answer.body().lines().findFirst().orElse("nothing more");
        }
        if (detail.isTextual()) {
            return detail.asText();
        }
        List<String> words = new ArrayList<>();
        for (JsonNode field : detail.isArray() ? detail : JSON.createArrayNode().add(detail)) {
            String reason = field.path("msg").asText(field.path("reason").asText(""));
            String message = field.path("message").asText("");
            List<String> place = new ArrayList<>();
            field.path("loc").forEach(part -> place.add(part.asText()));
            words.add((String.join(".", place) + " " + reason + " " + message).strip());
        }
        String text = String.join("; ", words);
        return text.isBlank() ? "nothing more" : text;
    }

    static void sleep(Duration pause) {
        try {
            Thread.sleep(pause.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AirflowPatienceException("Interrupted while waiting for Airflow", "", e);
        }
    }
}
