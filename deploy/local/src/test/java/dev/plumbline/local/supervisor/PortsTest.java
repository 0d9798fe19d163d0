package dev.plumbline.local.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.runtime.Addresses;
import dev.plumbline.runtime.Settings;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PortsTest {

    @Test
    void namesTheTakenPortItsLayerAndWhoHasIt() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            Addresses addresses = Addresses.from(Settings.of(Map.of(
                    "port.offset",
                    Integer.toString(FreePorts.offset()),
                    "storage.port",
                    Integer.toString(taken.getLocalPort()))));

            assertThat(Ports.taken(addresses)).extracting(Ports.Taken::layer).containsExactly("storage");
            assertThatThrownBy(() -> Ports.requireFree(addresses))
                    .hasMessageContaining("port " + taken.getLocalPort() + " (storage) is taken");
            if (System.getProperty("os.name").equals("Linux")) {
                assertThat(Ports.taken(addresses).get(0).holder())
                        .contains("pid " + ProcessHandle.current().pid());
            }
        }
    }
}
