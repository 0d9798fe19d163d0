package dev.plumbline.processing.gold;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.JoinedRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;

/** The groups of one window, as far as rows were added: what a model answers for it can be asked at any time. */
final class WindowGroups {

    /** Map entry, key row, buffer row and their headers; and what a field of a buffer takes. Read off a heap histogram. */
    private static final int GROUP_BYTES = 160;

    private static final int FIELD_BYTES = 40;

    private static final class Group {
        final InternalRow buffer;
        final DistinctValues[] distinct;

        Group(InternalRow buffer, int distincts) {
            this.buffer = buffer;
            this.distinct = new DistinctValues[distincts];
            for (int i = 0; i < distincts; i++) {
                distinct[i] = new DistinctValues();
            }
        }
    }

    private final Aggregation aggregation;
    private final Map<UnsafeRow, Group> groups = new HashMap<>();
    private final JoinedRow withNews = new JoinedRow();
    private long keyBytes;
    private long rows;

    WindowGroups(Aggregation aggregation) {
        this.aggregation = aggregation;
    }

    /** Adds a row of silver that has the columns of {@link Aggregation#columns}. */
    void add(InternalRow silverRow) {
        InternalRow row = aggregation.prepared(silverRow);
        if (row == null) {
            return;
        }
        rows++;
        GroupFunctions functions = aggregation.functions();
        UnsafeRow key = functions.key(row);
        Group group = groups.get(key);
        if (group == null) {
            group = new Group(
                    functions.newBuffer(), aggregation.distinctValues().size());
            UnsafeRow kept = key.copy();
            keyBytes += kept.getSizeInBytes();
            groups.put(kept, group);
        }
        functions.add(group.buffer, group.distinct.length == 0 ? row : withNews.apply(row, news(group, row)));
    }

    private InternalRow news(Group group, InternalRow row) {
        Object[] news = new Object[group.distinct.length];
        for (int i = 0; i < news.length; i++) {
            UnsafeProjection value = aggregation.distinctValues().get(i);
            news[i] = group.distinct[i].add(value.apply(row));
        }
        return new GenericInternalRow(news);
    }

    /** One row per group. */
    List<Row> answer() {
        List<Row> answer = new ArrayList<>(groups.size());
        groups.forEach((key, group) ->
                answer.add(aggregation.row(aggregation.functions().answer(key, group.buffer))));
        return answer;
    }

    /** About how much memory this takes. */
    long bytes() {
        long bytes = keyBytes
                + groups.size()
                        * (GROUP_BYTES
                                + (long) FIELD_BYTES * aggregation.functions().bufferFields());
        if (!aggregation.distinctValues().isEmpty()) {
            for (Group group : groups.values()) {
                for (DistinctValues values : group.distinct) {
                    bytes += values.bytes();
                }
            }
        }
        return aggregation.growsWithRows() ? bytes + rows * FIELD_BYTES : bytes;
    }
}
