package dev.plumbline.visualize.book;

import dev.plumbline.storage.tables.Offsets;
import dev.plumbline.storage.tables.SnapshotHistory;
import dev.plumbline.storage.tables.SnapshotProperties;
import dev.plumbline.visualize.query.Queries;
import dev.plumbline.visualize.query.Rows;
import dev.plumbline.visualize.tables.CurrentTables;
import dev.plumbline.visualize.tables.Manifests;
import dev.plumbline.visualize.tables.TableAt;
import dev.plumbline.visualize.tables.TableName;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.PartitionField;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Snapshot;

/**
 * The closed book, read from the tables alone. Bronze's latest commit says how far the stream was read; the other tables
 * are taken as of their newest commit that is not past it, so that all of them speak of the same events. Since a batch commits
 * bronze last, bronze is looked at first.
 */
public final class Book {

    private static final TableName DUPLICATES = new TableName("ops", "duplicates");
    private static final int MAX_HOURS = 24 * 366;

    /** Every row that is not past what bronze holds, once for each hour of arrival; the four tables stand in this order. */
    private static final String ROWS = """
            SELECT date_trunc('hour', received_at) AS hour, count(*) AS accepted, 0 AS silver, 0 AS quarantine, 0 AS duplicates
            FROM %%s WHERE %1$s GROUP BY ALL
            UNION ALL
            SELECT date_trunc('hour', _received_at), 0, count(*), 0, 0 FROM %%s WHERE %2$s GROUP BY ALL
            UNION ALL
            SELECT date_trunc('hour', received_at), 0, 0, count(*), 0 FROM %%s WHERE %1$s GROUP BY ALL
            UNION ALL
            SELECT date_trunc('hour', received_at), 0, 0, 0, count(*) FROM %%s WHERE stream = $1 AND (%1$s) GROUP BY ALL
            """;

    private static final String SUMS = "sum(accepted)::BIGINT AS accepted, sum(silver)::BIGINT AS silver,"
            + " sum(quarantine)::BIGINT AS quarantine, sum(duplicates)::BIGINT AS duplicates";

    private final CurrentTables tables;
    private final Manifests manifests;
    private final Queries queries;

    public Book(CurrentTables tables, Manifests manifests, Queries queries) {
        this.tables = tables;
        this.manifests = manifests;
        this.queries = queries;
    }

    /** The page of a stream; {@code moment} ({@link System#nanoTime}): bronze is at least as new. */
    public StreamPage stream(String stream, long moment) {
        Optional<TableAt> bronze = tables.notOlderThan(new TableName("bronze", stream), moment);
        long bronzeSeen = System.nanoTime();
        Optional<Snapshot> read = bronze.flatMap(at -> SnapshotHistory.newestOfStream(at.table(), stream));
        if (read.isEmpty()) {
            return new StreamPage(stream, 0, 0, 0, 0, bronze.map(List::of).orElse(List.of()));
        }
        Offsets end = offsets(read.get());
        List<TableAt> together = new ArrayList<>();
        together.add(bronze.get().at(read));
        for (TableName name :
                List.of(new TableName("silver", stream), new TableName("quarantine", stream), DUPLICATES)) {
            tables.notOlderThan(name, bronzeSeen)
                    .ifPresent(at -> together.add(at.at(SnapshotHistory.newestNotPast(at.table(), stream, end))));
        }
        StreamPage page = new StreamPage(
                stream,
                together.get(0).rows(),
                rows(together, "silver"),
                rows(together, "quarantine"),
                together.stream()
                        .filter(at -> at.name().equals(DUPLICATES))
                        .mapToLong(at -> rowsOf(at, stream))
                        .sum(),
                List.copyOf(together));
        return page.closes() || page.tables().size() < 4 ? page : counted(page, end);
    }

    /** The page by hour of arrival, newest hour first, at the page's own snapshots. */
    public List<Map<String, Object>> hours(StreamPage page) {
        if (page.tables().size() < 4) {
            return List.of();
        }
        String sql = "SELECT hour, " + SUMS + " FROM (" + rowsNotPast(read(page))
                + ") GROUP BY hour ORDER BY hour DESC LIMIT " + MAX_HOURS;
        return queries.over(sql, page.tables(), List.of(page.stream()), rows -> {
            List<Map<String, Object>> hours = new ArrayList<>();
            while (rows.next()) {
                Map<String, Object> hour = new LinkedHashMap<>();
                hour.put("hour", rows.value(1).toString());
                StreamPage figures = new StreamPage(
                        page.stream(), count(rows, 2), count(rows, 3), count(rows, 4), count(rows, 5), List.of());
                hour.putAll(figures.figures());
                hours.add(hour);
            }
            return hours;
        });
    }

    /**
     * The same page, row by row from the newest snapshots. It is asked for only where metadata alone does not close the book:
     * after a crash in the middle of a batch, a table can be ahead of bronze until the batch has been done again, and then no
     * snapshot of it ends where bronze ends.
     */
    private StreamPage counted(StreamPage page, Offsets end) {
        List<TableAt> newest = new ArrayList<>();
        newest.add(page.tables().get(0));
        page.tables().stream()
                .skip(1)
                .forEach(at -> newest.add(at.at(Optional.ofNullable(at.table().currentSnapshot()))));
        String sql = "SELECT " + SUMS + " FROM (" + rowsNotPast(end) + ")";
        return queries.over(sql, newest, List.of(page.stream()), rows -> {
            rows.next();
            return new StreamPage(
                    page.stream(), count(rows, 1), count(rows, 2), count(rows, 3), count(rows, 4), newest);
        });
    }

    private static long count(Rows rows, int column) throws SQLException {
        return rows.value(column) instanceof Long count ? count : 0;
    }

    private static String rowsNotPast(Offsets end) {
        return ROWS.formatted(
                notPast(end, "\"partition\"", "\"offset\""), notPast(end, "_kafka_partition", "_kafka_offset"));
    }

    private static String notPast(Offsets end, String partition, String offset) {
        return end.ends().entrySet().stream()
                .map(each -> partition + " = " + each.getKey() + " AND " + offset + " < " + each.getValue())
                .collect(Collectors.joining(" OR ", "(", ")"));
    }

    /**
     * The page of each model that has a gold table. {@code active} are the models that processing keeps up to date: the table
     * of a model that was taken away stays as it is and follows silver no more. While they are not known, every table counts.
     */
    public List<ModelPage> models(long moment, Optional<Set<String>> active) {
        List<ModelPage> pages = new ArrayList<>();
        for (TableName name : tables.names()) {
            if (name.namespace().equals("gold")
                    && active.map(known -> known.contains(name.name())).orElse(true)) {
                tables.notOlderThan(name, moment)
                        .flatMap(gold -> model(gold, active.isPresent()))
                        .ifPresent(pages::add);
            }
        }
        return pages;
    }

    /** How far bronze held a stream at {@code moment} ({@link System#nanoTime}) or later, for its lag. */
    public Offsets read(String stream, long moment) {
        return tables.notOlderThan(new TableName("bronze", stream), moment)
                .flatMap(at -> SnapshotHistory.newestOfStream(at.table(), stream))
                .map(Book::offsets)
                .orElse(Offsets.NONE);
    }

    /** How far bronze holds a stream at the snapshots of its page. */
    public static Offsets read(StreamPage page) {
        return page.tables().stream()
                .findFirst()
                .flatMap(TableAt::snapshot)
                .map(Book::offsets)
                .orElse(Offsets.NONE);
    }

    private Optional<ModelPage> model(TableAt gold, boolean active) {
        String stream = gold.table().properties().get(SnapshotProperties.STREAM);
        Optional<Snapshot> step = SnapshotHistory.newestWith(
                gold.table(), gold.table().currentSnapshot(), SnapshotProperties.SILVER_SNAPSHOT_ID);
        if (stream == null) {
            return Optional.empty();
        }
        Optional<TableAt> silver = tables.notOlderThan(new TableName("silver", stream), System.nanoTime());
        if (silver.isEmpty() || step.isEmpty()) {
            boolean nothing = silver.flatMap(TableAt::snapshot).isEmpty();
            return Optional.of(new ModelPage(
                    gold.name().name(),
                    stream,
                    0L,
                    0,
                    0,
                    null,
                    active ? nothing : null,
                    silver.map(List::of).orElse(List.of())));
        }
        Map<String, String> facts = step.get().summary();
        long silverId = Long.parseLong(facts.get(SnapshotProperties.SILVER_SNAPSHOT_ID));
        Optional<TableAt> upTo = Optional.ofNullable(silver.get().table().snapshot(silverId))
                .map(snapshot -> silver.get().at(Optional.of(snapshot)));
        boolean upToDate =
                silver.get().snapshot().map(now -> now.snapshotId() == silverId).orElse(false);
        String watermark = facts.get(SnapshotProperties.WATERMARK);
        return Optional.of(new ModelPage(
                gold.name().name(),
                stream,
                upTo.map(TableAt::rows).orElse(null),
                Long.parseLong(facts.getOrDefault(SnapshotProperties.ROWS_COUNTED, "0")),
                Long.parseLong(facts.getOrDefault(SnapshotProperties.ROWS_LATE, "0")),
                watermark == null ? null : Instant.parse(watermark),
                active ? upToDate : null,
                Stream.concat(Stream.of(gold.at(step)), upTo.stream()).toList()));
    }

    private static long rows(List<TableAt> together, String namespace) {
        return together.stream()
                .filter(at -> at.name().namespace().equals(namespace))
                .mapToLong(TableAt::rows)
                .sum();
    }

    /** The rows of one stream in a table that all streams share and that is partitioned by stream: from metadata alone. */
    private long rowsOf(TableAt at, String stream) {
        return manifests.files(at).data().stream()
                .filter(file -> stream.equals(partitionValue(at, file)))
                .mapToLong(DataFile::recordCount)
                .sum();
    }

    private static String partitionValue(TableAt at, DataFile file) {
        PartitionSpec spec = at.table().specs().get(file.specId());
        List<PartitionField> fields = spec.fields();
        for (int i = 0; i < fields.size(); i++) {
            if (fields.get(i).name().equals("stream")) {
                return String.valueOf(file.partition().get(i, CharSequence.class));
            }
        }
        throw new IllegalStateException(
                at.name() + " has files that are not partitioned by stream: " + file.location());
    }

    private static Offsets offsets(Snapshot snapshot) {
        return Offsets.parse(snapshot.summary().get(SnapshotProperties.OFFSETS));
    }
}
