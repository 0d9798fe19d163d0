package dev.plumbline.local.command;

import dev.plumbline.local.Failure;
import java.io.PrintWriter;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** All commands, and how each error of theirs becomes words and an exit code. */
@Command(
        name = "plumbline",
        description = "A hands-on data platform: Connect, Buffer, Process, Store, Visualize.",
        mixinStandardHelpOptions = true,
        version = "plumbline 0.1.0",
        synopsisSubcommandLabel = "COMMAND",
        scope = CommandLine.ScopeType.INHERIT,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:a check failed (a layer is down, the book does not close, …)",
            "2:the words of the command are wrong",
            "3:the surroundings are wrong (not running, port taken, no JDK, …)",
            "4:refused (it would do harm, or somebody holds the data)",
            "5:it took too long"
        },
        subcommands = {
            UpCommand.class,
            DownCommand.class,
            StatusCommand.class,
            LogsCommand.class,
            DoctorCommand.class,
            StreamsCommand.class,
            SendCommand.class,
            SimulateCommand.class,
            ReplayCommand.class,
            TailCommand.class,
            LagCommand.class,
            TablesCommand.class,
            SnapshotsCommand.class,
            QueryCommand.class,
            BookCommand.class,
            BatchCommand.class,
            ReconcileCommand.class,
            QualityCommand.class,
            MaintainCommand.class,
            JobsCommand.class,
            OrchestrateCommand.class,
            ConfigCommand.class,
            ResetCommand.class,
            MirrorCommand.class,
            WarmUpCommand.class
        })
public final class Commands implements Runnable {

    @CommandLine.Spec
    CommandLine.Model.CommandSpec spec;

    /** Runs one command and returns its exit code. */
    public static int run(String[] args, PrintWriter out, PrintWriter err) {
        CommandLine commands = new CommandLine(new Commands());
        commands.getSubcommands().values().forEach(Commands::withoutExitCodes);
        return commands.setOut(out)
                .setErr(err)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((exception, command, parsed) -> Failure.explain(exception, err))
                .execute(args);
    }

    /** They are the same for all, and said once. */
    private static void withoutExitCodes(CommandLine command) {
        command.getCommandSpec().usageMessage().exitCodeListHeading("").exitCodeList(Map.of());
        command.getSubcommands().values().forEach(Commands::withoutExitCodes);
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getErr());
    }
}
