package dev.plumbline.storage.tables;

import static dev.plumbline.storage.tables.Samples.append;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.buffer.contract.FieldType;
import java.util.Map;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.Test;

class SnapshotHistoryTest {

    private final Table table = Tables.ensure(
            Samples.catalog(),
            TableDefinitions.bronze(
                    Samples.contract(Samples.required("at", "at", FieldType.of(FieldType.Kind.TIMESTAMP)))));

    @Test
    void findsTheNewestCommitOfAStreamAmongThoseOfOthers() {
        append(table, batch("sales", 1, "{\"0\":5}"));
        Snapshot second = append(table, batch("sales", 2, "{\"0\":9}"));
        append(table, batch("web-logs", 7, "{\"0\":100}"));
        append(table, Map.of());

        assertThat(SnapshotHistory.newestOfStream(table, "sales")).contains(second);
        assertThat(SnapshotHistory.newestOfStream(table, "nobody")).isEmpty();
        assertThat(SnapshotHistory.newestWith(table, second, SnapshotProperties.BATCH_ID))
                .contains(second);
        assertThat(SnapshotHistory.from(table, table.currentSnapshot())).hasSize(4);
    }

    @Test
    void findsWhatTheTableWasWhenTheStreamHadBeenReadSoFar() {
        Snapshot first = append(table, batch("sales", 1, "{\"0\":5,\"1\":2}"));
        append(table, batch("sales", 2, "{\"0\":5,\"1\":4}"));

        assertThat(SnapshotHistory.newestNotPast(table, "sales", Offsets.parse("{\"0\":7,\"1\":3}")))
                .contains(first);
        assertThat(SnapshotHistory.newestNotPast(table, "sales", Offsets.parse("{\"0\":1}")))
                .isEmpty();
    }

    @Test
    void anEmptyTableHasNoHistory() {
        assertThat(SnapshotHistory.newestOfStream(table, "sales")).isEmpty();
    }

    private static Map<String, String> batch(String stream, int number, String offsets) {
        return Map.of(
                SnapshotProperties.STREAM,
                stream,
                SnapshotProperties.BATCH_ID,
                Integer.toString(number),
                SnapshotProperties.OFFSETS,
                offsets);
    }
}
