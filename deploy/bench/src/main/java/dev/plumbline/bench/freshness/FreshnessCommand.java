package dev.plumbline.bench.freshness;

import dev.plumbline.bench.Machine;
import dev.plumbline.local.Checkout;
import dev.plumbline.local.ExitCode;
import dev.plumbline.local.Failure;
import dev.plumbline.local.Json;
import dev.plumbline.local.platform.PlatformClient;
import dev.plumbline.local.supervisor.DataLock;
import dev.plumbline.local.supervisor.RunState;
import dev.plumbline.runtime.Addresses;
import dev.plumbline.runtime.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures a running platform: how fresh silver and gold are under a steady load, and what the processes use. */
@Command(
        name = "freshness",
        description = {
            "Measure the time from the 202 for an event until a query returns it, on a running platform.",
            "Sends simulated events of now to all three streams; they stay in the platform."
        })
public final class FreshnessCommand implements Callable<Integer> {

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "The platform's data directory, which tells its addresses and processes (default: data in the"
                    + " checkout).")
    Path data;

    @Option(names = "--url", paramLabel = "URL", description = "The query API, instead of the one that --data tells.")
    String url;

    @Option(
            names = "--ingest",
            paramLabel = "URL",
            description = "The ingest API, instead of the one that --data tells.")
    String ingest;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Events per second over all streams (default: ${DEFAULT-VALUE}).")
    double rate;

    @Option(
            names = "--for",
            paramLabel = "TIME",
            defaultValue = "60s",
            description = "How long to measure (default: ${DEFAULT-VALUE}).")
    Duration time;

    @Option(
            names = "--warm-up",
            paramLabel = "TIME",
            defaultValue = "10s",
            description = "The same load before, not measured (default: ${DEFAULT-VALUE}).")
    Duration warmUp;

    @Option(
            names = "--markers",
            paramLabel = "N",
            defaultValue = "5",
            description = "Events per second and stream that are measured (default: ${DEFAULT-VALUE}).")
    double markers;

    @Option(
            names = "--poll",
            paramLabel = "TIME",
            defaultValue = "20ms",
            description = "Pause between two queries of a table (default: ${DEFAULT-VALUE}).")
    Duration poll;

    @Option(
            names = "--idle",
            paramLabel = "TIME",
            description = "First measure for so long what the platform uses when nobody sends or asks.")
    Duration idle;

    @Option(
            names = "--patience",
            paramLabel = "TIME",
            defaultValue = "30s",
            description = "How long to wait for events after the last was sent (default: ${DEFAULT-VALUE}).")
    Duration patience;

    @Option(names = "--json", description = "Print JSON on standard output.")
    boolean json;

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        requireSensible();
        Machine machine = Machine.now();
        Path directory = data == null ? Checkout.current().defaultData() : data;
        Optional<DataLock.Holder> holder = DataLock.holder(directory);
        PlatformClient platform = new PlatformClient(addresses(directory, holder));
        Optional<RunState> processes = holder.flatMap(running -> RunState.read(directory));
        if (processes.isEmpty()) {
            say("the processes are not known here (no platform runs on " + directory + "): their use is left out");
        }
        List<ProcessUse> idleUse = idle == null ? List.of() : idleUse(processes);
        FreshnessRun run = new FreshnessRun(platform, rate, markers, poll, patience, processes, this::say);
        if (!warmUp.isZero()) {
            say("warming up for " + warmUp.toSeconds() + " s");
            run.warmUp(warmUp);
        }
        say("measuring for " + time.toSeconds() + " s");
        FreshnessReport report = run.measure(machine, time, idleUse);
        if (json) {
            spec.commandLine().getOut().println(Json.pretty(report));
        } else {
            report.print(spec.commandLine().getOut());
        }
        return report.complete() ? ExitCode.OK : ExitCode.CHECK_FAILED;
    }

    private Addresses addresses(Path directory, Optional<DataLock.Holder> holder) {
        if (holder.isEmpty() && (url == null || ingest == null)) {
            throw Failure.notRunning("nobody holds the data directory " + directory);
        }
        Map<String, String> settings = new HashMap<>();
        holder.ifPresent(running -> settings.putAll(running.settings()));
        if (url != null) {
            settings.put("visualize.url", url);
        }
        if (ingest != null) {
            settings.put("ingest.url", ingest);
        }
        return Addresses.from(Settings.of(settings));
    }

    private List<ProcessUse> idleUse(Optional<RunState> processes) throws InterruptedException {
        if (processes.isEmpty()) {
            return new ArrayList<>();
        }
        say("watching the idle platform for " + idle.toSeconds() + " s");
        ProcessUse.Meter meter = new ProcessUse.Meter(processes.get());
        Thread.sleep(idle.toMillis());
        return meter.read();
    }

    private void requireSensible() {
        if (!(rate > 0) || !(markers > 0) || time.toSeconds() < 1) {
            throw Failure.usage("--rate and --markers must be above 0, and --for 1s or more", "");
        }
    }

    private void say(String what) {
        spec.commandLine().getErr().println(what);
    }
}
