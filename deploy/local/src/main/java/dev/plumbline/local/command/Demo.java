package dev.plumbline.local.command;

import dev.plumbline.local.platform.EventSender;
import dev.plumbline.local.platform.PlatformClient;
import dev.plumbline.local.simulate.Mix;
import dev.plumbline.local.simulate.Simulation;
import dev.plumbline.local.simulate.SimulationRun;
import dev.plumbline.runtime.Addresses;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Consumer;

/** The simulated events of {@code up --demo}: all streams at a modest pace, with a little of everything that goes wrong. */
final class Demo {

    private static final long SEED = 1;
    private static final double EVENTS_PER_SECOND = 20;
    private static final Duration PATIENCE = Duration.ofDays(365);

    private Demo() {}

    static void start(Addresses addresses, Consumer<String> say) {
        PlatformClient client = new PlatformClient(addresses);
        Instant start = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        EventSender sender = new EventSender(PATIENCE, say);
        for (String stream : Simulation.streams()) {
            String source = SimulateCommand.source(stream, SEED, start, false);
            Simulation simulation = new Simulation(stream, SEED, source, start, EVENTS_PER_SECOND, Mix.DEMO);
            SimulationRun run = new SimulationRun(simulation, sender, client.events(stream), EVENTS_PER_SECOND);
            Thread thread = new Thread(() -> run.run(Long.MAX_VALUE, PATIENCE), "demo-" + stream);
            thread.setDaemon(true);
            thread.start();
        }
        say.accept("Simulators send " + (int) EVENTS_PER_SECOND + " events/s to each of "
                + String.join(", ", Simulation.streams()) + ".");
    }
}
