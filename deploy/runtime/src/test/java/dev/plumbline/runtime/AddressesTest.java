package dev.plumbline.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class AddressesTest {

    @Test
    void listensOnLoopbackAtTheDocumentedPorts() {
        Addresses addresses = Addresses.from(Settings.of(Map.of()));

        assertThat(addresses.bind()).isEqualTo("127.0.0.1");
        assertThat(addresses.visualizePort()).isEqualTo(8080);
        assertThat(addresses.ingestPort()).isEqualTo(8081);
        assertThat(addresses.processingPort()).isEqualTo(8082);
        assertThat(addresses.storagePort()).isEqualTo(8181);
        assertThat(addresses.bufferPort()).isEqualTo(9092);
        assertThat(addresses.kafkaBootstrap()).isEqualTo("127.0.0.1:9092");
        assertThat(addresses.ingestUrl()).isEqualTo("http://127.0.0.1:8081");
    }

    @Test
    void movesEveryPortByTheOffsetButThoseThatAreSet() {
        Addresses addresses = Addresses.from(Settings.of(Map.of("port.offset", "100", "storage.port", "5000")));

        assertThat(addresses.ingestPort()).isEqualTo(8181);
        assertThat(addresses.bufferHealthPort()).isEqualTo(9194);
        assertThat(addresses.kafkaBootstrap()).isEqualTo("127.0.0.1:9192");
        assertThat(addresses.storagePort()).isEqualTo(5000);
        assertThat(addresses.catalogUri()).isEqualTo("http://127.0.0.1:5000");
    }
}
