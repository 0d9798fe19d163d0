package dev.plumbline.local.supervisor;

import dev.plumbline.runtime.Health;
import dev.plumbline.runtime.HealthDoor;
import dev.plumbline.runtime.Metrics;
import dev.plumbline.runtime.Settings;
import dev.plumbline.runtime.Shutdown;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CountDownLatch;

/**
 * A layer that does nothing but be there: ready at {@code --port}, or ending at once with {@code --exit}; writes what
 * happens to it to {@code --diary}.
 */
public final class TinyLayer {

    private TinyLayer() {}

    public static void main(String[] args) throws Exception {
        Settings settings = Settings.load(args, System.getenv());
        String name = settings.text("name", "tiny");
        Path diary = Path.of(settings.text("diary", ""));
        note(diary, name + " started");
        System.out.println("hello from " + name);
        int exit = (int) settings.number("exit", -1, -1, 255);
        if (exit >= 0) {
            System.out.println("I cannot work here");
            System.exit(exit);
        }
        Shutdown shutdown = Shutdown.install(settings);
        shutdown.stops("diary", () -> note(diary, name + " stopped"));
        HealthDoor.open("127.0.0.1", settings.port("port", 0), new Health(), new Metrics());
        new CountDownLatch(1).await();
    }

    private static void note(Path diary, String line) throws Exception {
        Files.writeString(diary, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
