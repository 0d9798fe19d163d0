package dev.plumbline.local;

import dev.plumbline.local.command.Commands;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/** The command line of Plumbline: every command is a class in {@code command}. Read {@link Commands} next. */
public final class Plumbline {

    private Plumbline() {}

    public static void main(String[] args) {
        // Standard output is for data: what libraries have to say goes to standard error, and only when it matters.
        System.setProperty("log4j2.configurationFile", "log4j2-command-line.xml");
        PrintWriter out = new PrintWriter(System.out, false, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        int exitCode = Commands.run(args, out, err);
        out.flush();
        System.exit(exitCode);
    }
}
