package dev.plumbline.bench.freshness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.local.Json;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SnapshotsTest {

    private static final long SENT = 1_000;

    private final Snapshots snapshots = new Snapshots();

    @BeforeEach
    void learn() throws IOException {
        snapshots.learn(Json.tree("""
                {"table": "silver.orders", "snapshots": [
                  {"id": "2", "summary": {"plumbline.stream": "orders", "plumbline.offsets": "{\\"0\\":20,\\"1\\":5}"}},
                  {"id": "1", "summary": {"plumbline.stream": "orders", "plumbline.offsets": "{\\"0\\":10}"}}]}"""));
        snapshots.learn(Json.tree("""
                {"table": "gold.revenue_by_minute", "snapshots": [
                  {"id": "7", "summary": {"plumbline.silver-snapshot-id": "2", "plumbline.rows-late": "0"}},
                  {"id": "6", "summary": {"plumbline.silver-snapshot-id": "1"}}]}"""));
    }

    @Test
    void anEventIsVisibleInTheFirstSnapshotPastItsOffset() {
        List<TableWatch.Sighting> silver = List.of(seen("1", 1_100), seen("2", 1_300));

        assertThat(snapshots.freshness(event(0, 9), silver)).hasValue(100);
        assertThat(snapshots.freshness(event(0, 10), silver)).hasValue(300);
        assertThat(snapshots.freshness(event(1, 4), silver)).hasValue(300);
        assertThat(snapshots.freshness(event(0, 20), silver)).isEmpty();
    }

    @Test
    void goldHoldsWhatTheSilverSnapshotItIsUpToHolds() {
        List<TableWatch.Sighting> gold = List.of(seen("6", 1_200), seen("7", 1_500));

        assertThat(snapshots.freshness(event(0, 10), gold)).hasValue(500);
        assertThat(snapshots.stream(gold)).hasValue("orders");
    }

    @Test
    void snapshotsOfOtherStreamsAndUnknownOnesHoldNothing() {
        List<TableWatch.Sighting> sightings = List.of(seen("99", 1_100), seen("2", 1_300));
        Acknowledged other = new Acknowledged("web-logs", 0, 3, SENT);

        assertThat(snapshots.freshness(event(0, 3), sightings)).hasValue(300);
        assertThat(snapshots.freshness(other, sightings)).isEmpty();
    }

    @Test
    void knowsHowManyOffsetsLieBelowASnapshot() {
        assertThat(snapshots.of("2").orElseThrow().total()).isEqualTo(25);
    }

    @Test
    void readsWhichSnapshotAnAnswerIsAsOf() throws IOException {
        String answer = """
                {"table": "silver.orders", "snapshots": {"silver.orders": {"id": "42", "committedAt": "now"}}, "rows": []}""";

        assertThat(TableWatch.snapshotId("silver.orders", answer)).isEqualTo("42");
        assertThat(TableWatch.snapshotId("silver.orders", "{}")).isEmpty();
    }

    private static Acknowledged event(int partition, long offset) {
        return new Acknowledged("orders", partition, offset, SENT);
    }

    private static TableWatch.Sighting seen(String snapshotId, long at) {
        return new TableWatch.Sighting(snapshotId, at);
    }
}
