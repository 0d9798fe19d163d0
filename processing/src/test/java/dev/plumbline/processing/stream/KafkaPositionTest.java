package dev.plumbline.processing.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.storage.tables.Offsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class KafkaPositionTest {

    private static KafkaTopic.View topic(String id, Map<Integer, KafkaTopic.Range> partitions) {
        return new KafkaTopic.View("orders", id, new TreeMap<>(partitions));
    }

    private static KafkaTopic.Range range(long begin, long end) {
        return new KafkaTopic.Range(begin, end);
    }

    @Test
    void aStreamReadsOnWhereItsTablesEndAndANewPartitionFromItsBeginning() throws Exception {
        KafkaTopic.View topic = topic("first", Map.of(0, range(2, 20), 1, range(0, 5), 2, range(0, 3)));

        Offsets start = KafkaPosition.check("orders", topic, Offsets.of(Map.of(0, 12L, 1, 5L)), Set.of("first"));

        assertThat(start).isEqualTo(Offsets.of(Map.of(0, 12L, 1, 5L, 2, 0L)));
    }

    @Test
    void aTopicThatWasMadeAnewIsToldFromTheOneThatWasReadHoweverLongItHasGrown() {
        KafkaTopic.View topic = topic("second", Map.of(0, range(0, 1_000)));

        assertThatThrownBy(() -> KafkaPosition.check("orders", topic, Offsets.of(Map.of(0, 12L)), Set.of("first")))
                .isInstanceOf(KafkaPosition.LostException.class)
                .hasMessageContaining("The topic orders has the id second")
                .hasMessageContaining("read from the one with the id first")
                .hasMessageContaining("./plumbline reset");
    }

    @Test
    void whatWasWrittenBeforeBronzeFromAnotherTopicIsFoundToo() {
        KafkaTopic.View topic = topic("second", Map.of(0, range(0, 1_000)));

        assertThatThrownBy(() -> KafkaPosition.check("orders", topic, Offsets.NONE, Set.of("first")))
                .isInstanceOf(KafkaPosition.LostException.class)
                .hasMessageContaining("made anew");
    }

    @Test
    void tablesThatDoNotSayWhichTopicWasReadAreTakenAtTheirOffsets() throws Exception {
        KafkaTopic.View topic = topic("first", Map.of(0, range(0, 20)));

        Offsets start = KafkaPosition.check("orders", topic, Offsets.of(Map.of(0, 12L)), Set.of());

        assertThat(start.end(0)).isEqualTo(12);
    }

    @Test
    void aTopicThatEndsBeforeWhatWasReadIsRefused() {
        KafkaTopic.View topic = topic("first", Map.of(0, range(0, 11)));

        assertThatThrownBy(() -> KafkaPosition.check("orders", topic, Offsets.of(Map.of(0, 12L)), Set.of("first")))
                .isInstanceOf(KafkaPosition.LostException.class)
                .hasMessageContaining("orders partition 0 ends at offset 11, but bronze.orders has read up to 12");
    }

    @Test
    void eventsThatRetentionRemovedBeforeTheyWereReadAreCounted() {
        KafkaTopic.View topic = topic("first", Map.of(0, range(15, 40)));

        assertThatThrownBy(() -> KafkaPosition.check("orders", topic, Offsets.of(Map.of(0, 12L)), Set.of("first")))
                .isInstanceOf(KafkaPosition.LostException.class)
                .hasMessageContaining("retention removed 3 events");
    }
}
