package dev.plumbline.storage.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.runtime.InvalidSettingException;
import dev.plumbline.runtime.Settings;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StorageConfigTest {

    @Test
    void everyDefaultWorksOnALaptop() {
        StorageConfig config = StorageConfig.from(Settings.of(Map.of("data.dir", "/d")));

        assertThat(config.bind()).isEqualTo("127.0.0.1");
        assertThat(config.port()).isEqualTo(8181);
        assertThat(config.warehouse().location()).isEqualTo("file:/d/storage/warehouse");
        assertThat(config.warehouse().local()).isTrue();
        assertThat(config.jdbcUrl())
                .startsWith("jdbc:sqlite:/d/storage/catalog.db?")
                .contains("journal_mode=WAL", "busy_timeout=10000", "transaction_mode=IMMEDIATE", "synchronous=NORMAL");
        assertThat(config.catalogProperties())
                .containsEntry("io-impl", "dev.plumbline.storage.tables.LocalFileIO")
                .containsEntry("local.fsync", "false");
        assertThat(config.maxBodyBytes()).isEqualTo(33_554_432);
        assertThat(config.freeBytes()).isEqualTo(536_870_912);
    }

    @Test
    void everySettingCanBeChanged() {
        StorageConfig config = StorageConfig.from(Settings.of(Map.ofEntries(
                Map.entry("bind", "0.0.0.0"),
                Map.entry("storage.port", "1234"),
                Map.entry("warehouse", "s3://lake/w/"),
                Map.entry("storage.jdbc.url", "jdbc:postgresql://db/catalog"),
                Map.entry("storage.jdbc.user", "u"),
                Map.entry("storage.jdbc.password", "hidden"),
                Map.entry("storage.fsync", "true"),
                Map.entry("storage.max-body-bytes", "2048"),
                Map.entry("storage.free-bytes", "1"),
                Map.entry("catalog.io-impl", "org.example.IO"),
                Map.entry("catalog.properties", "s3.endpoint=http://os:9000"))));

        assertThat(config.bind()).isEqualTo("0.0.0.0");
        assertThat(config.port()).isEqualTo(1234);
        assertThat(config.warehouse().location()).isEqualTo("s3://lake/w");
        assertThat(config.warehouse().local()).isFalse();
        assertThat(config.catalogProperties())
                .containsEntry("uri", "jdbc:postgresql://db/catalog")
                .containsEntry("jdbc.user", "u")
                .containsEntry("jdbc.password", "hidden")
                .containsEntry("io-impl", "org.example.IO")
                .containsEntry("s3.endpoint", "http://os:9000")
                .containsEntry("local.fsync", "true");
        assertThat(config.maxBodyBytes()).isEqualTo(2048);
        assertThat(config.freeBytes()).isEqualTo(1);
        assertThat(config.toString()).doesNotContain("hidden");
    }

    @Test
    void aDatabaseOnAnotherMachineCannotHangTheCatalog() {
        StorageConfig config =
                StorageConfig.from(Settings.of(Map.of("storage.jdbc.url", "jdbc:postgresql://db/catalog")));

        assertThat(config.localDatabase()).isFalse();
        assertThat(config.catalogProperties())
                .containsEntry("jdbc.connectTimeout", "5")
                .containsEntry("jdbc.socketTimeout", "20");
    }

    @Test
    void aWarehouseThatCannotBeUsedIsNamed() {
        assertThatThrownBy(() -> StorageConfig.from(Settings.of(Map.of("warehouse", "lake"))))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("warehouse is lake");
    }

    @Test
    void fsyncGoesForTheDatabaseToo() {
        assertThat(StorageConfig.from(Settings.of(Map.of("storage.fsync", "true")))
                        .jdbcUrl())
                .contains("synchronous=FULL");
    }
}
