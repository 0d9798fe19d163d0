package dev.plumbline.local.replay;

import java.util.Arrays;

/** Consecutive records of one file, on their way in one request. */
final class Chunk {

    private final ReplayFile file;
    private final long firstId;
    private byte[] body;
    private int length;
    private long[] lines = new long[1024];
    private boolean[] unreadable = new boolean[1024];
    private int count;

    Chunk(ReplayFile file, long firstId, int expectedBytes) {
        this.file = file;
        this.firstId = firstId;
        this.body = new byte[expectedBytes];
    }

    void add(Records.Entry entry) {
        byte[] event = entry.event();
        if (length + event.length + 1 > body.length) {
            body = Arrays.copyOf(body, Math.max(length + event.length + 1, body.length * 2));
        }
        System.arraycopy(event, 0, body, length, event.length);
        length += event.length;
        body[length++] = '\n';
        if (count == lines.length) {
            lines = Arrays.copyOf(lines, count * 2);
            unreadable = Arrays.copyOf(unreadable, count * 2);
        }
        unreadable[count] = entry.unreadable();
        lines[count++] = entry.line();
    }

    ReplayFile file() {
        return file;
    }

    long firstId() {
        return firstId;
    }

    byte[] body() {
        return body;
    }

    int length() {
        return length;
    }

    int count() {
        return count;
    }

    /** Line in the file of the record at this place in the chunk. */
    long line(int index) {
        return lines[index];
    }

    /** Whether that record was told as unreadable before it was sent. */
    boolean unreadable(int index) {
        return unreadable[index];
    }
}
