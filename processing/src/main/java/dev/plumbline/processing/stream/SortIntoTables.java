package dev.plumbline.processing.stream;

import static dev.plumbline.processing.stream.BatchFiles.Target.BRONZE;
import static dev.plumbline.processing.stream.BatchFiles.Target.DUPLICATES;
import static dev.plumbline.processing.stream.BatchFiles.Target.QUARANTINE;
import static dev.plumbline.processing.stream.BatchFiles.Target.SILVER;

import dev.plumbline.processing.lake.RecordMapping;
import dev.plumbline.processing.lake.TableFiles;
import dev.plumbline.processing.spark.InProcess;
import dev.plumbline.storage.tables.Offsets;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.data.Record;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;

/**
 * The task's part of a micro-batch: decides for each decoded event which tables it belongs to and writes their files in the
 * same pass. Every event goes to bronze and to exactly one of silver, quarantine and duplicates; a table takes only
 * what lies past its own recorded offsets, so a batch that is run again adds nothing twice.
 */
final class SortIntoTables implements MapPartitionsFunction<Row, byte[]> {

    private static final long serialVersionUID = 1L;

    private final InProcess<StreamTables> tables;
    private final Map<BatchFiles.Target, Offsets> writtenBefore;
    private final Instant processedAt;

    SortIntoTables(InProcess<StreamTables> tables, Map<BatchFiles.Target, Offsets> writtenBefore, Instant processedAt) {
        this.tables = tables;
        this.writtenBefore = new EnumMap<>(writtenBefore);
        this.processedAt = processedAt;
    }

    @Override
    public Iterator<byte[]> call(Iterator<Row> rows) throws IOException {
        Slice slice = new Slice(tables.value());
        while (rows.hasNext()) {
            slice.sort(rows.next());
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(slice.write());
        }
        return List.of(bytes.toByteArray()).iterator();
    }

    /** What one task has seen so far. */
    private final class Slice {

        private final StreamTables tables;
        private final BatchFiles result = new BatchFiles();
        private final Map<BatchFiles.Target, TableFiles> files = new EnumMap<>(BatchFiles.Target.class);
        private final RecordMapping silver;
        private final DecodedEvents.Positions at;

        Slice(StreamTables tables) {
            this.tables = tables;
            for (BatchFiles.Target target : BatchFiles.Target.values()) {
                files.put(target, new TableFiles(tables.table(target)));
            }
            this.at = DecodedEvents.Positions.in(tables.decodedSchema());
            this.silver = new RecordMapping(
                    tables.decodedSchema(), tables.table(SILVER).schema());
        }

        void sort(Row row) {
            int partition = row.getAs(at.partition());
            long offset = row.getAs(at.offset());
            result.read(partition, offset);
            if (isNew(BRONZE, partition, offset)) {
                files.get(BRONZE).add(bronze(row));
            }
            String violated = row.getAs(at.violationRule());
            String broken = row.getAs(at.brokenRule());
            if (violated != null) {
                quarantine(row, "invalid", violated, row.getAs(at.violationDetail()));
            } else if (broken != null) {
                quarantine(row, "rule", broken, tables.ruleDescription(broken));
            } else {
                claim(row, partition, offset);
            }
        }

        private void claim(Row row, int partition, long offset) {
            Instant eventTime = row.getAs(at.eventTime());
            long eventMicros = ChronoUnit.MICROS.between(Instant.EPOCH, eventTime);
            String source = row.getAs(at.source());
            String id = row.getAs(at.id());
            long contentHash = row.getAs(at.contentHash());
            switch (tables.seen()
                    .claim(source, id, eventMicros, contentHash, partition, offset, tables.timedByArrival())) {
                case NEW -> {
                    if (isNew(SILVER, partition, offset)) {
                        Record record = silver.record(row);
                        record.setField("_processed_at", processedAt.atOffset(ZoneOffset.UTC));
                        files.get(SILVER).add(record);
                        result.event(eventMicros);
                    }
                }
                case DUPLICATE -> {
                    if (isNew(DUPLICATES, partition, offset)) {
                        files.get(DUPLICATES).add(duplicate(row));
                    }
                }
                case CONFLICT ->
                    quarantine(row, "conflict", "identity", "source and id arrived before with other content");
                case ALREADY_WRITTEN -> {
                    // Silver took this record in an attempt that was cut off before bronze.
                }
            }
        }

        private boolean isNew(BatchFiles.Target target, int partition, long offset) {
            return offset >= writtenBefore.get(target).end(partition);
        }

        private Record bronze(Row row) {
            Record record = files.get(BRONZE).record();
            record.setField("payload", row.getAs(at.payload()));
            origin(record, row);
            record.setField("type", row.getAs(at.type()));
            Instant claimed = row.getAs(at.claimedTime());
            record.setField("event_time_claimed", claimed == null ? null : claimed.atOffset(ZoneOffset.UTC));
            record.setField("key", row.getAs(at.key()));
            return record;
        }

        private void quarantine(Row row, String reason, String rule, String detail) {
            int partition = row.getAs(at.partition());
            long offset = row.getAs(at.offset());
            if (!isNew(QUARANTINE, partition, offset)) {
                return;
            }
            Record record = files.get(QUARANTINE).record();
            record.setField("payload", row.getAs(at.payload()));
            origin(record, row);
            record.setField("reason", reason);
            record.setField("rule", rule);
            record.setField("pointer", row.getAs(at.violationPointer()));
            record.setField("detail", detail);
            record.setField("quarantined_at", processedAt.atOffset(ZoneOffset.UTC));
            files.get(QUARANTINE).add(record);
        }

        private Record duplicate(Row row) {
            Record record = files.get(DUPLICATES).record();
            record.setField("stream", tables.stream());
            origin(record, row);
            return record;
        }

        private void origin(Record record, Row row) {
            record.setField("source", row.getAs(at.source()));
            record.setField("id", row.getAs(at.id()));
            record.setField("topic", row.getAs(at.topic()));
            record.setField("partition", row.getAs(at.partition()));
            record.setField("offset", row.getAs(at.offset()));
            Instant receivedAt = row.getAs(at.receivedAt());
            record.setField("received_at", receivedAt.atOffset(ZoneOffset.UTC));
        }

        BatchFiles write() {
            files.forEach((target, collected) -> {
                int rows = collected.count();
                if (rows > 0) {
                    result.add(target, collected.write(), rows);
                }
            });
            return result;
        }
    }
}
