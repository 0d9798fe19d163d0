package dev.plumbline.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {

    @Test
    void tellsWhichFlagsNobodyAskedFor() {
        Settings settings = Settings.load(
                new String[] {"--ingest-prot", "1", "--ingest-port", "2", "--loud", "--config="}, Map.of());

        settings.port("ingest.port", 8081);

        assertThat(settings.unusedFlags()).containsExactly("--ingest-prot", "--loud");
    }

    @Test
    void takesTheFlagBeforeTheEnvironmentBeforeTheFileBeforeTheDefault(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("plumbline.properties"), "a.b=file\nc=file\nd=file\n");
        Settings settings = Settings.load(
                new String[] {"--config", file.toString(), "--a-b=flag"},
                Map.of("PLUMBLINE_A_B", "environment", "PLUMBLINE_C", "environment"));

        assertThat(settings.text("a.b", "default")).isEqualTo("flag");
        assertThat(settings.text("c", "default")).isEqualTo("environment");
        assertThat(settings.text("d", "default")).isEqualTo("file");
        assertThat(settings.text("e", "default")).isEqualTo("default");
        assertThat(settings.used())
                .extracting(Settings.Setting::origin)
                .containsExactly("flag --a-b", "environment PLUMBLINE_C", "file " + file, "default");
    }

    @Test
    void readsFlagsWithAValueBehindThemOrAfterAnEqualsSignOrWithout() {
        Settings settings = Settings.load(new String[] {"--on", "--port", "81", "--name=x=y", "--off=false"}, Map.of());

        assertThat(settings.flag("on", false)).isTrue();
        assertThat(settings.port("port", 80)).isEqualTo(81);
        assertThat(settings.text("name", "")).isEqualTo("x=y");
        assertThat(settings.flag("off", true)).isFalse();
    }

    @Test
    void refusesAWordThatIsNoFlag() {
        assertThatThrownBy(() -> Settings.load(new String[] {"port"}, Map.of()))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("port is not a flag");
    }

    @Test
    void saysWhereAWrongValueCameFromAndWhatIsExpected() {
        Settings settings = Settings.load(new String[0], Map.of("PLUMBLINE_INGEST_PORT", "70000"));

        assertThatThrownBy(() -> settings.port("ingest.port", 8081))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage(
                        "ingest.port is 70000 (environment PLUMBLINE_INGEST_PORT), expected a whole number from 0 to 65535");
        assertThatThrownBy(() -> Settings.of(Map.of("n", "many")).number("n", 1, 0, 9))
                .hasMessageContaining("n is many");
        assertThatThrownBy(() -> Settings.of(Map.of("f", "perhaps")).flag("f", true))
                .hasMessageContaining("expected true or false");
        assertThatThrownBy(() -> Settings.of(Map.of("d", "soon")).duration("d", Duration.ZERO))
                .hasMessageContaining("a duration such as 500ms");
        assertThatThrownBy(() -> Settings.of(Map.of("d", "-1s")).duration("d", Duration.ZERO))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("d is -1s")
                .hasMessageContaining("none below zero");
        assertThatThrownBy(() -> Settings.of(Map.of("d", "2h"))
                        .duration("d", Duration.ofSeconds(5), Duration.ofSeconds(1), Duration.ofHours(1)))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("from PT1S to PT1H");
    }

    @Test
    void masksSecretsInWhatItTellsOfSettingsThatWereUsed() {
        Settings settings =
                Settings.of(Map.of("storage.jdbc.password", "hush", "api-token", "hush", "client.secret", ""));

        assertThat(settings.text("storage.jdbc.password", "")).isEqualTo("hush");
        assertThatThrownBy(() -> settings.number("api-token", 1, 0, 9))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("api-token is ***");
        assertThat(settings.optional("client.secret")).contains("");
        assertThat(settings.used()).extracting(Settings.Setting::value).containsExactly("***", "", "***");
    }

    @Test
    void masksTheCatalogsPropertiesAsTheyMayHoldACredential() {
        Settings settings = Settings.of(Map.of("catalog.properties", "credential=id:hush"));

        assertThat(settings.text("catalog.properties", "")).isEqualTo("credential=id:hush");
        assertThat(settings.used()).extracting(Settings.Setting::value).containsExactly("***");
    }

    @Test
    void saysWhichFileCannotBeRead() {
        assertThatThrownBy(() -> Settings.load(new String[] {"--config", "/no/such/file"}, Map.of()))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("/no/such/file");
    }

    @ParameterizedTest
    @CsvSource({"500ms,PT0.5S", "1s,PT1S", "5m,PT5M", "2h,PT2H", "PT1M,PT1M", "pt3s,PT3S", "P1D,PT24H"})
    void readsDurationsInShortAndIsoForm(String text, Duration expected) {
        assertThat(Settings.of(Map.of("d", text)).duration("d", Duration.ZERO)).isEqualTo(expected);
    }

    @Test
    void makesPathsAbsolute() {
        assertThat(Settings.of(Map.of("data.dir", "x/../data")).path("data.dir", "."))
                .isAbsolute()
                .endsWithRaw(Path.of("data"));
        assertThat(Settings.of(Map.of()).optionalPath("contracts.dir")).isEmpty();
    }

    @Test
    void whatOthersMakeOfSettingsFailsAsASettingDoes() {
        Settings settings = Settings.of(Map.of("place", "nowhere"));

        assertThat(settings.<String>parsed(given -> given.text("place", ""))).isEqualTo("nowhere");
        assertThatThrownBy(() -> settings.parsed(given -> {
                    throw new IllegalArgumentException("place is " + given.text("place", ""));
                }))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage("place is nowhere");
    }
}
