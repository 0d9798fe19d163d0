package dev.plumbline.visualize;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.runtime.InvalidSettingException;
import dev.plumbline.runtime.Settings;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VisualizeConfigTest {

    @Test
    void namesTheSettingOfALimitThatTheEngineCannotKeep() {
        assertThatThrownBy(() -> VisualizeConfig.from(Settings.of(Map.of("visualize.query-memory", "much"))))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("visualize.query-memory is much, expected a size such as 512MB");
        assertThatThrownBy(() -> VisualizeConfig.from(Settings.of(Map.of("visualize.query-timeout", "0s"))))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("visualize.query-timeout is 0s");
    }
}
