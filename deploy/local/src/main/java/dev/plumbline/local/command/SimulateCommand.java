package dev.plumbline.local.command;

import dev.plumbline.local.ExitCode;
import dev.plumbline.local.Failure;
import dev.plumbline.local.platform.EventSender;
import dev.plumbline.local.platform.PlatformClient;
import dev.plumbline.local.simulate.Mix;
import dev.plumbline.local.simulate.Simulation;
import dev.plumbline.local.simulate.SimulationRun;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Sends made-up events of the shipped streams. */
@Command(
        name = "simulate",
        description = {
            "Send simulated events; without STREAM, of all three shipped streams.",
            "The same --seed, --start, --rate and shares give the same bytes with the same ids; sent again they add nothing."
        })
final class SimulateCommand extends PlatformCommand {

    private static final double PACE_OF_EVENT_TIME_WITHOUT_RATE = 1_000;

    @Parameters(arity = "0..*", paramLabel = "STREAM", description = "orders, web-logs, vehicle-telemetry.")
    List<String> streams = new ArrayList<>();

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "20",
            description = "Events per second and stream; 0: as fast as they are taken (default: ${DEFAULT-VALUE}).")
    double rate;

    @Option(
            names = "--late",
            paramLabel = "SHARE",
            defaultValue = "0",
            description = "Share of events whose time lies 5 minutes to 30 hours back.")
    double late;

    @Option(
            names = "--duplicates",
            paramLabel = "SHARE",
            defaultValue = "0",
            description = "Share of events that are sent again, to the letter.")
    double duplicates;

    @Option(
            names = "--bad",
            paramLabel = "SHARE",
            defaultValue = "0",
            description = "Share of events that break their contract.")
    double bad;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "What chance begins with (default: ${DEFAULT-VALUE}).")
    long seed;

    @Option(
            names = "--start",
            paramLabel = "TIME",
            description = "Event time of the first event, such as 2026-01-01T00:00:00Z (default: now).")
    Instant start;

    @Option(
            names = "--count",
            paramLabel = "N",
            description = "Events per stream (default: until --for is over or Ctrl-C).")
    Long count;

    @Option(
            names = "--for",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "How long, such as 30s, 5m, 1h.")
    Duration time;

    @Option(names = "--wait", description = "Then wait until all is in silver and gold and the book closes.")
    boolean wait;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "60s",
            converter = DurationConverter.class,
            description = "How long to go without an answer or progress (default: ${DEFAULT-VALUE}).")
    Duration patience;

    @Override
    int run() {
        PlatformClient client = client();
        EventSender sender = new EventSender(patience, this::talk);
        List<SimulationRun> runs = runs(client, sender);
        // One that went away is waited for; one that is not there is named at once.
        client.streams();
        long began = System.nanoTime();
        Thread atInterrupt = new Thread(() -> report(runs, began));
        Runtime.getRuntime().addShutdownHook(atInterrupt);
        List<CompletableFuture<Void>> all = runs.stream()
                .map(run -> CompletableFuture.runAsync(
                        () -> run.run(
                                count == null ? Long.MAX_VALUE : count, time == null ? Duration.ofDays(3650) : time),
                        task -> new Thread(task, "simulate-" + run.stream()).start()))
                .toList();
        try {
            all.forEach(CompletableFuture::join);
        } catch (CompletionException e) {
            runs.forEach(SimulationRun::end);
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        } finally {
            Runtime.getRuntime().removeShutdownHook(atInterrupt);
        }
        report(runs, began);
        if (wait) {
            runs.forEach(run -> client.awaitSettled(run.stream(), patience));
            talk("In silver and gold, and the book closes.");
        }
        return ExitCode.OK;
    }

    /** A run's source: with a start given by hand it can be told again, else it is named by when it began. */
    static String source(String stream, long seed, Instant start, boolean startGiven) {
        String source = "urn:plumbline:simulator:" + stream + ":" + seed;
        return startGiven ? source : source + ":" + start.getEpochSecond();
    }

    private List<SimulationRun> runs(PlatformClient client, EventSender sender) {
        if (rate < 0) {
            throw Failure.usage(
                    "--rate is " + rate + ", expected 0 or more events per second", "for example --rate 100");
        }
        Mix mix = new Mix(late, duplicates, bad);
        Instant first = start == null ? Instant.now().truncatedTo(ChronoUnit.SECONDS) : start;
        double pace = rate == 0 ? PACE_OF_EVENT_TIME_WITHOUT_RATE : rate;
        return (streams.isEmpty() ? Simulation.streams() : streams)
                .stream()
                        .map(stream -> new Simulation(
                                stream, seed, source(stream, seed, first, start != null), first, pace, mix))
                        .map(simulation ->
                                new SimulationRun(simulation, sender, client.events(simulation.stream()), rate))
                        .toList();
    }

    private void report(List<SimulationRun> runs, long began) {
        double seconds = (System.nanoTime() - began) / 1e9;
        List<Map<String, Object>> json = runs.stream()
                .map(run -> Map.<String, Object>of(
                        "stream", run.stream(),
                        "accepted", run.accepted(),
                        "rejected", run.rejected(),
                        "late", run.late(),
                        "duplicates", run.repeated(),
                        "seconds", seconds))
                .toList();
        print(json, () -> {
            TextTable table = new TextTable("stream", "accepted", "rejected", "late", "duplicates", "events/s");
            runs.forEach(run -> table.row(
                    run.stream(),
                    Amounts.count(run.accepted()),
                    Amounts.count(run.rejected()),
                    Amounts.count(run.late()),
                    Amounts.count(run.repeated()),
                    Amounts.count(Math.round((run.accepted() + run.rejected()) / seconds))));
            table.print(out());
        });
        out().flush();
    }
}
