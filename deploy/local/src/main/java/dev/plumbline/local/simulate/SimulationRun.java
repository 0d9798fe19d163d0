package dev.plumbline.local.simulate;

import dev.plumbline.local.platform.EventSender;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Sends a simulation's events at a pace, in small batches, until it has sent enough or is told to end. */
public final class SimulationRun {

    private static final String BATCH = "application/cloudevents-batch+json";
    private static final int LARGEST_BATCH = 500;
    private static final Duration TICK = Duration.ofMillis(100);

    private final Simulation simulation;
    private final EventSender sender;
    private final URI events;
    private final double eventsPerSecond;
    private final AtomicLong accepted = new AtomicLong();
    private final AtomicLong rejected = new AtomicLong();
    private final AtomicLong late = new AtomicLong();
    private final AtomicLong repeated = new AtomicLong();
    private volatile boolean ended;

    /** {@code eventsPerSecond} 0 means as fast as the platform takes them. */
    public SimulationRun(Simulation simulation, EventSender sender, URI events, double eventsPerSecond) {
        this.simulation = simulation;
        this.sender = sender;
        this.events = events;
        this.eventsPerSecond = eventsPerSecond;
    }

    /** Sends {@code count} events, or as many as {@code time} allows, whatever is over first. */
    public void run(long count, Duration time) {
        long start = System.nanoTime();
        long sent = 0;
        while (!ended && sent < count) {
            long elapsed = System.nanoTime() - start;
            if (elapsed > time.toNanos()) {
                return;
            }
            long due = eventsPerSecond == 0 ? Long.MAX_VALUE : (long) (elapsed / 1e9 * eventsPerSecond) + 1;
            int batch = (int) Math.min(LARGEST_BATCH, Math.min(due, count) - sent);
            if (batch <= 0) {
                LockSupport.parkNanos(TICK.toNanos());
            } else {
                send(batch);
                sent += batch;
            }
        }
    }

    public void end() {
        ended = true;
    }

    public String stream() {
        return simulation.stream();
    }

    public long accepted() {
        return accepted.get();
    }

    public long rejected() {
        return rejected.get();
    }

    public long late() {
        return late.get();
    }

    public long repeated() {
        return repeated.get();
    }

    private void send(int count) {
        ByteArrayOutputStream body = new ByteArrayOutputStream(count * 512);
        for (int i = 0; i < count; i++) {
            Simulation.Event event = simulation.next();
            body.write(i == 0 ? '[' : ',');
            body.writeBytes(event.json());
            late.addAndGet(event.late() ? 1 : 0);
            repeated.addAndGet(event.repeated() ? 1 : 0);
        }
        body.write(']');
        byte[] bytes = body.toByteArray();
        EventSender.Outcome outcome = sender.send(events, BATCH, bytes, bytes.length);
        accepted.addAndGet(outcome.accepted());
        rejected.addAndGet(outcome.rejected());
    }
}
