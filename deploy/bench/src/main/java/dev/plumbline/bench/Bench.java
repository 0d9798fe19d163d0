package dev.plumbline.bench;

import dev.plumbline.bench.freshness.FreshnessCommand;
import dev.plumbline.bench.ingest.IngestCommand;
import dev.plumbline.local.Failure;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The benchmarks' command line: one class per benchmark. */
@Command(
        name = "plumbline-bench",
        description = "Measures Plumbline: ratios side by side in one run, on this machine.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        scope = CommandLine.ScopeType.INHERIT,
        subcommands = {IngestCommand.class, FreshnessCommand.class})
public final class Bench implements Runnable {

    @CommandLine.Spec
    CommandLine.Model.CommandSpec spec;

    public static void main(String[] args) {
        // Standard output is for the report; libraries speak on standard error, and only when it matters.
        System.setProperty("log4j2.configurationFile", "log4j2-command-line.xml");
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        System.exit(run(args, out, err));
    }

    /** Runs one benchmark and returns its exit code: 1 when counts do not match, 2 for wrong words, 3 for surroundings. */
    static int run(String[] args, PrintWriter out, PrintWriter err) {
        return new CommandLine(new Bench())
                .registerConverter(Duration.class, Durations::parse)
                .setOut(out)
                .setErr(err)
                .setExecutionExceptionHandler((exception, command, parsed) -> Failure.explain(exception, err))
                .execute(args);
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getErr());
    }
}
