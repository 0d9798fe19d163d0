package dev.plumbline.processing.stream;

import static dev.plumbline.processing.stream.BatchFiles.Target.BRONZE;
import static dev.plumbline.processing.stream.BatchFiles.Target.DUPLICATES;
import static dev.plumbline.processing.stream.BatchFiles.Target.QUARANTINE;
import static dev.plumbline.processing.stream.BatchFiles.Target.SILVER;

import dev.plumbline.processing.lake.TableFiles;
import dev.plumbline.storage.tables.Offsets;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.data.Record;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.catalyst.InternalRow;

/**
 * The task's part of a micro-batch: reads each record by its contract, decides which tables it belongs to, and writes their
 * files in the same pass. Every record goes to bronze and to exactly one of silver, quarantine and duplicates; a table
 * takes only what lies past its own recorded offsets, so a batch that is run again adds nothing twice.
 */
final class SortIntoTables implements FlatMapFunction<Iterator<InternalRow>, byte[]> {

    private static final long serialVersionUID = 1L;

    /** Files are written once this much payload waits, so that large events do not fill the heap. */
    private static final long WAITING_BYTES = 16 << 20;

    private final StreamParts.Handle handle;
    private final Decisions decisions;
    private final Map<BatchFiles.Target, Offsets> writtenBefore;
    private final Instant processedAt;

    SortIntoTables(
            StreamParts.Handle handle,
            Decisions decisions,
            Map<BatchFiles.Target, Offsets> writtenBefore,
            Instant processedAt) {
        this.handle = handle;
        this.decisions = decisions;
        this.writtenBefore = new EnumMap<>(writtenBefore);
        this.processedAt = processedAt;
    }

    @Override
    public Iterator<byte[]> call(Iterator<InternalRow> records) throws IOException {
        Slice slice = new Slice(handle.parts());
        while (records.hasNext()) {
            slice.sort(records.next());
        }
        slice.write();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(slice.result);
        }
        return List.of(bytes.toByteArray()).iterator();
    }

    /** What one task has seen so far. */
    private final class Slice {

        private final StreamParts parts;
        private final BatchFiles result = new BatchFiles();
        private final Map<BatchFiles.Target, TableFiles> files = new EnumMap<>(BatchFiles.Target.class);
        private final Decisions.Asked asked;
        private final EventRecords silver;
        private final OffsetDateTime processed = processedAt.atOffset(ZoneOffset.UTC);
        private long waitingBytes;

        Slice(StreamParts parts) {
            this.parts = parts;
            for (BatchFiles.Target target : BatchFiles.Target.values()) {
                files.put(target, new TableFiles(parts.table(target)));
            }
            this.asked = decisions.ask(parts);
            this.silver = new EventRecords(
                    parts.contract().fields(), parts.table(SILVER).schema().asStruct());
        }

        void sort(InternalRow record) {
            DecodedEvent event = parts.decoder().decode(record);
            result.read(event.partition(), event.offset());
            if (isNew(BRONZE, event)) {
                files.get(BRONZE).add(bronze(event));
                result.received(event.receivedMicros());
            }
            decide(event);
            waitingBytes += event.payload().length();
            if (waitingBytes > WAITING_BYTES) {
                write();
            }
        }

        private void decide(DecodedEvent event) {
            if (event.violation() != null) {
                quarantine(
                        event,
                        "invalid",
                        event.violation().rule(),
                        event.violation().reason());
                return;
            }
            Decision decision = asked.of(event);
            if (decision.brokenRule() != null) {
                quarantine(event, "rule", decision.brokenRule(), parts.ruleDescription(decision.brokenRule()));
                return;
            }
            switch (decision.verdict()) {
                case NEW -> {
                    files.get(SILVER).add(silver(event));
                    result.event(event.eventMicros());
                }
                case DUPLICATE -> {
                    if (isNew(DUPLICATES, event)) {
                        files.get(DUPLICATES).add(duplicate(event));
                    }
                }
                case CONFLICT ->
                    quarantine(event, "conflict", "identity", "source and id arrived before with other content");
                case ALREADY_WRITTEN -> {
                    // Silver took this record in an attempt that was cut off before bronze.
                }
            }
        }

        private boolean isNew(BatchFiles.Target target, DecodedEvent event) {
            return event.offset() >= writtenBefore.get(target).end(event.partition());
        }

        private Record silver(DecodedEvent event) {
            Record record = silver.record(event.values());
            record.setField("_source", event.source());
            record.setField("_id", event.id());
            record.setField("_event_time", time(event.eventMicros()));
            record.setField("_received_at", time(event.receivedMicros()));
            record.setField("_processed_at", processed);
            record.setField("_kafka_partition", event.partition());
            record.setField("_kafka_offset", event.offset());
            record.setField("_content_hash", event.contentHash());
            return record;
        }

        private Record bronze(DecodedEvent event) {
            Record record = files.get(BRONZE).record();
            record.setField("payload", event.payload());
            origin(record, event);
            record.setField("type", event.type());
            record.setField("event_time_claimed", event.claimedMicros() == null ? null : time(event.claimedMicros()));
            record.setField("key", event.key());
            return record;
        }

        private void quarantine(DecodedEvent event, String reason, String rule, String detail) {
            if (!isNew(QUARANTINE, event)) {
                return;
            }
            Record record = files.get(QUARANTINE).record();
            record.setField("payload", event.payload());
            origin(record, event);
            record.setField("reason", reason);
            record.setField("rule", rule);
            record.setField(
                    "pointer",
                    event.violation() == null ? null : event.violation().pointer());
            record.setField("detail", detail);
            record.setField("quarantined_at", processed);
            files.get(QUARANTINE).add(record);
        }

        private Record duplicate(DecodedEvent event) {
            Record record = files.get(DUPLICATES).record();
            record.setField("stream", parts.contract().stream());
            origin(record, event);
            return record;
        }

        private static void origin(Record record, DecodedEvent event) {
            record.setField("source", event.source());
            record.setField("id", event.id());
            record.setField("topic", event.topic());
            record.setField("partition", event.partition());
            record.setField("offset", event.offset());
            record.setField("received_at", time(event.receivedMicros()));
        }

        private static OffsetDateTime time(long micros) {
            return Instant.EPOCH.plus(micros, ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
        }

        void write() {
            files.forEach((target, collected) -> {
                int rows = collected.count();
                if (rows > 0) {
                    result.add(target, collected.write(), rows);
                }
            });
            waitingBytes = 0;
        }
    }
}
