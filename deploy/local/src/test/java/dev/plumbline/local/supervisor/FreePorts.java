package dev.plumbline.local.supervisor;

import dev.plumbline.runtime.Addresses;
import dev.plumbline.runtime.Settings;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/** Ports that are free now. */
public final class FreePorts {

    private FreePorts() {}

    public static int one() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** An offset with which a whole platform finds its ports free. */
    public static int offset() {
        while (true) {
            int offset = ThreadLocalRandom.current().nextInt(10_000, 20_000);
            Addresses addresses = Addresses.from(Settings.of(Map.of("port.offset", Integer.toString(offset))));
            if (Ports.taken(addresses).isEmpty()) {
                return offset;
            }
        }
    }
}
