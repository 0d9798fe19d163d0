package dev.plumbline.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BrowserGuardTest {

    private final BrowserGuard local = BrowserGuard.of("127.0.0.1");

    @ParameterizedTest
    @ValueSource(strings = {"localhost:8080", "LOCALHOST", "127.0.0.1:1", "[::1]:8080", "[::1]"})
    void answersToTheNamesOfThisMachine(String host) {
        assertThat(local.refusal(Map.of("Host", host)::get)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"evil.example:8080", "localhost.evil.example", "127.0.0.1.evil.example", "192.168.0.9", "["})
    void doesNotAnswerToANameThatMayBeMadeToLeadHere(String host) {
        assertThat(local.refusal(Map.of("Host", host)::get))
                .hasValueSatisfying(refusal -> assertThat(refusal.status()).isEqualTo(403))
                .hasValueSatisfying(refusal -> assertThat(refusal.reason()).contains("http.allowed-hosts"));
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, '', storage, false",
        "127.0.0.1, 'storage, plumbline.example', storage, true",
        "0.0.0.0, '', storage, true",
        "0.0.0.0, plumbline.example, storage, false",
        "0.0.0.0, plumbline.example, Plumbline.Example, true",
        "0.0.0.0, plumbline.example, 10.0.0.7, true",
        "10.0.0.7, plumbline.example, 10.0.0.7, true",
        "10.0.0.7, plumbline.example, 10.0.0.8, false",
        "10.0.0.7, plumbline.example, localhost, true",
    })
    void answersToTheNamesThatItIsToldAndToEachWhereItIsOpenAndToldNone(
            String bind, String allowed, String host, boolean answers) {
        BrowserGuard guard = BrowserGuard.from(Settings.of(Map.of("bind", bind, "http.allowed-hosts", allowed)));

        assertThat(guard.refusal(Map.of("Host", host + ":8181")::get).isEmpty()).isEqualTo(answers);
    }

    @ParameterizedTest
    @CsvSource({
        "http://localhost:8080, true",
        "https://localhost:8080, true",
        "http://localhost:8081, false",
        "http://evil.example, false",
        "'null', false",
        "https://desk.example, true",
    })
    void letsOnlyItsOwnPageAndThoseThatItIsToldCall(String origin, boolean may) {
        BrowserGuard guard = BrowserGuard.from(Settings.of(Map.of("http.allowed-origins", "https://desk.example")));

        Map<String, String> headers = Map.of("Host", "localhost:8080", "Origin", origin);

        assertThat(guard.refusal(headers::get).isEmpty()).isEqualTo(may);
    }

    @ParameterizedTest
    @CsvSource({
        "POST, application/json, 2, true",
        "POST, Application/JSON; charset=utf-8, 2, true",
        "POST, text/plain, 2, false",
        "PUT, application/jsonish, 2, false",
        "DELETE, text/plain, 0, true",
        "GET, text/plain, 2, true",
    })
    void takesAChangeOnlyAsJson(String method, String type, String length, boolean taken) {
        Map<String, String> headers = Map.of("Host", "localhost", "Content-Type", type, "Content-Length", length);

        assertThat(local.refusalOfChange(method, headers::get).isEmpty()).isEqualTo(taken);
    }

    @Test
    void takesNoChangeWithABodyOfUnknownKind() {
        Optional<BrowserGuard.Refusal> refusal =
                local.refusalOfChange("POST", Map.of("Host", "localhost", "Transfer-Encoding", "chunked")::get);

        assertThat(refusal).map(BrowserGuard.Refusal::status).contains(415);
    }
}
