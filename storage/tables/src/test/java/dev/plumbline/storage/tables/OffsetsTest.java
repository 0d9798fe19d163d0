package dev.plumbline.storage.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OffsetsTest {

    @Test
    void printsAndReadsItsJson() {
        Offsets offsets = Offsets.of(Map.of(1, 7L, 0, 12L, 10, 0L));

        assertThat(offsets).hasToString("{\"0\":12,\"1\":7,\"10\":0}");
        assertThat(Offsets.parse(offsets.toString())).isEqualTo(offsets);
        assertThat(Offsets.parse(" { \"0\" : 12 }".strip()).end(0)).isEqualTo(12);
    }

    @Test
    void nothingReadIsZeroForEveryPartition() {
        assertThat(Offsets.parse(null)).isEqualTo(Offsets.NONE);
        assertThat(Offsets.parse("{}").end(3)).isZero();
        assertThat(Offsets.NONE).hasToString("{}");
    }

    @Test
    void movesOnePartitionAndLeavesTheOriginal() {
        Offsets before = Offsets.of(Map.of(0, 5L));

        Offsets after = before.with(0, 9).with(1, 2);

        assertThat(before.end(0)).isEqualTo(5);
        assertThat(after.end(0)).isEqualTo(9);
        assertThat(after.total()).isEqualTo(11);
        assertThat(before.notPast(after)).isTrue();
        assertThat(after.notPast(before)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{0:1}", "{\"0\":-1}", "{\"0\":1,}", "{\"0\":1} x", "{\"a\":1}"})
    void refusesWhatIsNoOffsets(String text) {
        assertThatThrownBy(() -> Offsets.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected JSON such as");
    }
}
