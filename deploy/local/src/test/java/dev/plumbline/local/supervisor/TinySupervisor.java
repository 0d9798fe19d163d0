package dev.plumbline.local.supervisor;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A supervisor of one tiny layer in a process of its own, to be killed. */
public final class TinySupervisor {

    private TinySupervisor() {}

    public static void main(String[] args) throws Exception {
        LayerSpec spec = TinyLayers.spec("only", Path.of(args[0]), Integer.parseInt(args[1]), List.of());
        Supervisor supervisor =
                new Supervisor(List.of(spec), List.of(List.of("only")), Backoff.DEFAULT, say -> {}, states -> {});
        supervisor.start();
        new CountDownLatch(1).await();
    }
}
