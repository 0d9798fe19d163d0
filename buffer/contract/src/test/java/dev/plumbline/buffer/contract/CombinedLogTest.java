package dev.plumbline.buffer.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CombinedLogTest {

    private static final String LINE =
            "83.149.9.216 - frank [17/May/2015:10:05:03 +0200] \"GET /a?b=c d HTTP/1.1\" 200 203023 \"http://from/\" \"Agent \\\"1\\\" \\x41\"";

    @Test
    void readsTheColumnsOfALine() {
        assertThat(CombinedLog.parse(LINE))
                .hasSameSizeAs(CombinedLog.COLUMNS)
                .containsExactly(
                        "83.149.9.216",
                        "",
                        "frank",
                        "2015-05-17T10:05:03+02:00",
                        "GET",
                        "/a?b=c d",
                        "HTTP/1.1",
                        "200",
                        "203023",
                        "http://from/",
                        "Agent \"1\" \\x41");
    }

    @Test
    void keepsARequestThatIsNotHttpAsItsPath() {
        assertThat(CombinedLog.parse(LINE.replace("GET /a?b=c d HTTP/1.1", "\\x16\\x03 q")))
                .contains("\\x16\\x03 q");
        assertThat(CombinedLog.parse(LINE.replace("GET /a?b=c d HTTP/1.1", "-")).subList(4, 7))
                .containsOnly("");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "frank [     | frank        | expected the user",
                "17/May/2015 | 17/Mai/2015  | the time is [17/Mai/2015:10:05:03 +0200], expected a time such as",
                "x41\"       | x41          | the line ends, expected the closing quote of the user agent",
                "x41\"       | x41\" more   | there is more, expected nothing after the user agent",
                "\"http      | http         | expected the referer in quotes",
                "200 203023  | 200          | expected",
            })
    void saysWhereALineIsNotInTheFormat(String text, String replacement, String message) {
        assertThatThrownBy(() -> CombinedLog.parse(LINE.replace(text, replacement)))
                .isInstanceOf(UnreadableLineException.class)
                .hasMessageStartingWith("the line is not in Apache's combined log format: ")
                .hasMessageContaining(message);
    }
}
