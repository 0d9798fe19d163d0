package dev.plumbline.processing.stream;

import dev.plumbline.buffer.contract.CloudEventHeaders;
import dev.plumbline.buffer.contract.Contract;
import dev.plumbline.buffer.contract.EventReader;
import dev.plumbline.buffer.contract.Field;
import dev.plumbline.buffer.contract.FieldType;
import dev.plumbline.buffer.contract.Violation;
import dev.plumbline.processing.spark.InProcess;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Kafka records as typed rows: the contract's fields first, then what the platform knows of each event (columns with a
 * leading underscore). An event that its contract refuses keeps its payload and has {@link #VIOLATION_RULE} set. The same
 * {@link EventReader} as at ingest decides, so both layers mean the same by "valid".
 */
final class DecodedEvents {

    static final String SOURCE = "_source";
    static final String ID = "_id";
    static final String EVENT_TIME = "_event_time";
    static final String RECEIVED_AT = "_received_at";
    static final String CONTENT_HASH = "_content_hash";
    static final String TOPIC = "_topic";
    static final String PARTITION = "_kafka_partition";
    static final String OFFSET = "_kafka_offset";
    static final String KEY = "_key";
    static final String TYPE = "_type";
    static final String CLAIMED_TIME = "_claimed_time";
    static final String PAYLOAD = "_payload";
    static final String VIOLATION_RULE = "_violation_rule";
    static final String VIOLATION_POINTER = "_violation_pointer";
    static final String VIOLATION_DETAIL = "_violation_detail";

    private static final int SYSTEM_COLUMNS = 15;

    /** Where the platform's columns stand in a decoded row; looking a column up by name costs more than reading it. */
    record Positions(
            int source,
            int id,
            int eventTime,
            int receivedAt,
            int contentHash,
            int topic,
            int partition,
            int offset,
            int key,
            int type,
            int claimedTime,
            int payload,
            int violationRule,
            int violationPointer,
            int violationDetail,
            int brokenRule) {

        static Positions in(StructType schema) {
            return new Positions(
                    schema.fieldIndex(SOURCE),
                    schema.fieldIndex(ID),
                    schema.fieldIndex(EVENT_TIME),
                    schema.fieldIndex(RECEIVED_AT),
                    schema.fieldIndex(CONTENT_HASH),
                    schema.fieldIndex(TOPIC),
                    schema.fieldIndex(PARTITION),
                    schema.fieldIndex(OFFSET),
                    schema.fieldIndex(KEY),
                    schema.fieldIndex(TYPE),
                    schema.fieldIndex(CLAIMED_TIME),
                    schema.fieldIndex(PAYLOAD),
                    schema.fieldIndex(VIOLATION_RULE),
                    schema.fieldIndex(VIOLATION_POINTER),
                    schema.fieldIndex(VIOLATION_DETAIL),
                    schema.size());
        }
    }

    private DecodedEvents() {}

    /** Decodes records of Spark's Kafka source (with headers). */
    static Dataset<Row> of(Dataset<Row> kafka, InProcess<Decoder> decoder) {
        return kafka.select("value", "key", "topic", "partition", "offset", "timestamp", "headers")
                .mapPartitions(
                        (MapPartitionsFunction<Row, Row>) records -> decode(records, decoder.value()),
                        Encoders.row(schema(decoder.value().contract())));
    }

    static StructType schema(Contract contract) {
        return fields(contract.fields())
                .add(SOURCE, DataTypes.StringType)
                .add(ID, DataTypes.StringType)
                .add(EVENT_TIME, DataTypes.TimestampType)
                .add(RECEIVED_AT, DataTypes.TimestampType)
                .add(CONTENT_HASH, DataTypes.LongType)
                .add(TOPIC, DataTypes.StringType)
                .add(PARTITION, DataTypes.IntegerType)
                .add(OFFSET, DataTypes.LongType)
                .add(KEY, DataTypes.StringType)
                .add(TYPE, DataTypes.StringType)
                .add(CLAIMED_TIME, DataTypes.TimestampType)
                .add(PAYLOAD, DataTypes.StringType)
                .add(VIOLATION_RULE, DataTypes.StringType)
                .add(VIOLATION_POINTER, DataTypes.StringType)
                .add(VIOLATION_DETAIL, DataTypes.StringType);
    }

    private static StructType fields(List<Field> fields) {
        StructType type = new StructType();
        for (Field field : fields) {
            type = type.add(field.name(), sparkType(field.type()));
        }
        return type;
    }

    private static DataType sparkType(FieldType type) {
        if (type instanceof FieldType.Simple simple) {
            return switch (simple.kind()) {
                case STRING -> DataTypes.StringType;
                case INTEGER -> DataTypes.IntegerType;
                case LONG -> DataTypes.LongType;
                case DOUBLE -> DataTypes.DoubleType;
                case BOOLEAN -> DataTypes.BooleanType;
                case DATE -> DataTypes.DateType;
                case TIMESTAMP -> DataTypes.TimestampType;
            };
        }
        if (type instanceof FieldType.Decimal decimal) {
            return DataTypes.createDecimalType(decimal.precision(), decimal.scale());
        }
        if (type instanceof FieldType.Struct struct) {
            return fields(struct.fields());
        }
        if (type instanceof FieldType.ListOf list) {
            return DataTypes.createArrayType(sparkType(list.element().type()));
        }
        throw new IllegalArgumentException("no Spark type for " + type);
    }

    /** What decoding needs of a stream; the compiled reader is shared by all tasks. */
    record Decoder(Contract contract, EventReader reader) {
        static Decoder of(Contract contract) {
            return new Decoder(contract, EventReader.compile(contract));
        }
    }

    private static Iterator<Row> decode(Iterator<Row> records, Decoder decoder) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return records.hasNext();
            }

            @Override
            public Row next() {
                return decode(decoder.contract(), decoder.reader(), records.next());
            }
        };
    }

    private static Row decode(Contract contract, EventReader reader, Row record) {
        byte[] value = record.isNullAt(0) ? new byte[0] : record.getAs(0);
        byte[] key = record.isNullAt(1) ? null : record.getAs(1);
        Instant receivedAt = record.getAs(5);
        EventReader.Read read = reader.read(value, 0, value.length);

        int fields = contract.fields().size();
        Object[] row = new Object[fields + SYSTEM_COLUMNS];
        String id = null;
        String source = null;
        String type = null;
        Instant claimedTime = null;
        List<Row> headers = record.isNullAt(6) ? List.of() : record.getList(6);
        for (Row header : headers) {
            switch (header.getString(0)) {
                case CloudEventHeaders.ID -> id = text(header);
                case CloudEventHeaders.SOURCE -> source = text(header);
                case CloudEventHeaders.TYPE -> type = text(header);
                case CloudEventHeaders.TIME -> claimedTime = instant(text(header));
                default -> {
                    // Other headers are the sender's own and stay in the topic.
                }
            }
        }
        Violation violation = read.violation();
        if (violation == null && (id == null || source == null)) {
            violation = new Violation(
                    "", "identity", "the record has no " + CloudEventHeaders.ID + " or " + CloudEventHeaders.SOURCE);
        }
        if (violation == null) {
            for (int i = 0; i < fields; i++) {
                row[i] = external(read.values()[i]);
            }
        }
        int i = fields;
        row[i++] = source;
        row[i++] = id;
        row[i++] = violation == null ? eventTime(read, claimedTime, receivedAt) : null;
        row[i++] = receivedAt;
        row[i++] = violation == null ? read.contentHash() : 0L;
        row[i++] = record.getString(2);
        row[i++] = record.getInt(3);
        row[i++] = record.getLong(4);
        row[i++] = key == null ? null : new String(key, StandardCharsets.UTF_8);
        row[i++] = type;
        row[i++] = claimedTime;
        row[i++] = new String(value, StandardCharsets.UTF_8);
        row[i++] = violation == null ? null : violation.rule();
        row[i++] = violation == null ? null : violation.pointer();
        row[i] = violation == null ? null : violation.reason();
        return RowFactory.create(row);
    }

    /** The event's own time; a stream or event without one takes what its sender claimed, else when it was received. */
    private static Instant eventTime(EventReader.Read read, Instant claimedTime, Instant receivedAt) {
        if (read.eventTimeMicros() != EventReader.NO_EVENT_TIME) {
            return Instant.EPOCH.plus(read.eventTimeMicros(), ChronoUnit.MICROS);
        }
        return claimedTime == null ? receivedAt : claimedTime;
    }

    private static Object external(Object value) {
        if (value instanceof Object[] struct) {
            Object[] values = new Object[struct.length];
            for (int i = 0; i < struct.length; i++) {
                values[i] = external(struct[i]);
            }
            return RowFactory.create(values);
        }
        if (value instanceof List<?> list) {
            return list.stream().map(DecodedEvents::external).toArray();
        }
        return value;
    }

    private static String text(Row header) {
        byte[] bytes = header.getAs(1);
        return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
    }

    private static Instant instant(String text) {
        try {
            return text == null ? null : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            return null;
        }
    }
}
