package dev.plumbline.local.platform;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/**
 * Plain HTTP/1.1 calls with the JDK's smallest client, which starts several times faster than {@code java.net.http}: a
 * command must be there well within a second. Safe for many threads; connections are kept and reused.
 */
public final class Http {

    private static final Duration CONNECT = Duration.ofSeconds(3);

    /** What came back; {@code retryAfter} is the header's number of seconds, -1 where there is none. */
    public record Answer(int status, String body, int retryAfter) {
        public boolean ok() {
            return status >= 200 && status < 300;
        }
    }

    private Http() {}

    public static Answer get(URI uri, Duration timeout) throws IOException {
        return get(uri, "application/json", timeout);
    }

    public static Answer get(URI uri, String accept, Duration timeout) throws IOException {
        HttpURLConnection connection = open(uri, timeout);
        connection.setRequestProperty("Accept", accept);
        return answer(connection);
    }

    public static Answer post(URI uri, Map<String, String> headers, byte[] body, int length, Duration timeout)
            throws IOException {
        return send("POST", uri, headers, body, length, timeout);
    }

    public static Answer putJson(URI uri, byte[] body, Duration timeout) throws IOException {
        return send("PUT", uri, Map.of("Content-Type", "application/json"), body, body.length, timeout);
    }

    public static Answer delete(URI uri, Duration timeout) throws IOException {
        HttpURLConnection connection = open(uri, timeout);
        connection.setRequestMethod("DELETE");
        return answer(connection);
    }

    private static Answer send(
            String method, URI uri, Map<String, String> headers, byte[] body, int length, Duration timeout)
            throws IOException {
        HttpURLConnection connection = open(uri, timeout);
        connection.setRequestMethod(method);
        headers.forEach(connection::setRequestProperty);
        connection.setDoOutput(true);
        // A fixed length also keeps the client from sending a failed request again behind our back.
        connection.setFixedLengthStreamingMode(length);
        try (OutputStream out = connection.getOutputStream()) {
            out.write(body, 0, length);
        } catch (IOException e) {
            if (!answered(connection)) {
                throw e;
            }
        }
        return answer(connection);
    }

    /** Opens a stream of server-sent events, which ends when the server or the reader closes it. */
    public static InputStream stream(URI uri) throws IOException {
        HttpURLConnection connection = open(uri, Duration.ZERO);
        connection.setRequestProperty("Accept", "text/event-stream");
        if (connection.getResponseCode() != 200) {
            throw new RefusedException(answer(connection));
        }
        return connection.getInputStream();
    }

    /** A request that was answered with an error. */
    public static final class RefusedException extends IOException {

        private static final long serialVersionUID = 1L;

        private final transient Answer answer;

        public RefusedException(Answer answer) {
            super("HTTP " + answer.status() + ": " + answer.body());
            this.answer = answer;
        }

        public Answer answer() {
            return answer;
        }
    }

    private static HttpURLConnection open(URI uri, Duration timeout) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
        connection.setConnectTimeout((int) CONNECT.toMillis());
        connection.setReadTimeout((int) timeout.toMillis());
        connection.setInstanceFollowRedirects(false);
        return connection;
    }

    /** A server may refuse (413, 415) before it has read the whole body; the answer is then there all the same. */
    private static boolean answered(HttpURLConnection connection) {
        try {
            return connection.getResponseCode() > 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static Answer answer(HttpURLConnection connection) throws IOException {
        int status = connection.getResponseCode();
        if (status < 0) {
            throw new IOException("the answer is not HTTP");
        }
        int retryAfter = connection.getHeaderFieldInt("Retry-After", -1);
        try (InputStream in = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
            String body = in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return new Answer(status, body, retryAfter);
        }
    }
}
