package dev.plumbline.local.command;

import java.io.PrintStream;
import java.util.Locale;
import java.util.function.Supplier;

/** A line on a terminal that shows how far something is; prints nothing where standard error is no terminal. */
final class ProgressBar implements AutoCloseable {

    /** How far it is: done of total, and words beside the bar. */
    record Progress(long done, long total, String words) {}

    private static final int WIDTH = 28;
    private static final long REDRAW_MILLIS = 120;

    private final PrintStream terminal;
    private final Thread thread;

    private ProgressBar(PrintStream terminal, Thread thread) {
        this.terminal = terminal;
        this.thread = thread;
    }

    static ProgressBar show(Supplier<Progress> progress) {
        if (!Boolean.getBoolean("plumbline.terminal")) {
            return new ProgressBar(null, null);
        }
        PrintStream terminal = System.err;
        Thread thread = new Thread(() -> {
            try {
                while (true) {
                    draw(terminal, progress.get());
                    Thread.sleep(REDRAW_MILLIS);
                }
            } catch (InterruptedException done) {
                draw(terminal, progress.get());
            }
        });
        thread.setDaemon(true);
        thread.start();
        return new ProgressBar(terminal, thread);
    }

    @Override
    public void close() throws InterruptedException {
        if (thread != null) {
            thread.interrupt();
            thread.join();
            terminal.println();
        }
    }

    private static void draw(PrintStream terminal, Progress progress) {
        double share = progress.total() == 0 ? 1 : Math.min(1, (double) progress.done() / progress.total());
        int filled = (int) (share * WIDTH);
        terminal.printf(
                Locale.ROOT,
                "\r[%s%s] %3d %%  %s\u001b[K",
                "=".repeat(filled),
                " ".repeat(WIDTH - filled),
                (int) (share * 100),
                progress.words());
        terminal.flush();
    }
}
