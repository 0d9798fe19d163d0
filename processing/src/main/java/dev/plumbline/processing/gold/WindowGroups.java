package dev.plumbline.processing.gold;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.JoinedRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;

/** The groups of one window, as far as rows were added: what a model answers for it can be asked at any time. */
final class WindowGroups {

    /** What things take in the heap, measured after a collection with 20,000 windows of each kind; rounded up. */
    private static final int WINDOW_BYTES = 250;

    private static final int GROUP_BYTES = 160;
    private static final int FIELD_BYTES = 40;
    private static final int OBJECT_BYTES = 1_000;
    private static final int DISTINCT_BYTES = 80;

    private record Group(InternalRow buffer, DistinctValues[] distinct) {}

    private final Aggregation aggregation;
    private final Map<UnsafeRow, Group> groups = new HashMap<>();
    private final JoinedRow joined = new JoinedRow();
    private long bytes = WINDOW_BYTES;

    WindowGroups(Aggregation aggregation) {
        this.aggregation = aggregation;
    }

    /** Adds a row of silver that has the columns of {@link Aggregation#columns}. */
    void add(InternalRow silverRow) {
        InternalRow row = aggregation.prepared(silverRow);
        if (row == null) {
            return;
        }
        GroupFunctions functions = aggregation.functions();
        UnsafeRow key = functions.key(row);
        Group group = groups.get(key);
        if (group == null) {
            group = group(key.copy(), row);
        }
        if (functions.objects() > 0) {
            bytes += FIELD_BYTES + aggregation.textBytes(row);
        }
        functions.add(group.buffer(), group.distinct().length == 0 ? row : joined.apply(row, whatIsNew(group, row)));
    }

    private Group group(UnsafeRow key, InternalRow row) {
        GroupFunctions functions = aggregation.functions();
        DistinctValues[] distinct =
                new DistinctValues[aggregation.distinctValues().size()];
        for (int i = 0; i < distinct.length; i++) {
            distinct[i] = new DistinctValues();
            bytes += DISTINCT_BYTES + distinct[i].bytes();
        }
        bytes += GROUP_BYTES
                + key.getSizeInBytes()
                + (long) FIELD_BYTES * functions.bufferFields()
                + OBJECT_BYTES * functions.objects()
                + (functions.keepsTexts() ? aggregation.textBytes(row) : 0);
        Group group = new Group(functions.newBuffer(), distinct);
        groups.put(key, group);
        return group;
    }

    /** For each DISTINCT, whether the row's value is new to the group. */
    private InternalRow whatIsNew(Group group, InternalRow row) {
        Object[] isNew = new Object[group.distinct().length];
        for (int i = 0; i < isNew.length; i++) {
            DistinctValues values = group.distinct()[i];
            bytes -= values.bytes();
            isNew[i] = values.add(aggregation.distinctValues().get(i).apply(row));
            bytes += values.bytes();
        }
        return new GenericInternalRow(isNew);
    }

    /** One row per group. */
    List<Row> answer() {
        List<Row> answer = new ArrayList<>(groups.size());
        groups.forEach((key, group) ->
                answer.add(aggregation.row(aggregation.functions().answer(key, group.buffer()))));
        return answer;
    }

    /** About how much memory this takes. */
    long bytes() {
        return bytes;
    }
}
