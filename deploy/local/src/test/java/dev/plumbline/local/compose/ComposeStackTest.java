package dev.plumbline.local.compose;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.runtime.Settings;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ComposeStackTest {

    @Test
    void whatScaleStartsIsUsedBesideTheFilesThatTheStackHas() {
        assertThat(ComposeStack.withScale("")).containsExactly("compose.yaml", "compose.scale.yaml");
        assertThat(ComposeStack.withScale("compose.yaml:compose.versitygw.yaml"))
                .containsExactly("compose.yaml", "compose.versitygw.yaml", "compose.scale.yaml");
        assertThat(ComposeStack.withScale("compose.yaml:compose.scale.yaml:mine.yaml"))
                .containsExactly("compose.yaml", "compose.scale.yaml", "mine.yaml");
    }

    @Test
    void everyPortThatTheFilesPublishIsMovedByAnOffset() {
        Set<String> published = new TreeSet<>();
        Pattern variable = Pattern.compile("\\$\\{(PLUMBLINE_[A-Z_]+_PORT):-");
        ComposeFiles.services().values().forEach(service -> {
            Matcher ports = variable.matcher(String.valueOf(service.get("ports")));
            while (ports.find()) {
                published.add(ports.group(1));
            }
        });

        Set<String> moved = ComposeStack.environment(Settings.of(Map.of("port.offset", "8000")))
                .keySet();

        assertThat(published).contains("PLUMBLINE_BUFFER_THIRD_PORT");
        assertThat(moved).containsAll(published);
    }
}
