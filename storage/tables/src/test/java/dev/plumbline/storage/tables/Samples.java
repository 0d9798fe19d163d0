package dev.plumbline.storage.tables;

import dev.plumbline.buffer.contract.Contract;
import dev.plumbline.buffer.contract.Field;
import dev.plumbline.buffer.contract.FieldType;
import dev.plumbline.buffer.contract.FieldType.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.inmemory.InMemoryCatalog;

/** Contracts and tables for the tests of this module. */
final class Samples {

    private static final AtomicInteger FILES = new AtomicInteger();

    private Samples() {}

    static Contract contract(Field... fields) {
        return timedBy(Optional.of("at"), fields);
    }

    static Contract timedBy(Optional<String> eventTime, Field... fields) {
        return new Contract(
                "sales",
                "1.0.0",
                "Sales",
                "What was sold",
                List.of(fields),
                eventTime,
                Optional.empty(),
                new Contract.Topic("sales", 2, Duration.ofDays(7)),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                "sales.yaml",
                "");
    }

    static Field required(String id, String name, FieldType type) {
        return field(id, name, type, true);
    }

    static Field optional(String id, String name, FieldType type) {
        return field(id, name, type, false);
    }

    static Field optional(String name, Kind kind) {
        return optional(name, name, FieldType.of(kind));
    }

    static Field classified(String name, String classification) {
        return new Field(
                name,
                name,
                FieldType.of(Kind.STRING),
                false,
                "The " + name,
                Optional.of(classification),
                Field.Constraints.NONE);
    }

    static InMemoryCatalog catalog() {
        InMemoryCatalog catalog = new InMemoryCatalog();
        catalog.initialize("test", Map.of());
        return catalog;
    }

    /** Commits a file with one row to a table that is partitioned by a day; what is in the file does not matter here. */
    static Snapshot append(Table table, Map<String, String> summary) {
        AppendFiles append = table.newAppend()
                .appendFile(DataFiles.builder(table.spec())
                        .withPath(table.location() + "/data/" + FILES.incrementAndGet() + ".parquet")
                        .withFormat(FileFormat.PARQUET)
                        .withFileSizeInBytes(100)
                        .withRecordCount(1)
                        .withPartitionPath(table.spec().fields().get(0).name() + "=2026-11-01")
                        .build());
        summary.forEach(append::set);
        append.commit();
        return table.currentSnapshot();
    }

    private static Field field(String id, String name, FieldType type, boolean required) {
        return new Field(id, name, type, required, "The " + name, Optional.empty(), Field.Constraints.NONE);
    }
}
