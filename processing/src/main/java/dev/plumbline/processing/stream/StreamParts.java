package dev.plumbline.processing.stream;

import dev.plumbline.buffer.contract.Contract;
import dev.plumbline.buffer.contract.Contracts;
import dev.plumbline.processing.spark.InProcess;
import java.io.Serializable;
import java.util.EnumMap;
import java.util.Map;
import org.apache.iceberg.SerializableTable;
import org.apache.iceberg.Table;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.KnownSizeEstimation;

/** What a task needs to know of its stream: the contract, how its records are read, its rules, and the tables to write files for. */
record StreamParts(Contract contract, EventDecoder decoder, RowRules rules, Map<BatchFiles.Target, Table> tables) {

    StreamParts(Contract contract, RowRules rules, Map<BatchFiles.Target, Table> tables) {
        this(contract, new EventDecoder(contract), rules, tables);
    }

    Table table(BatchFiles.Target target) {
        return tables.get(target);
    }

    String ruleDescription(String id) {
        return contract.rowRules().stream()
                .filter(rule -> rule.id().equals(id))
                .map(rule -> rule.description().isEmpty() ? rule.expression() : rule.description())
                .findFirst()
                .orElse(id);
    }

    /** What Spark carries to a task, which finds the parts by it. */
    interface Handle extends Serializable {
        StreamParts parts();
    }

    /** The driver's own parts, for tasks in its process. */
    record Here(InProcess<StreamParts> shared) implements Handle {
        @Override
        public StreamParts parts() {
            return shared.value();
        }
    }

    /** Parts that each executor makes once, from a copy that Spark keeps there. */
    record There(Broadcast<Copy> copy) implements Handle {
        @Override
        public StreamParts parts() {
            return copy.value().parts();
        }
    }

    /** The parts as they go to another process: the contract by its text, tables as Iceberg copies them for reading and writing. */
    static final class Copy implements Serializable, KnownSizeEstimation, AutoCloseable {

        private static final long serialVersionUID = 1L;

        private final String origin;
        private final String yaml;
        private final RowRules rules;
        private final EnumMap<BatchFiles.Target, Table> tables = new EnumMap<>(BatchFiles.Target.class);
        private transient StreamParts parts;

        Copy(StreamParts parts) {
            this.origin = parts.contract().origin();
            this.yaml = parts.contract().yaml();
            this.rules = parts.rules();
            parts.tables().forEach((target, table) -> tables.put(target, SerializableTable.copyOf(table)));
        }

        synchronized StreamParts parts() {
            if (parts == null) {
                parts = new StreamParts(Contracts.read(origin, yaml), rules, tables);
            }
            return parts;
        }

        /** Spark would walk through all objects to find out. */
        @Override
        public long estimatedSize() {
            return 1 << 18;
        }

        /** Spark says so where it drops its copy. */
        @Override
        public void close() {
            if (parts != null) {
                tables.values().forEach(table -> table.io().close());
            }
        }
    }
}
