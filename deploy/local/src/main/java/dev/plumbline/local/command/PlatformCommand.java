package dev.plumbline.local.command;

import dev.plumbline.local.ExitCode;
import dev.plumbline.local.Json;
import dev.plumbline.local.platform.PlatformClient;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What every command shares: the options that say which platform, data on standard output, talk on standard error. */
abstract class PlatformCommand implements Callable<Integer> {

    @Mixin
    PlatformOptions platform = new PlatformOptions();

    @Spec
    CommandSpec spec;

    @Override
    public final Integer call() throws Exception {
        int exitCode = run();
        spec.commandLine().getOut().flush();
        return exitCode;
    }

    abstract int run() throws Exception;

    PrintWriter out() {
        return spec.commandLine().getOut();
    }

    void talk(String message) {
        PrintWriter err = spec.commandLine().getErr();
        err.println(message);
        err.flush();
    }

    PlatformClient client() {
        return new PlatformClient(platform.addresses());
    }

    boolean json() {
        return platform.json;
    }

    /** Prints the JSON when asked for, else the text. */
    int print(Object json, Runnable text) {
        if (platform.json) {
            out().println(Json.pretty(json));
        } else {
            text.run();
        }
        return ExitCode.OK;
    }
}
