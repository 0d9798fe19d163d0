package dev.plumbline.local.supervisor;

import dev.plumbline.local.Checkout;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Specs of {@link TinyLayer} processes. */
final class TinyLayers {

    private TinyLayers() {}

    static LayerSpec spec(String name, Path folder, int port, List<String> after, String... more) {
        List<String> command = new ArrayList<>(List.of(
                Checkout.java().toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx32m",
                "-cp",
                System.getProperty("java.class.path"),
                TinyLayer.class.getName(),
                "--name=" + name,
                "--port=" + port,
                "--diary=" + folder.resolve("diary.txt")));
        command.addAll(List.of(more));
        return new LayerSpec(
                name,
                command,
                Map.of("PLUMBLINE_LIFELINE", "stdin"),
                "127.0.0.1:" + port,
                URI.create("http://127.0.0.1:" + port + "/health/ready"),
                after,
                folder.resolve(name + ".log"),
                Duration.ofSeconds(10));
    }
}
