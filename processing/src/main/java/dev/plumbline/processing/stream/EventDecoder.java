package dev.plumbline.processing.stream;

import dev.plumbline.buffer.contract.CloudEventHeaders;
import dev.plumbline.buffer.contract.Contract;
import dev.plumbline.buffer.contract.EventReader;
import dev.plumbline.buffer.contract.Violation;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;

/**
 * Reads the records of Spark's Kafka source (with headers) by a contract. The same {@link EventReader} as at ingest decides, so
 * both layers mean the same by "valid". Works on Spark's own rows: turning every record into a typed Spark row and back
 * took more time than all the rest of a small batch.
 */
final class EventDecoder {

    // The columns of Spark's Kafka source, in its order.
    private static final int KEY = 0;
    private static final int VALUE = 1;
    private static final int TOPIC = 2;
    private static final int PARTITION = 3;
    private static final int OFFSET = 4;
    private static final int TIMESTAMP = 5;
    private static final int HEADERS = 7;

    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999999Z");
    private static final byte[] NOTHING = {};

    private final EventReader reader;

    EventDecoder(Contract contract) {
        this.reader = EventReader.compile(contract);
    }

    DecodedEvent decode(InternalRow record) {
        byte[] value = record.isNullAt(VALUE) ? NOTHING : record.getBinary(VALUE);
        EventReader.Read read = reader.read(value, 0, value.length);
        String id = null;
        String source = null;
        String type = null;
        Long claimed = null;
        ArrayData headers = record.isNullAt(HEADERS) ? null : record.getArray(HEADERS);
        for (int i = 0; headers != null && i < headers.numElements(); i++) {
            InternalRow header = headers.getStruct(i, 2);
            String name = header.getUTF8String(0).toString();
            if (!name.startsWith("ce_") || header.isNullAt(1)) {
                // Other headers are the sender's own and stay in the topic.
                continue;
            }
            String text = new String(header.getBinary(1), StandardCharsets.UTF_8);
            switch (name) {
                case CloudEventHeaders.ID -> id = text;
                case CloudEventHeaders.SOURCE -> source = text;
                case CloudEventHeaders.TYPE -> type = text;
                case CloudEventHeaders.TIME -> claimed = micros(text);
                default -> {
                    // An attribute that the tables have no column for.
                }
            }
        }
        Violation violation = read.violation();
        if (violation == null && (id == null || source == null)) {
            violation = new Violation(
                    "", "identity", "the record has no " + CloudEventHeaders.ID + " or " + CloudEventHeaders.SOURCE);
        }
        long received = record.getLong(TIMESTAMP);
        return new DecodedEvent(
                read.values(),
                violation,
                source,
                id,
                type,
                claimed,
                eventMicros(read, claimed, received),
                received,
                read.contentHash(),
                record.getUTF8String(TOPIC).toString(),
                record.getInt(PARTITION),
                record.getLong(OFFSET),
                record.isNullAt(KEY) ? null : new String(record.getBinary(KEY), StandardCharsets.UTF_8),
                new String(value, StandardCharsets.UTF_8));
    }

    /** The event's own time; a stream or event without one takes what its sender claimed, else when it was received. */
    private static long eventMicros(EventReader.Read read, Long claimed, long received) {
        if (read.violation() == null && read.eventTimeMicros() != EventReader.NO_EVENT_TIME) {
            return read.eventTimeMicros();
        }
        return claimed == null ? received : claimed;
    }

    /** A foreign producer may write anything here; what no table can hold is as good as absent. */
    private static Long micros(String text) {
        try {
            Instant instant = OffsetDateTime.parse(text)
                    .withOffsetSameInstant(ZoneOffset.UTC)
                    .toInstant();
            return instant.isBefore(EARLIEST) || instant.isAfter(LATEST)
                    ? null
                    : Long.valueOf(instant.getEpochSecond() * 1_000_000L + instant.getNano() / 1_000);
        } catch (DateTimeParseException e) {
            return null;
        }
    }
}
