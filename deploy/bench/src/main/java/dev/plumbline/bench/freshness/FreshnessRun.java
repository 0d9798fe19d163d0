package dev.plumbline.bench.freshness;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.bench.Distribution;
import dev.plumbline.bench.Machine;
import dev.plumbline.local.Failure;
import dev.plumbline.local.platform.PlatformClient;
import dev.plumbline.local.simulate.Simulation;
import dev.plumbline.local.supervisor.RunState;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** One run: sources send, watches look at every silver and gold table, and both are put together at the end. */
final class FreshnessRun {

    /** Tables forget old snapshots, so they are learned now and then while the load runs. */
    private static final Duration LEARN = Duration.ofSeconds(15);

    private static final Duration LOOK_FOR_THE_END = Duration.ofSeconds(1);

    private final PlatformClient platform;
    private final double eventsPerSecond;
    private final double markersPerSecond;
    private final Duration pause;
    private final Duration patience;
    private final Optional<RunState> processes;
    private final Consumer<String> say;
    private final String name = Long.toString(System.currentTimeMillis());
    private final Snapshots snapshots = new Snapshots();
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        return thread;
    });

    FreshnessRun(
            PlatformClient platform,
            double eventsPerSecond,
            double markersPerSecond,
            Duration pause,
            Duration patience,
            Optional<RunState> processes,
            Consumer<String> say) {
        this.platform = platform;
        this.eventsPerSecond = eventsPerSecond;
        this.markersPerSecond = markersPerSecond;
        this.pause = pause;
        this.patience = patience;
        this.processes = processes;
        this.say = say;
    }

    void warmUp(Duration time) throws InterruptedException {
        joined(sources("warm-up-" + name, time));
    }

    FreshnessReport measure(Machine machine, Duration time, List<ProcessUse> idle)
            throws InterruptedException, IOException {
        List<TableWatch> watches = watches();
        watches.forEach(threads::submit);
        Probes probes = new Probes(platform, name, pause, patience);
        Optional<ProcessUse.Meter> meter = processes.map(ProcessUse.Meter::new);
        long start = System.nanoTime();
        List<Future<EventSource.Sent>> sources = sources(name, time);
        Future<Object> probing = threads.submit(Executors.callable(probes));
        learnDuring(time, watches);
        List<EventSource.Sent> sent = joined(sources);
        double seconds = (System.nanoTime() - start) / 1e9;
        List<ProcessUse> load = meter.map(ProcessUse.Meter::read).orElse(List.of());
        probes.end();
        joined(List.of(probing));
        List<Acknowledged> markers =
                sent.stream().flatMap(one -> one.markers().stream()).toList();
        awaitSeen(markers, watches);
        watches.forEach(TableWatch::end);
        return report(machine, seconds, sent, markers, watches, probes.probes(), idle, load);
    }

    private List<Future<EventSource.Sent>> sources(String run, Duration time) {
        List<String> streams = Simulation.streams();
        return streams.stream()
                .map(stream -> threads.submit(new EventSource(
                        platform.events(stream),
                        stream,
                        "urn:plumbline:bench:" + run,
                        eventsPerSecond / streams.size(),
                        time,
                        markersPerSecond)))
                .toList();
    }

    /** One watch per silver and gold table of the shipped streams. */
    private List<TableWatch> watches() {
        String queryApi = platform.addresses().visualizeUrl();
        List<String> silver =
                Simulation.streams().stream().map(FreshnessRun::silver).toList();
        Stream<String> tables = StreamSupport.stream(
                        platform.tables().path("tables").spliterator(), false)
                .map(table -> table.path("table").asText())
                .filter(table -> table.startsWith("gold.") || silver.contains(table));
        return tables.map(table -> new TableWatch(queryApi, table, pause)).toList();
    }

    private static String silver(String stream) {
        return "silver." + stream;
    }

    private void learnDuring(Duration time, List<TableWatch> watches) throws InterruptedException, IOException {
        long end = System.nanoTime() + time.toNanos();
        while (end - System.nanoTime() > LEARN.toNanos()) {
            Thread.sleep(LEARN.toMillis());
            learn(watches);
        }
    }

    private void learn(List<TableWatch> watches) throws IOException {
        for (TableWatch watch : watches) {
            snapshots.learn(platform.table(watch.table()));
        }
    }

    /** Until every event was seen in every table of its stream, or patience ends. */
    private void awaitSeen(List<Acknowledged> markers, List<TableWatch> watches)
            throws InterruptedException, IOException {
        long end = System.nanoTime() + patience.toNanos();
        do {
            Thread.sleep(LOOK_FOR_THE_END.toMillis());
            learn(watches);
        } while (System.nanoTime() < end
                && watches.stream()
                        .anyMatch(watch -> freshness(watch, markers).freshness().unseen() > 0));
    }

    /** A table's line, and the values behind it. */
    private record Measured(FreshnessReport.Freshness freshness, List<Long> nanos) {}

    private Measured freshness(TableWatch watch, List<Acknowledged> markers) {
        List<TableWatch.Sighting> sightings = watch.sightings();
        String stream = snapshots.stream(sightings).orElse("");
        // A table that shows nothing at all is behind for every event, whichever stream it may be of.
        List<Acknowledged> own = markers.stream()
                .filter(marker -> stream.isEmpty() || marker.stream().equals(stream))
                .toList();
        List<Long> nanos = own.stream()
                .map(marker -> snapshots.freshness(marker, sightings))
                .filter(OptionalLong::isPresent)
                .map(OptionalLong::getAsLong)
                .toList();
        return new Measured(line(watch.table(), stream, nanos, own.size() - nanos.size(), watch.failures()), nanos);
    }

    private FreshnessReport report(
            Machine machine,
            double seconds,
            List<EventSource.Sent> sent,
            List<Acknowledged> markers,
            List<TableWatch> watches,
            List<Probes.Probe> probes,
            List<ProcessUse> idle,
            List<ProcessUse> load) {
        List<Measured> tables = watches.stream()
                .map(watch -> freshness(watch, markers))
                .filter(table -> isSimulated(table.freshness().stream()))
                .toList();
        return new FreshnessReport(
                machine,
                eventsPerSecond,
                seconds,
                sent.stream().mapToLong(EventSource.Sent::events).sum(),
                distribution(
                        sent.stream().flatMap(one -> one.requests().stream()).toList()),
                tables.stream().map(Measured::freshness).toList(),
                together("silver.", tables),
                together("gold.", tables),
                check(probes, watches),
                idle,
                load);
    }

    /** Models of other streams are not measured; a table whose stream is unknown is, and fails the run. */
    private static boolean isSimulated(String stream) {
        return stream.isEmpty() || Simulation.streams().contains(stream);
    }

    private static FreshnessReport.Freshness together(String namespace, List<Measured> tables) {
        List<Measured> own = tables.stream()
                .filter(table -> table.freshness().name().startsWith(namespace))
                .toList();
        return line(
                "all " + namespace + "*",
                "",
                own.stream().flatMap(table -> table.nanos().stream()).toList(),
                own.stream().mapToLong(table -> table.freshness().unseen()).sum(),
                own.stream().mapToLong(table -> table.freshness().failedLooks()).sum());
    }

    private FreshnessReport.QueryCheck check(List<Probes.Probe> probes, List<TableWatch> watches) {
        List<TableWatch.Sighting> sightings = sightings(Probes.TABLE, watches);
        List<Long> byQuery = probes.stream()
                .map(Probes.Probe::foundAfter)
                .filter(after -> after >= 0)
                .toList();
        List<Long> bySnapshot = probes.stream()
                .map(probe -> snapshots.freshness(probe.event(), sightings))
                .filter(OptionalLong::isPresent)
                .map(OptionalLong::getAsLong)
                .toList();
        List<TableWatch.Sighting> orders = sightings(silver("orders"), watches).stream()
                .filter(sighting -> snapshots.of(sighting.snapshotId()).isPresent())
                .toList();
        if (orders.size() < 2) {
            throw Failure.check(
                    "silver.orders was seen in fewer than two snapshots", "measure for longer, or see ./plumbline lag");
        }
        String first = orders.get(Math.max(0, orders.size() - 60)).snapshotId();
        String last = orders.get(orders.size() - 1).snapshotId();
        return new FreshnessReport.QueryCheck(
                distribution(byQuery),
                distribution(bySnapshot),
                probes.size() - byQuery.size(),
                ordersIn(last) - ordersIn(first),
                snapshots.of(last).orElseThrow().total()
                        - snapshots.of(first).orElseThrow().total());
    }

    private static List<TableWatch.Sighting> sightings(String table, List<TableWatch> watches) {
        return watches.stream()
                .filter(watch -> watch.table().equals(table))
                .flatMap(watch -> watch.sightings().stream())
                .toList();
    }

    /** How many orders a query over that snapshot counts. */
    private long ordersIn(String snapshotId) {
        JsonNode totals = platform.query("silver_orders_totals", Map.of("asOf", snapshotId));
        return totals.path("rows").path(0).path("lines").asLong();
    }

    private static FreshnessReport.Freshness line(
            String name, String stream, List<Long> nanos, long unseen, long failedLooks) {
        return new FreshnessReport.Freshness(name, stream, distribution(nanos), unseen, failedLooks);
    }

    private static Distribution distribution(List<Long> nanos) {
        return Distribution.ofNanos(nanos.stream().mapToLong(Long::longValue).toArray());
    }

    private <T> List<T> joined(List<Future<T>> tasks) throws InterruptedException {
        List<T> results = new ArrayList<>();
        for (Future<T> task : tasks) {
            try {
                results.add(task.get());
            } catch (ExecutionException e) {
                say.accept("the run is broken off");
                throw e.getCause() instanceof Failure failure
                        ? failure
                        : Failure.environment("A request failed: " + e.getCause(), "./plumbline status");
            }
        }
        return results;
    }
}
