package dev.plumbline.processing.stream;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.function.ObjIntConsumer;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.catalyst.InternalRow;

/**
 * The task's part of a batch whose decisions the driver makes: reads each record by its contract, and answers with the
 * identities of those that are readable and the row rule that each breaks. Nothing is written.
 */
final class ReadIdentities implements FlatMapFunction<Iterator<InternalRow>, long[]> {

    private static final long serialVersionUID = 1L;

    static final int NO_RULE = -1;

    private static final int WIDTH = 6;
    private static final int FIRST_RECORDS = 1_024;

    private final StreamParts.Handle handle;

    ReadIdentities(StreamParts.Handle handle) {
        this.handle = handle;
    }

    @Override
    public Iterator<long[]> call(Iterator<InternalRow> records) {
        StreamParts parts = handle.parts();
        RowRules.Asked rules = parts.rules().ask();
        long[] found = new long[FIRST_RECORDS * WIDTH];
        int length = 0;
        while (records.hasNext()) {
            DecodedEvent event = parts.decoder().decode(records.next());
            if (event.violation() != null) {
                continue;
            }
            if (length == found.length) {
                found = Arrays.copyOf(found, length * 2);
            }
            Identity identity = Identity.of(event);
            found[length++] = identity.high();
            found[length++] = identity.low();
            found[length++] = identity.day();
            found[length++] = identity.contentHash();
            found[length++] = identity.owner();
            found[length++] = parts.rules().number(rules.brokenBy(event.values()));
        }
        return List.of(Arrays.copyOf(found, length)).iterator();
    }

    /** Hands over what one task found: an identity, and the number of a rule or {@link #NO_RULE}. */
    static void forEach(long[] found, ObjIntConsumer<Identity> each) {
        for (int i = 0; i < found.length; i += WIDTH) {
            each.accept(new Identity(found[i], found[i + 1], (int) found[i + 2], found[i + 3], found[i + 4]), (int)
                    found[i + 5]);
        }
    }
}
