package dev.plumbline.storage.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class CatalogClientTest {

    @Test
    void furtherPropertiesComeFromOneSetting() {
        assertThat(CatalogClient.parseProperties("s3.endpoint=http://h:9000/?a=b, client.region = eu ,"))
                .containsEntry("s3.endpoint", "http://h:9000/?a=b")
                .containsEntry("client.region", "eu")
                .hasSize(2);
        assertThat(CatalogClient.parseProperties("")).isEmpty();
        assertThatThrownBy(() -> CatalogClient.parseProperties("nonsense"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nonsense")
                .hasMessageContaining("key=value");
    }

    @Test
    void propertiesOfTheFilesWin() {
        assertThat(CatalogClient.properties("http://c", Map.of("io-impl", "other.IO", "uri", "http://other")))
                .containsEntry("uri", "http://other")
                .containsEntry("io-impl", "other.IO")
                .containsEntry("rest-metrics-reporting-enabled", "false");
    }
}
