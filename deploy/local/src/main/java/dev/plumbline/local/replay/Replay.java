package dev.plumbline.local.replay;

import dev.plumbline.buffer.contract.Contract;
import dev.plumbline.buffer.contract.ReplayMapping.Format;
import dev.plumbline.buffer.contract.UnreadableLineException;
import dev.plumbline.local.Failure;
import dev.plumbline.local.platform.EventSender;
import java.io.EOFException;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends files to a stream. One thread reads and translates while another sends; each record's id is its number in its file, and
 * its source is the file, so that a file sent again, or half sent before, adds nothing twice. Open this class first.
 */
public final class Replay {

    private static final String NDJSON = "application/x-ndjson";
    private static final int RECORDS_PER_REQUEST = 4_000;
    private static final int BYTES_PER_REQUEST = 2 << 20;

    /** One: with more, lines of different days would reach a partition mixed, and a model would call the older ones late. */
    private static final int REQUESTS_AT_ONCE = 1;

    private static final long LONGEST_GATHERING_NANOS = 200_000_000;

    /** How to read the files: {@code speed} 0 means as fast as possible, 1 as fast as it happened. */
    public record Manner(Optional<Format> format, Charset charset, double speed) {}

    private final Contract contract;
    private final URI events;
    private final EventSender sender;
    private final Manner manner;
    private final ReplayReport report = new ReplayReport();
    private final Semaphore free = new Semaphore(REQUESTS_AT_ONCE);
    private final AtomicReference<RuntimeException> failure = new AtomicReference<>();

    public Replay(Contract contract, URI events, EventSender sender, Manner manner) {
        this.contract = contract;
        this.events = events;
        this.sender = sender;
        this.manner = manner;
    }

    /** What has been done so far, for whoever shows it meanwhile. */
    public ReplayReport report() {
        return report;
    }

    /** Sends the files in order; returns when the platform has answered for every record. */
    public void send(List<ReplayFile> files) {
        ExecutorService senders = Executors.newFixedThreadPool(REQUESTS_AT_ONCE, task -> {
            Thread thread = new Thread(task, "replay-sender");
            thread.setDaemon(true);
            return thread;
        });
        try {
            Pace pace = manner.speed() > 0 ? new Pace(contract, manner.speed()) : null;
            for (ReplayFile file : files) {
                send(file, pace, senders);
                report.fileDone();
            }
            free.acquireUninterruptibly(REQUESTS_AT_ONCE);
            requireNoFailure();
        } finally {
            senders.shutdownNow();
        }
    }

    private void send(ReplayFile file, Pace pace, ExecutorService senders) {
        Chunk chunk = new Chunk(file, 1, BYTES_PER_REQUEST / 2);
        long linesBefore = report.lines();
        try (Records records = file.open(contract, manner.format(), manner.charset(), report::read)) {
            long gatheringSince = System.nanoTime();
            for (Records.Entry entry = records.next(); entry != null; entry = records.next()) {
                report.record(file, entry);
                long wait = pace == null ? 0 : pace.nanosUntilDue(entry.event());
                boolean tooLong = pace != null && System.nanoTime() - gatheringSince > LONGEST_GATHERING_NANOS;
                if (full(chunk) || chunk.count() > 0 && (wait > LONGEST_GATHERING_NANOS || tooLong)) {
                    chunk = dispatched(chunk, senders);
                    gatheringSince = System.nanoTime();
                }
                sleep(wait);
                chunk.add(entry);
            }
            if (report.lines() == linesBefore) {
                report.withoutRecords(file, file.bytes() == 0 ? "it is empty" : "it has no records");
            }
        } catch (UnreadableLineException e) {
            report.broken(file, e.getMessage());
        } catch (EOFException e) {
            report.broken(
                    file,
                    last(chunk) == 0
                            ? "it ends before its first record; nothing of it was sent"
                            : "it ends in the middle after record " + last(chunk) + "; what came before was sent");
        } catch (IOException e) {
            report.broken(
                    file,
                    (last(chunk) == 0 ? "it cannot be read" : "it cannot be read after record " + last(chunk)) + " ("
                            + e.getMessage() + "); " + (last(chunk) == 0 ? "nothing of it" : "what came before")
                            + " was sent");
        }
        dispatched(chunk, senders);
    }

    private static boolean full(Chunk chunk) {
        return chunk.count() >= RECORDS_PER_REQUEST || chunk.length() >= BYTES_PER_REQUEST;
    }

    private static long last(Chunk chunk) {
        return chunk.firstId() + chunk.count() - 1;
    }

    private static void sleep(long nanos) {
        long end = System.nanoTime() + nanos;
        for (long left = nanos; left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    /** Hands the chunk to a sender, waiting for a free one; returns the chunk that follows it. */
    private Chunk dispatched(Chunk chunk, ExecutorService senders) {
        requireNoFailure();
        if (chunk.count() > 0) {
            free.acquireUninterruptibly();
            senders.execute(() -> {
                try {
                    report.answered(chunk, sender.send(uri(chunk), NDJSON, chunk.body(), chunk.length()));
                } catch (RuntimeException e) {
                    failure.compareAndSet(null, e);
                } finally {
                    free.release();
                }
            });
        }
        return new Chunk(chunk.file(), chunk.firstId() + chunk.count(), BYTES_PER_REQUEST / 2);
    }

    private URI uri(Chunk chunk) {
        String source = URLEncoder.encode(chunk.file().source(), StandardCharsets.UTF_8);
        return URI.create(events + "?source=" + source + "&firstId=" + chunk.firstId());
    }

    private void requireNoFailure() {
        RuntimeException first = failure.get();
        if (first instanceof Failure known) {
            throw Failure.of(known.exitCode(), known.getMessage(), known.next());
        }
        if (first != null) {
            throw first;
        }
    }
}
