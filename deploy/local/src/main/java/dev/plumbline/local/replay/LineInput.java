package dev.plumbline.local.replay;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Lines of bytes, without their ends. A line that is too long is cut, and says so. */
final class LineInput implements Closeable {

    static final int LONGEST = 8 << 20;

    private final InputStream in;
    private final byte[] buffer = new byte[1 << 16];
    private int position;
    private int limit;
    private byte[] line = new byte[1024];
    private int length;
    private long number;
    private boolean cut;

    LineInput(InputStream in) {
        this.in = in;
    }

    /** Moves to the next line; false at the end. */
    boolean next() throws IOException {
        length = 0;
        cut = false;
        boolean any = false;
        while (position < limit || fill()) {
            any = true;
            int end = position;
            while (end < limit && buffer[end] != '\n') {
                end++;
            }
            append(position, end);
            position = end + 1;
            if (end < limit) {
                break;
            }
            position = limit;
        }
        if (length > 0 && line[length - 1] == '\r') {
            length--;
        }
        number += any ? 1 : 0;
        return any;
    }

    byte[] bytes() {
        return Arrays.copyOf(line, length);
    }

    /** Whether ingest-api would pass over the line without counting it: an id must not be given for it either. */
    boolean blank() {
        for (int i = 0; i < length; i++) {
            if (line[i] != ' ' && line[i] != '\t' && line[i] != '\r') {
                return false;
            }
        }
        return true;
    }

    /** The line's number in the file, from 1. */
    long number() {
        return number;
    }

    boolean cut() {
        return cut;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private boolean fill() throws IOException {
        position = 0;
        limit = Math.max(0, in.read(buffer));
        return limit > 0;
    }

    private void append(int from, int to) {
        int count = Math.min(to - from, LONGEST - length);
        cut |= count < to - from;
        if (length + count > line.length) {
            line = Arrays.copyOf(line, Math.max(length + count, line.length * 2));
        }
        System.arraycopy(buffer, from, line, length, count);
        length += count;
    }
}
