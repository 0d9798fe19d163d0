package dev.plumbline.storage.catalog;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.storage.tables.LocalFileIO;
import dev.plumbline.storage.tables.Warehouse;
import java.util.Map;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.apache.iceberg.io.FileIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The boundary of a warehouse in a bucket; WarehouseSandboxTest has that of one on the local disk. */
class WarehouseBoundaryTest {

    private final WarehouseBoundary boundary = WarehouseBoundary.around(new Warehouse("s3://lake/tables", Map.of()));
    private final FileIO files = new WarehouseFileIO(new LocalFileIO(), boundary);

    @Test
    void takesALocationInside() {
        assertThatCode(() -> boundary.requireFolder("location", "s3://lake/tables/silver/orders"))
                .doesNotThrowAnyException();
        assertThatCode(() -> boundary.requireInside("file", "s3://lake/tables/silver/orders/a=%2F/b.parquet"))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "s3://lake/tables",
                "s3://lake/tables/",
                "s3://lake/other/t",
                "s3://lake/tables-evil/t",
                "s3://lake/tables/../other/t",
                "s3://lake/tables/a/../../other",
                "s3://lake/tables/./t",
                "s3://lake/tables//t",
                "s3://lake/tables/t/..",
                "s3://lake/tables/t?versionId=1",
                "s3://lake/tables/t#x",
                "s3://other/tables/t",
                "s3://lake@other/tables/t",
                "s3a://lake/tables/t",
                "S3://lake/tables/t",
                "https://lake/tables/t",
                "file:/lake/tables/t",
                "/lake/tables/t",
                "tables/t"
            })
    void refusesEveryWayOfNamingALocationOutside(String location) {
        assertThatThrownBy(() -> boundary.requireFolder("location", location))
                .isInstanceOf(ForbiddenException.class)
                .hasMessageContaining("is refused")
                .hasMessageContaining("s3://lake/tables");
        assertThatThrownBy(() -> files.newInputFile(location)).isInstanceOf(ForbiddenException.class);
        assertThatThrownBy(() -> files.newOutputFile(location)).isInstanceOf(ForbiddenException.class);
        assertThatThrownBy(() -> files.deleteFile(location)).isInstanceOf(ForbiddenException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3://lake/tables/%2e%2e/other", "s3://lake/tables/a%2Fb", "s3://lake/tables\\..\\t"})
    void refusesAFolderThatClientsReadDifferently(String location) {
        assertThatThrownBy(() -> boundary.requireFolder("location", location)).isInstanceOf(ForbiddenException.class);
    }
}
