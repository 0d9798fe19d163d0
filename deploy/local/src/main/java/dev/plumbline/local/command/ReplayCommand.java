package dev.plumbline.local.command;

import dev.plumbline.buffer.contract.Contract;
import dev.plumbline.buffer.contract.Contracts;
import dev.plumbline.buffer.contract.InvalidContractException;
import dev.plumbline.buffer.contract.ReplayMapping;
import dev.plumbline.local.ExitCode;
import dev.plumbline.local.Failure;
import dev.plumbline.local.platform.EventSender;
import dev.plumbline.local.platform.PlatformClient;
import dev.plumbline.local.replay.FileSelection;
import dev.plumbline.local.replay.Replay;
import dev.plumbline.local.replay.ReplayFile;
import dev.plumbline.local.replay.ReplayReport;
import dev.plumbline.runtime.Settings;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Sends files to a stream. */
@Command(
        name = "replay",
        description = {
            "Send files (CSV, NDJSON, Apache combined log; .gz too) to a stream as its contract's mapping says.",
            "A record's id is its number in its file: sending a file again adds nothing."
        })
final class ReplayCommand extends PlatformCommand {

    private static final int REMARKS_SHOWN = 20;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Files, folders, or patterns such as 'logs/*.gz'.")
    List<String> files;

    @Option(names = "--stream", required = true, paramLabel = "S", description = "The stream they belong to.")
    String stream;

    @Option(names = "--wait", description = "Wait until all is in silver and gold and the book closes.")
    boolean wait;

    @Option(
            names = "--speed",
            paramLabel = "X",
            defaultValue = "0",
            description = "Send at the pace of event time, X times as fast (default: as fast as possible).")
    double speed;

    @Option(
            names = "--format",
            paramLabel = "F",
            description = "csv, ndjson, apache-combined (default: by the file's name, else as the contract says).")
    String format;

    @Option(
            names = "--encoding",
            paramLabel = "CHARSET",
            defaultValue = "UTF-8",
            description = "Of CSV and log files (default: ${DEFAULT-VALUE}).")
    Charset encoding;

    @Option(
            names = "--source",
            paramLabel = "URI",
            description = "CloudEvents source, for a single file (default: urn:plumbline:file:<name>).")
    String source;

    @Option(
            names = "--source-prefix",
            paramLabel = "URI",
            description = "Source = this and the path as given; for files of the same name.")
    String sourcePrefix;

    @Option(
            names = "--contracts",
            paramLabel = "DIR",
            description = "Contracts (default: those of the running platform).")
    Path contracts;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "2m",
            converter = DurationConverter.class,
            description = "How long to go without an answer or progress (default: ${DEFAULT-VALUE}).")
    Duration patience;

    @Override
    int run() throws IOException, InterruptedException {
        List<ReplayFile> selected =
                FileSelection.of(files, Optional.ofNullable(source), Optional.ofNullable(sourcePrefix));
        Contract contract = contract();
        PlatformClient client = client();
        client.streams();
        Replay replay = new Replay(contract, client.events(stream), new EventSender(patience, this::talk), manner());
        long began = System.nanoTime();
        Thread interrupted = new Thread(() -> talk(stopped(replay.report())), "interrupted");
        Runtime.getRuntime().addShutdownHook(interrupted);
        try (ProgressBar bar = ProgressBar.show(progress(replay.report(), selected, began))) {
            replay.send(selected);
        } catch (Failure e) {
            talk(stopped(replay.report()));
            throw e;
        } finally {
            forget(interrupted);
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        ReplayReport report = replay.report();
        remark(report);
        Double waited = null;
        if (wait) {
            long waitBegan = System.nanoTime();
            client.awaitSettled(stream, patience);
            waited = (System.nanoTime() - waitBegan) / 1e9;
        }
        summarize(report, seconds, waited);
        return report.broken().isEmpty() && report.lines() > 0 ? ExitCode.OK : ExitCode.CHECK_FAILED;
    }

    private static String stopped(ReplayReport report) {
        return "Stopped after " + Amounts.count(report.accepted() + report.rejected())
                + " lines were answered for. The same command sends all of it again, which adds nothing twice";
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException isBeingInterrupted) {
            // Then it has spoken.
        }
    }

    private Contract contract() {
        Optional<Path> folder = contracts != null
                ? Optional.of(contracts)
                : platform.running()
                        .map(holder -> Settings.of(holder.settings()))
                        .orElseGet(platform::settings)
                        .optionalPath("contracts.dir");
        try {
            Contracts all = Contracts.load(folder);
            return all.stream(stream)
                    .orElseThrow(() -> Failure.usage(
                            "There is no stream " + stream + "; there are "
                                    + all.all().stream().map(Contract::stream).collect(Collectors.joining(", ")),
                            "./plumbline streams"));
        } catch (InvalidContractException e) {
            throw Failure.usage(
                    "A contract cannot be used:" + System.lineSeparator() + e.getMessage(),
                    "correct the file, then the same again");
        }
    }

    private Replay.Manner manner() {
        if (!(speed >= 0)) {
            throw Failure.usage("--speed is " + speed + ", expected 0 or more", "for example --speed 60");
        }
        return new Replay.Manner(Optional.ofNullable(format).map(ReplayCommand::formatNamed), encoding, speed);
    }

    private static ReplayMapping.Format formatNamed(String text) {
        for (ReplayMapping.Format known : ReplayMapping.Format.values()) {
            if (known.text().equals(text)) {
                return known;
            }
        }
        throw Failure.usage("--format is " + text + ", expected csv, ndjson or apache-combined", "");
    }

    private static Supplier<ProgressBar.Progress> progress(ReplayReport report, List<ReplayFile> files, long began)
            throws IOException {
        long total = 0;
        for (ReplayFile file : files) {
            total += Files.size(file.path());
        }
        long bytes = total;
        return () -> new ProgressBar.Progress(
                report.bytesRead(),
                bytes,
                Amounts.count(report.accepted() + report.rejected()) + " lines  "
                        + Amounts.count(Math.round(
                                (report.accepted() + report.rejected()) / ((System.nanoTime() - began) / 1e9)))
                        + "/s");
    }

    private void remark(ReplayReport report) {
        report.broken().forEach(broken -> talk(broken.toString()));
        report.withoutRecords().forEach(file -> talk(file.toString()));
        if (report.lines() == 0) {
            talk("Nothing was sent: no record was in " + (report.files() == 1 ? "the file" : "any of the files"));
        }
        List<ReplayReport.Remark> remarks = report.remarks();
        remarks.stream().limit(REMARKS_SHOWN).forEach(remark -> talk(remark.toString()));
        if (report.rejected() > 0) {
            long more = report.rejected() - Math.min(REMARKS_SHOWN, remarks.size());
            talk((more > 0 ? "…and " + Amounts.count(more) + " more. " : "") + Amounts.count(report.rejected())
                    + " lines were not taken and are kept in " + stream + ".dead-letters");
        }
    }

    private void summarize(ReplayReport report, double seconds, Double waited) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("stream", stream);
        json.put("files", report.files());
        json.put("lines", report.lines());
        json.put("accepted", report.accepted());
        json.put("rejected", report.rejected());
        json.put("unreadable", report.unreadable());
        json.put("seconds", Math.round(seconds * 1000) / 1000.0);
        json.put("eventsPerSecond", Math.round((report.accepted() + report.rejected()) / seconds));
        if (waited != null) {
            json.put("secondsUntilInGold", Math.round((seconds + waited) * 1000) / 1000.0);
        }
        json.put("brokenFiles", report.broken());
        json.put("filesWithoutRecords", report.withoutRecords());
        json.put("remarks", report.remarks());
        print(json, () -> {
            TextTable table = new TextTable("files", "lines", "accepted", "rejected", "seconds", "events/s");
            table.row(
                    Amounts.count(report.files()),
                    Amounts.count(report.lines()),
                    Amounts.count(report.accepted()),
                    Amounts.count(report.rejected()),
                    Amounts.seconds(Math.round(seconds * 1000)),
                    json.get("eventsPerSecond"));
            table.print(out());
            if (waited != null) {
                out().println("In silver and gold, and the book closes, after "
                        + Amounts.seconds(Math.round((seconds + waited) * 1000)));
            }
        });
    }
}
