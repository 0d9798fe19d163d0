package dev.plumbline.ingest.format;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.function.IntConsumer;

/**
 * Cuts a stream of any length into lines, in memory bounded by the longest line that is allowed. A longer line is reported
 * with its beginning and skipped. The bytes of a line are valid until {@link #next} is called again.
 */
public final class LineReader {

    private static final int MIN_BUFFER_BYTES = 1024;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long LINE_ENDS = 0x0A0A0A0A0A0A0A0AL;
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;

    private final InputStream in;
    private final int maxLineBytes;
    private final IntConsumer growth;
    private byte[] buffer;
    private int position;
    private int filled;
    private boolean ended;
    private int from;
    private int to;
    private boolean tooLong;
    private boolean started;

    /**
     * {@code bufferBytes} is where the buffer starts; it grows as far as a line of {@code maxLineBytes} needs, and {@code
     * growth} is told by how many bytes before it does, so that it can object.
     */
    public LineReader(InputStream in, int maxLineBytes, int bufferBytes, IntConsumer growth) {
        this.growth = growth;
        this.in = in;
        this.maxLineBytes = maxLineBytes;
        this.buffer = new byte[Math.max(MIN_BUFFER_BYTES, bufferBytes)];
    }

    /** Goes to the next line that is not blank; false at the end. A last line needs no line end. */
    public boolean next() throws IOException {
        tooLong = false;
        int scanned = position;
        while (true) {
            int end = lineEnd(scanned);
            if (end >= 0) {
                position = end + 1;
                if (found(end)) {
                    return true;
                }
                scanned = position;
            } else if (ended) {
                return rest();
            } else if (filled - position > maxLineBytes + 1) {
                return beginningOfALineThatIsTooLong();
            } else {
                scanned = filled - position;
                makeRoom();
                scanned += position;
                fill();
            }
        }
    }

    public byte[] buffer() {
        return buffer;
    }

    public int from() {
        return from;
    }

    public int length() {
        return to - from;
    }

    /** Whether the line was longer than allowed; then this is only its beginning. */
    public boolean tooLong() {
        return tooLong;
    }

    /** Looks at eight bytes at a time, then at those that are left or hold the line's end. */
    private int lineEnd(int scanFrom) {
        byte[] bytes = buffer;
        int end = filled;
        int i = scanFrom;
        while (i <= end - Long.BYTES && !hasLineEnd((long) LONGS.get(bytes, i))) {
            i += Long.BYTES;
        }
        for (; i < end; i++) {
            if (bytes[i] == '\n') {
                from = position;
                return i;
            }
        }
        return -1;
    }

    private static boolean hasLineEnd(long word) {
        long zeroWhereLineEnd = word ^ LINE_ENDS;
        return ((zeroWhereLineEnd - ONES) & ~zeroWhereLineEnd & HIGH_BITS) != 0;
    }

    /** Takes the line up to {@code end} without the white space around it; false where nothing is left. */
    private boolean found(int end) {
        int first = from + byteOrderMark(end);
        int last = end;
        while (first < last && isSpace(buffer[first])) {
            first++;
        }
        while (last > first && isSpace(buffer[last - 1])) {
            last--;
        }
        from = first;
        to = last;
        if (to - from > maxLineBytes) {
            tooLong = true;
            to = from + maxLineBytes;
        }
        return to > from;
    }

    /** How many bytes to skip: editors put a byte order mark before the first line, where it means nothing. */
    private int byteOrderMark(int end) {
        boolean marked = !started
                && end - from >= 3
                && buffer[from] == (byte) 0xEF
                && buffer[from + 1] == (byte) 0xBB
                && buffer[from + 2] == (byte) 0xBF;
        started = true;
        return marked ? 3 : 0;
    }

    private boolean rest() {
        from = position;
        position = filled;
        return from < filled && found(filled);
    }

    private boolean beginningOfALineThatIsTooLong() throws IOException {
        byte[] beginning = Arrays.copyOfRange(buffer, position, position + maxLineBytes);
        position = filled;
        int end = -1;
        while (end < 0 && !ended) {
            position = 0;
            filled = 0;
            fill();
            end = lineEnd(0);
        }
        position = end < 0 ? filled : end + 1;
        // The rest of the chunk moves behind the beginning, so that both stand in one buffer.
        int left = filled - position;
        int length = Math.max(buffer.length, beginning.length + left);
        grow(length);
        byte[] joined = new byte[length];
        System.arraycopy(beginning, 0, joined, 0, beginning.length);
        System.arraycopy(buffer, position, joined, beginning.length, left);
        buffer = joined;
        from = 0;
        to = beginning.length;
        position = beginning.length;
        filled = position + left;
        tooLong = true;
        return true;
    }

    private void makeRoom() {
        if (position > 0) {
            System.arraycopy(buffer, position, buffer, 0, filled - position);
            filled -= position;
            position = 0;
        }
        if (filled == buffer.length) {
            int length = (int) Math.min(2L * buffer.length, maxLineBytes + (long) MIN_BUFFER_BYTES);
            grow(length);
            buffer = Arrays.copyOf(buffer, length);
        }
    }

    private void grow(int length) {
        if (length > buffer.length) {
            growth.accept(length - buffer.length);
        }
    }

    private void fill() throws IOException {
        int read = in.read(buffer, filled, buffer.length - filled);
        if (read < 0) {
            ended = true;
        } else {
            filled += read;
        }
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\t' || b == '\r' || b == '\n';
    }
}
