package dev.plumbline.local.replay;

import dev.plumbline.local.platform.EventSender;
import java.util.ArrayList;
import java.util.List;

/** What a replay has done so far. Safe for many threads. */
public final class ReplayReport {

    private static final int REMEMBERED = 1_000;

    /** Something about one place of a file: {@code line} 0 means the file as a whole. */
    public record Remark(String file, long line, String text) {
        @Override
        public String toString() {
            return file + (line > 0 ? ":" + line : "") + ": " + text;
        }
    }

    private final List<Remark> remarks = new ArrayList<>();
    private final List<Remark> broken = new ArrayList<>();
    private final List<Remark> withoutRecords = new ArrayList<>();
    private int files;
    private long lines;
    private long accepted;
    private long rejected;
    private long unreadable;
    private long bytesRead;

    public synchronized int files() {
        return files;
    }

    /** Records read so far. */
    public synchronized long lines() {
        return lines;
    }

    public synchronized long accepted() {
        return accepted;
    }

    /** Records that ingest did not take, those that could not be read among them; they are kept as dead letters. */
    public synchronized long rejected() {
        return rejected;
    }

    public synchronized long unreadable() {
        return unreadable;
    }

    public synchronized long bytesRead() {
        return bytesRead;
    }

    /** Why single records were not taken, as far as they are remembered. */
    public synchronized List<Remark> remarks() {
        return List.copyOf(remarks);
    }

    /** Files that could not be read to their end. */
    public synchronized List<Remark> broken() {
        return List.copyOf(broken);
    }

    /** Files that were read to their end and in which nothing was; a day on which nothing happened is no fault. */
    public synchronized List<Remark> withoutRecords() {
        return List.copyOf(withoutRecords);
    }

    synchronized void read(long bytes) {
        bytesRead += bytes;
    }

    synchronized void fileDone() {
        files++;
    }

    synchronized void record(ReplayFile file, Records.Entry entry) {
        lines++;
        if (entry.unreadable()) {
            unreadable++;
            remember(new Remark(file.path().toString(), entry.line(), entry.problem()));
        }
    }

    synchronized void answered(Chunk chunk, EventSender.Outcome outcome) {
        accepted += outcome.accepted();
        rejected += outcome.rejected();
        for (EventSender.Rejection rejection : outcome.rejections()) {
            int index = rejection.index();
            if (index < chunk.count() && !chunk.unreadable(index)) {
                String where = rejection.pointer().isEmpty() ? "" : rejection.pointer() + " ";
                remember(new Remark(chunk.file().path().toString(), chunk.line(index), where + rejection.reason()));
            }
        }
    }

    synchronized void broken(ReplayFile file, String text) {
        broken.add(new Remark(file.path().toString(), 0, text));
    }

    synchronized void withoutRecords(ReplayFile file, String text) {
        withoutRecords.add(new Remark(file.path().toString(), 0, text));
    }

    private void remember(Remark remark) {
        if (remarks.size() < REMEMBERED) {
            remarks.add(remark);
        }
    }
}
