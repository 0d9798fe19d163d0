package dev.plumbline.storage.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WarehouseTest {

    private static final Path DATA = Path.of("/data");

    @Test
    void withoutSettingsItIsAFolderAndNothingOfS3IsNamed() {
        Warehouse warehouse = from(Map.of());

        assertThat(warehouse.local()).isTrue();
        assertThat(warehouse.location()).isEqualTo("file:/data/storage/warehouse");
        assertThat(warehouse.folder()).isEqualTo(Path.of("/data/storage/warehouse"));
        assertThat(warehouse.properties()).containsOnly(Map.entry("io-impl", LocalFileIO.class.getName()));
    }

    @Test
    void aBucketAloneChoosesS3() {
        Warehouse warehouse = from(Map.of("warehouse", "s3://lake/tables/"));

        assertThat(warehouse.local()).isFalse();
        assertThat(warehouse.location()).isEqualTo("s3://lake/tables");
        assertThat(warehouse.ioImpl()).isEqualTo("org.apache.iceberg.aws.s3.S3FileIO");
        assertThat(warehouse.properties())
                .containsEntry("s3.path-style-access", "true")
                .containsEntry("client.region", "us-east-1")
                .containsEntry("s3.client-factory-impl", S3ClientFactory.class.getName())
                .as("the SDK looks for credentials itself")
                .doesNotContainKeys("s3.endpoint", "s3.access-key-id", "s3.secret-access-key");
    }

    @Test
    void everySettingCanBeChangedAndTheSecretIsNotPrinted() {
        Warehouse warehouse = from(Map.of(
                "warehouse", "s3://lake",
                "s3.endpoint", "http://object-store:9000",
                "s3.region", "eu-central-1",
                "s3.access-key", "writer",
                "s3.secret", "hidden",
                "catalog.properties", "s3.retry.num-retries=7"));

        assertThat(warehouse.properties())
                .containsEntry("s3.endpoint", "http://object-store:9000")
                .containsEntry("client.region", "eu-central-1")
                .containsEntry("s3.access-key-id", "writer")
                .containsEntry("s3.secret-access-key", "hidden")
                .containsEntry("s3.retry.num-retries", "7");
        assertThat(warehouse.toString()).contains("s3://lake").doesNotContain("hidden");
    }

    @Test
    void anotherFileIoCanBeNamed() {
        assertThat(from(Map.of("warehouse", "gs://lake/w", "catalog.io-impl", "org.example.IO"))
                        .ioImpl())
                .isEqualTo("org.example.IO");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a/w", "file:/a/w/", "file:///a/b/../w", "file:/a/./w"})
    void aLocalWarehouseHasOneSpelling(String spelling) {
        assertThat(from(Map.of("warehouse", spelling)).location()).isEqualTo("file:/a/w");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data/w",
                "s3://",
                "s3://Lake/w",
                "s3://lake//w",
                "s3://lake/../other",
                "s3://lake/w?versionId=1",
                "s3://lake/%2e%2e/w",
                "s3://key:secret@lake/w"
            })
    void aPlaceThatIsNoneIsRefusedByName(String location) {
        assertThatThrownBy(() -> from(Map.of("warehouse", location)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("warehouse is " + location);
    }

    @Test
    void whatCannotBeAnEndpointOrIsHalfOfACredentialIsRefused() {
        assertThatThrownBy(() -> from(Map.of("warehouse", "s3://lake", "s3.endpoint", "object-store:9000")))
                .hasMessageContaining("s3.endpoint is object-store:9000, expected an address such as");
        assertThatThrownBy(() -> from(Map.of("warehouse", "s3://lake", "s3.access-key", "writer")))
                .hasMessageContaining("s3.secret is not set");
        assertThatThrownBy(() -> from(Map.of("warehouse", "s3://lake", "s3.secret", "hidden")))
                .hasMessageContaining("s3.access-key is not set")
                .hasMessageNotContaining("hidden");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "s3://lake/tables/silver/orders/data/a.parquet",
                "s3://lake/tables/x/sold=2026-03-01/%E2%82%AC.parquet",
                "s3://lake/tables/..a/b"
            })
    void holdsWhatLiesBelowIt(String object) {
        assertThat(from(Map.of("warehouse", "s3://lake/tables")).holds(object)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "s3://lake/tables",
                "s3://lake/tables/",
                "s3://lake/tables-evil/a",
                "s3://lake/tables/../other/a",
                "s3://lake/tables/./a",
                "s3://lake/tables//a",
                "s3://lake/tables/a/..",
                "s3://lake/tables/a?versionId=1",
                "s3://lake/tables/a#b",
                "s3://lake/tables/a\nb",
                "s3://other/tables/a",
                "s3://lake.other/tables/a",
                "s3a://lake/tables/a",
                "S3://lake/tables/a",
                "file:/tables/a",
                "/tables/a"
            })
    void holdsNothingElse(String object) {
        assertThat(from(Map.of("warehouse", "s3://lake/tables")).holds(object)).isFalse();
    }

    private static Warehouse from(Map<String, String> settings) {
        return Warehouse.from(settings::getOrDefault, DATA);
    }
}
