package dev.plumbline.visualize.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.buffer.contract.Contracts;
import dev.plumbline.buffer.kafka.PartitionRange;
import dev.plumbline.runtime.Metrics;
import dev.plumbline.storage.tables.Offsets;
import dev.plumbline.visualize.book.ModelPage;
import dev.plumbline.visualize.book.StreamPage;
import dev.plumbline.visualize.tables.TableName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LiveMetricsTest {

    private final Metrics metrics = new Metrics();
    private LiveMetrics live;

    @BeforeEach
    void start() throws Exception {
        live = new LiveMetrics(
                metrics.registry(), Contracts.load(Optional.empty()).all());
    }

    @Test
    void showsHowFarBehindAStreamIsAndWhetherItsBookCloses() {
        StreamLag lag = new StreamLag(List.of(new PartitionRange("orders", 0, 0, 130)), Offsets.NONE.with(0, 100));
        StreamPage page = new StreamPage("orders", 100, 90, 4, 5, List.of());
        ModelPage model = new ModelPage("revenue_by_minute", "orders", 90L, 88, 1, null, true, List.of());

        show(Map.of("orders", lag), Map.of("orders", 2.5), Optional.empty(), tables(page, model));

        assertThat(metrics.scrape())
                .contains("plumbline_stream_lag_records{stream=\"orders\"} 30.0")
                .contains("plumbline_stream_lag_seconds{stream=\"orders\"} 2.5")
                .contains("plumbline_book_rows{column=\"silver\",stream=\"orders\"} 90.0")
                .contains("plumbline_book_difference{stream=\"orders\"} 1.0")
                .contains("plumbline_model_difference{model=\"revenue_by_minute\"} 1.0")
                .contains("plumbline_model_current{model=\"revenue_by_minute\"} 1.0")
                .contains("plumbline_table_files{table=\"silver.orders\"} 7.0")
                .contains("plumbline_table_small_files{table=\"silver.orders\"} 6.0")
                .contains("plumbline_table_snapshots{table=\"silver.orders\"} 3.0")
                .contains("plumbline_table_commit_timestamp_seconds{table=\"silver.orders\"} 1.5");
    }

    @Test
    void whatIsNoLongerKnownIsNoNumber() {
        StreamLag lag = new StreamLag(List.of(new PartitionRange("orders", 0, 0, 130)), Offsets.NONE);
        show(Map.of("orders", lag), Map.of("orders", 2.5), Optional.empty(), Optional.empty());

        show(Map.of(), Map.of(), Optional.empty(), Optional.empty());

        assertThat(metrics.scrape())
                .contains("plumbline_stream_lag_records{stream=\"orders\"} NaN")
                .contains("plumbline_stream_lag_seconds{stream=\"orders\"} NaN");
    }

    @Test
    void countersBeginWithWhatTheTopicsHoldAndOutliveSilence() {
        show(Map.of(), Map.of(), Optional.empty(), Optional.empty());
        assertThat(metrics.scrape()).doesNotContain("plumbline_stream_dead_letters_total");

        show(
                Map.of(),
                Map.of(),
                Optional.of(Map.of("orders.dead-letters", List.of(new PartitionRange("orders.dead-letters", 0, 2, 9)))),
                Optional.empty());
        show(Map.of(), Map.of(), Optional.empty(), Optional.empty());

        assertThat(metrics.scrape()).contains("plumbline_stream_dead_letters_total{stream=\"orders\"} 9.0");
    }

    private void show(
            Map<String, StreamLag> lags,
            Map<String, Double> waited,
            Optional<Map<String, List<PartitionRange>>> topics,
            Optional<LiveState.Tables> tables) {
        live.show(Map.of("buffer", true), lags, waited, topics, tables);
    }

    private static Optional<LiveState.Tables> tables(StreamPage page, ModelPage model) {
        StoreFigures.Held held = new StoreFigures.Held(90, 1_000, 7, 6, 3, 1_500);
        return Optional.of(new LiveState.Tables(
                Map.of("orders", page),
                List.of(model),
                new StoreFigures.Store(3, 7, 6, List.of(), Map.of(new TableName("silver", "orders"), held))));
    }
}
