package dev.plumbline.storage.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.storage.tables.LocalFileIO;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.SerializableTable;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.apache.iceberg.rest.RESTCatalog;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a client names, nothing outside the warehouse is read, written or deleted. */
class WarehouseSandboxTest {

    private static final TableIdentifier TABLE = TableIdentifier.of("ns", "t");

    @TempDir
    Path directory;

    private RunningStorage storage;
    private RESTCatalog client;
    private Path warehouse;
    private Path outside;

    @BeforeEach
    void start() throws IOException {
        directory = directory.toRealPath();
        storage = RunningStorage.in(directory.resolve("data"));
        client = storage.client();
        client.createNamespace(Namespace.of("ns"));
        warehouse = directory.resolve("data/storage/warehouse");
        outside = Files.createDirectories(directory.resolve("outside"));
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        storage.close();
    }

    @Test
    void tellsClientsTheWarehouseSoThatTheyStayInsideToo() throws IOException {
        Path victim = Files.writeString(outside.resolve("victim"), "stays");

        Table table = client.createTable(TABLE, RunningStorage.SCHEMA);

        assertThat(storage.get("/v1/config").body())
                .contains("\"overrides\":{\"local.root\":\"file:" + warehouse + "\"}");
        assertThat(table.io().properties()).containsEntry(LocalFileIO.ROOT, "file:" + warehouse);
        assertThatThrownBy(() -> table.io().deleteFile("file:" + victim)).isInstanceOf(ForbiddenException.class);
        assertThatThrownBy(() -> SerializableTable.copyOf(table).io().newInputFile("file:" + victim))
                .as("as a task of an engine has it")
                .isInstanceOf(ForbiddenException.class);
        assertThat(victim).hasContent("stays");
    }

    @Test
    void refusesEveryWayOfNamingALocationOutside() throws IOException {
        Path link = Files.createSymbolicLink(warehouse.resolve("link"), outside);
        for (String location : List.of(
                "file:" + outside + "/t",
                "file://" + outside + "/t",
                outside + "/t",
                "file:" + warehouse,
                "file:" + warehouse + "/../outside/t",
                "file:" + warehouse + "/a/../../../../outside",
                "file:" + warehouse + "/./a",
                "file:" + warehouse + "-evil/t",
                "file:" + link + "/t",
                "file:" + warehouse + "/%2e%2e/t",
                "file:" + warehouse + "/a?b",
                "file:" + warehouse + "/a#b",
                "file:" + warehouse + "\\..\\t",
                "file://host" + warehouse + "/t",
                "s3://bucket/t",
                "hdfs://name/t",
                "relative/t")) {
            assertThatThrownBy(() -> client.createTable(
                            TABLE, RunningStorage.SCHEMA, PartitionSpec.unpartitioned(), location, Map.of()))
                    .as(location)
                    .isInstanceOf(ForbiddenException.class)
                    .hasMessageContaining("is refused");
            assertThatThrownBy(() -> client.newCreateTableTransaction(
                            TABLE, RunningStorage.SCHEMA, PartitionSpec.unpartitioned(), location, Map.of()))
                    .as("staged " + location)
                    .isInstanceOf(ForbiddenException.class)
                    .hasMessageContaining("is refused");
            assertThatThrownBy(() ->
                            client.createNamespace(Namespace.of("other"), new HashMap<>(Map.of("location", location))))
                    .as("namespace " + location)
                    .isInstanceOf(ForbiddenException.class)
                    .hasMessageContaining("is refused");
        }
        assertThat(outside).isEmptyDirectory();
        assertThat(client.listTables(Namespace.of("ns"))).isEmpty();
    }

    @Test
    void takesALocationInside() {
        Table table = client.createTable(
                TABLE,
                RunningStorage.SCHEMA,
                PartitionSpec.unpartitioned(),
                "file:" + warehouse + "/elsewhere/t",
                Map.of());

        RunningStorage.append(table);

        assertThat(warehouse.resolve("elsewhere/t/metadata")).isNotEmptyDirectory();
    }

    @Test
    void refusesToMoveATableOrItsFilesOutside() {
        Table table = client.createTable(TABLE, RunningStorage.SCHEMA);
        String elsewhere = "file:" + outside + "/t";

        assertThatThrownBy(() -> table.updateLocation().setLocation(elsewhere).commit())
                .isInstanceOf(ForbiddenException.class)
                .hasMessageContaining("location " + elsewhere);
        for (String property : List.of(
                "write.data.path",
                "write.metadata.path",
                "write.object-storage.path",
                "write.folder-storage.path",
                "write.location-provider.impl")) {
            assertThatThrownBy(() ->
                            table.updateProperties().set(property, elsewhere).commit())
                    .as(property)
                    .isInstanceOf(ForbiddenException.class)
                    .hasMessageContaining("property " + property);
            assertThatThrownBy(() -> client.createTable(
                            TableIdentifier.of("ns", "u"),
                            RunningStorage.SCHEMA,
                            PartitionSpec.unpartitioned(),
                            Map.of(property, elsewhere)))
                    .as("create with " + property)
                    .isInstanceOf(ForbiddenException.class)
                    .hasMessageContaining("property " + property);
        }
        assertThatThrownBy(() -> client.setProperties(Namespace.of("ns"), new HashMap<>(Map.of("location", elsewhere))))
                .isInstanceOf(ForbiddenException.class)
                .hasMessageContaining("namespace location");
    }

    @Test
    void refusesToRegisterMetadataThatIsOrLeadsOutside() throws IOException {
        Table table = client.createTable(TABLE, RunningStorage.SCHEMA);
        Path metadata = dev.plumbline.storage.tables.LocalFileIO.path(
                ((BaseTable) table).operations().current().metadataFileLocation());
        Path copied = Files.copy(metadata, outside.resolve("00000-copy.metadata.json"));
        Path forged = warehouse.resolve("00000-forged.metadata.json");
        Files.writeString(forged, Files.readString(metadata).replace(table.location(), "file:" + outside + "/t"));

        for (Path file : List.of(copied, forged)) {
            assertThatThrownBy(() -> client.registerTable(TableIdentifier.of("ns", "r"), "file:" + file))
                    .as(file.toString())
                    .isInstanceOf(ForbiddenException.class)
                    .hasMessageContaining("is refused");
        }
    }

    @Test
    void refusesAViewOutside() {
        assertThatThrownBy(() -> client.buildView(TableIdentifier.of("ns", "v"))
                        .withSchema(RunningStorage.SCHEMA)
                        .withDefaultNamespace(Namespace.of("ns"))
                        .withQuery("spark", "select 1")
                        .withLocation("file:" + outside + "/v")
                        .create())
                .isInstanceOf(ForbiddenException.class)
                .hasMessageContaining("is refused");
    }

    @Test
    void purgeDeletesNothingOutsideWhateverTheTableNames() throws IOException {
        Path precious = Files.writeString(outside.resolve("precious.txt"), "stays");
        Table table = client.createTable(TABLE, RunningStorage.SCHEMA);
        table.newAppend()
                .appendFile(DataFiles.builder(table.spec())
                        .withPath("file:" + precious)
                        .withFormat("parquet")
                        .withFileSizeInBytes(5)
                        .withRecordCount(1)
                        .build())
                .commit();

        client.dropTable(TABLE, true);

        assertThat(precious).hasContent("stays");
        assertThat(client.tableExists(TABLE)).isFalse();
    }

    @Test
    void refusesAFolderThatIsInOrAroundAnothersFolder() {
        Table table = client.createTable(TABLE, RunningStorage.SCHEMA);
        Table other = client.createTable(TableIdentifier.of("ns", "other"), RunningStorage.SCHEMA);
        client.createTable(
                TableIdentifier.of("ns", "metadata_elsewhere"),
                RunningStorage.SCHEMA,
                PartitionSpec.unpartitioned(),
                Map.of("write.metadata.path", "file:" + warehouse + "/pointers"));
        TableIdentifier inner = TableIdentifier.of("ns", "inner");

        for (String location : List.of(
                table.location(),
                table.location() + "/",
                table.location() + "/inner",
                table.location() + "/data/deeper",
                warehouse + "/ns/t/inner",
                "file:" + warehouse + "/ns/metadata_elsewhere/inner",
                "file:" + warehouse + "/ns")) {
            assertThatThrownBy(() -> client.createTable(
                            inner, RunningStorage.SCHEMA, PartitionSpec.unpartitioned(), location, Map.of()))
                    .as(location)
                    .isInstanceOf(ForbiddenException.class)
                    .hasMessageContaining("location " + location + " is refused: the folder of ns.")
                    .hasMessageContaining("name another location, or none");
            assertThatThrownBy(() -> client.newCreateTableTransaction(
                                    inner, RunningStorage.SCHEMA, PartitionSpec.unpartitioned(), location, Map.of())
                            .commitTransaction())
                    .as("staged " + location)
                    .isInstanceOf(ForbiddenException.class);
            assertThatThrownBy(
                            () -> other.updateLocation().setLocation(location).commit())
                    .as("moved to " + location)
                    .isInstanceOf(ForbiddenException.class);
        }
        assertThatThrownBy(() -> other.updateProperties()
                        .set("write.data.path", table.location() + "/data")
                        .commit())
                .isInstanceOf(ForbiddenException.class)
                .hasMessageContaining("property write.data.path");
        assertThat(client.tableExists(inner)).isFalse();
    }

    @Test
    void refusesASecondNameForATablesFolder() {
        Table table = client.createTable(TABLE, RunningStorage.SCHEMA);
        String metadata = ((BaseTable) table).operations().current().metadataFileLocation();

        assertThatThrownBy(() -> client.registerTable(TableIdentifier.of("ns", "second"), metadata))
                .isInstanceOf(ForbiddenException.class)
                .hasMessageContaining("the folder of ns.t, " + table.location() + ", is the same");
    }

    @Test
    void choosesAnotherFolderWhereTheUsualOneIsTaken() {
        TableIdentifier renamed = TableIdentifier.of("ns", "renamed");
        Table before = client.createTable(TABLE, RunningStorage.SCHEMA);
        RunningStorage.append(before);
        client.renameTable(TABLE, renamed);

        Table again = client.createTable(TABLE, RunningStorage.SCHEMA);
        RunningStorage.append(again);
        Table staged = client.newReplaceTableTransaction(TABLE, RunningStorage.SCHEMA, true)
                .table();

        assertThat(again.location()).startsWith(before.location() + "-").isNotEqualTo(before.location());
        assertThat(staged.location()).isEqualTo(again.location());
        assertThat(client.loadTable(renamed).location()).isEqualTo(before.location());
    }

    @Test
    void takesFoldersSideBySideAndATablesOwnFolder() {
        Table table = client.createTable(TABLE, RunningStorage.SCHEMA);

        client.createTable(
                TableIdentifier.of("ns", "beside"),
                RunningStorage.SCHEMA,
                PartitionSpec.unpartitioned(),
                table.location() + "_2",
                Map.of());
        table.updateProperties()
                .set("write.data.path", table.location() + "/files")
                .commit();

        assertThat(client.listTables(Namespace.of("ns"))).hasSize(2);
    }
}
