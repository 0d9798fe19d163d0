package dev.plumbline.bench.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class HttpAnswerTest {

    private static final String BODY = "{\"stream\":\"orders\",\"accepted\":1000,\"rejected\":0}";

    @Test
    void readsAnswersOneAfterTheOtherFromAConnection() throws IOException {
        InputStream connection = stream(answer("202 Accepted", BODY) + answer("503 Service Unavailable", "{}"));

        HttpAnswer first = HttpAnswer.read(connection);
        HttpAnswer second = HttpAnswer.read(connection);

        assertThat(first).isEqualTo(new HttpAnswer(202, BODY));
        assertThat(second).isEqualTo(new HttpAnswer(503, "{}"));
    }

    @Test
    void findsNumbersByTheirName() {
        HttpAnswer answer = new HttpAnswer(202, BODY);

        assertThat(answer.number("accepted")).isEqualTo(1000);
        assertThat(answer.number("rejected")).isZero();
        assertThat(answer.number("unknown")).isEqualTo(-1);
        assertThat(answer.number("stream")).isEqualTo(-1);
    }

    @Test
    void refusesAnAnswerThatBreaksOff() {
        String whole = answer("202 Accepted", BODY);
        InputStream connection = stream(whole.substring(0, whole.length() - 5));

        assertThatThrownBy(() -> HttpAnswer.read(connection)).hasMessage("the connection ended within an answer");
    }

    @Test
    void refusesAnAnswerWithoutALength() {
        InputStream connection = stream("HTTP/1.1 202 Accepted\r\nTransfer-Encoding: chunked\r\n\r\n");

        assertThatThrownBy(() -> HttpAnswer.read(connection)).hasMessage("the answer has no Content-Length");
    }

    private static String answer(String status, String body) {
        return "HTTP/1.1 " + status + "\r\nDate: today\r\ncontent-length: " + body.length() + "\r\n\r\n" + body;
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }
}
