package dev.plumbline.visualize;

import dev.plumbline.storage.tables.LocalFileIO;
import dev.plumbline.storage.tables.Warehouse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionKey;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.GenericFileWriterFactory;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.InternalRecordWrapper;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.deletes.EqualityDeleteWriter;
import org.apache.iceberg.deletes.PositionDelete;
import org.apache.iceberg.deletes.PositionDeleteWriter;
import org.apache.iceberg.encryption.EncryptedFiles;
import org.apache.iceberg.encryption.EncryptedOutputFile;
import org.apache.iceberg.encryption.EncryptionKeyMetadata;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.jdbc.JdbcCatalog;
import org.apache.iceberg.rest.RESTCatalog;

/** A warehouse of real Iceberg tables in a folder, with a catalog of its own and Iceberg's own Parquet writers. */
public final class TestWarehouse implements AutoCloseable {

    public final Path directory;
    public final Catalog catalog;
    private final List<TableIdentifier> created = new ArrayList<>();

    public TestWarehouse(Path parent) {
        this(
                parent,
                new Warehouse(
                        parent.resolve("warehouse").toAbsolutePath().normalize().toString(),
                        Map.of("io-impl", LocalFileIO.class.getName())));
    }

    /** The same with its files somewhere else. */
    public TestWarehouse(Path parent, Warehouse warehouse) {
        directory = parent.resolve("warehouse").toAbsolutePath().normalize();
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        catalog = jdbcCatalog(parent, warehouse);
    }

    /** The tables of a catalog that others use too; those that are created here go when this is closed. */
    public TestWarehouse(Path parent, RESTCatalog shared) {
        directory = parent;
        catalog = shared;
    }

    private static JdbcCatalog jdbcCatalog(Path parent, Warehouse warehouse) {
        JdbcCatalog catalog = new JdbcCatalog();
        catalog.setConf(new org.apache.hadoop.conf.Configuration(false));
        Map<String, String> properties = new HashMap<>(warehouse.properties());
        properties.put("uri", "jdbc:sqlite:" + parent.resolve("catalog.db"));
        properties.put("jdbc.schema-version", "V1");
        properties.put("warehouse", warehouse.location());
        catalog.initialize("test", properties);
        return catalog;
    }

    public Table create(String name, Schema schema, PartitionSpec spec) {
        TableIdentifier identifier = TableIdentifier.parse(name);
        Namespace namespace = identifier.namespace();
        SupportsNamespaces namespaces = (SupportsNamespaces) catalog;
        if (!namespaces.namespaceExists(namespace)) {
            namespaces.createNamespace(namespace);
        }
        created.add(identifier);
        return catalog.createTable(identifier, schema, spec, Map.of("format-version", "2"));
    }

    /** A row of the table, values in the order of its columns. */
    public static Record row(Table table, Object... values) {
        GenericRecord row = GenericRecord.create(table.schema());
        for (int i = 0; i < values.length; i++) {
            row.set(i, values[i]);
        }
        return row;
    }

    /** Appends rows in one commit, with facts for its summary. */
    public static long append(Table table, Map<String, String> summary, Record... rows) {
        AppendFiles append = table.newAppend();
        for (DataFile file : write(table, Arrays.asList(rows))) {
            append.appendFile(file);
        }
        summary.forEach(append::set);
        append.commit();
        return table.currentSnapshot().snapshotId();
    }

    public static long append(Table table, Record... rows) {
        return append(table, Map.of(), rows);
    }

    /** One file per partition of the rows. */
    public static List<DataFile> write(Table table, List<Record> rows) {
        InternalRecordWrapper wrapper = new InternalRecordWrapper(table.schema().asStruct());
        PartitionKey key = new PartitionKey(table.spec(), table.schema());
        return rows.stream()
                .collect(java.util.stream.Collectors.groupingBy(row -> {
                    key.partition(wrapper.wrap(row));
                    return key.copy();
                }))
                .entrySet()
                .stream()
                .map(group -> {
                    DataWriter<Record> writer = factory(table)
                            .newDataWriter(
                                    file(table), table.spec(), table.spec().isUnpartitioned() ? null : group.getKey());
                    try (writer) {
                        group.getValue().forEach(writer::write);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                    return writer.toDataFile();
                })
                .toList();
    }

    /** Marks rows of one data file as deleted, by position. */
    public static void deletePositions(Table table, String dataFile, long... positions) throws IOException {
        PositionDeleteWriter<Record> writer = factory(table).newPositionDeleteWriter(file(table), table.spec(), null);
        try (writer) {
            for (long position : positions) {
                writer.write(PositionDelete.<Record>create().set(dataFile, position));
            }
        }
        table.newRowDelta().addDeletes(writer.toDeleteFile()).commit();
    }

    /** Marks as deleted the rows that equal {@code row} in the column {@code fieldId}. */
    public static void deleteEqual(Table table, int fieldId, Record row) throws IOException {
        EqualityDeleteWriter<Record> writer = new GenericFileWriterFactory.Builder(table)
                .equalityFieldIds(new int[] {fieldId})
                .equalityDeleteRowSchema(table.schema())
                .dataFileFormat(FileFormat.PARQUET)
                .deleteFileFormat(FileFormat.PARQUET)
                .dataSchema(table.schema())
                .build()
                .newEqualityDeleteWriter(file(table), table.spec(), null);
        try (writer) {
            writer.write(row);
        }
        DeleteFile deletes = writer.toDeleteFile();
        table.newRowDelta().addDeletes(deletes).commit();
    }

    @Override
    public void close() {
        if (catalog instanceof JdbcCatalog own) {
            own.close();
        } else {
            created.forEach(identifier -> catalog.dropTable(identifier, false));
        }
    }

    private static GenericFileWriterFactory factory(Table table) {
        return new GenericFileWriterFactory.Builder(table)
                .dataFileFormat(FileFormat.PARQUET)
                .deleteFileFormat(FileFormat.PARQUET)
                .dataSchema(table.schema())
                .build();
    }

    private static EncryptedOutputFile file(Table table) {
        return EncryptedFiles.encryptedOutput(
                table.io().newOutputFile(table.location() + "/data/" + UUID.randomUUID() + ".parquet"),
                EncryptionKeyMetadata.EMPTY);
    }
}
