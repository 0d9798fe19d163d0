package dev.plumbline.processing.lake;

import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes one record into a file of a table, reads it back and deletes the file, of all of which the table never knows. What
 * the first batch would otherwise have to load is loaded while Spark still starts, and a warehouse that cannot be written is
 * named before any event comes.
 */
public final class Rehearsal {

    private static final Logger LOG = LoggerFactory.getLogger(Rehearsal.class);
    private static final OffsetDateTime EPOCH = OffsetDateTime.of(1970, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);

    private Rehearsal() {}

    /** Rehearses with a table of texts, numbers and times; a failure is only logged, as every batch would say it again. */
    public static void of(Table table) {
        try {
            TableFiles files = new TableFiles(table);
            Record record = files.record();
            List<Types.NestedField> fields = table.schema().columns();
            for (int i = 0; i < fields.size(); i++) {
                record.set(i, sample(fields.get(i).type()));
            }
            files.add(record);
            for (DataFile file : files.write()) {
                DataFiles.read(table, file, table.schema(), read -> {});
                DataFiles.readForSpark(table, file, table.schema(), read -> {});
                table.io().deleteFile(file.location());
            }
        } catch (RuntimeException e) {
            LOG.warn("cannot write a file of the warehouse table={} location={}", table.name(), table.location(), e);
        }
    }

    private static Object sample(Type type) {
        return switch (type.typeId()) {
            case STRING -> "rehearsal";
            case INTEGER -> 0;
            case LONG -> 0L;
            case BOOLEAN -> false;
            case TIMESTAMP -> EPOCH;
            default -> throw new IllegalArgumentException("no sample of a " + type);
        };
    }
}
