package dev.plumbline.ingest;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/**
 * Ends a body that trickles: each time the sender has been waited for as long as it may be silent, enough bytes must have
 * come meanwhile. Only the waiting counts, so a sender that is slowed down from here is not blamed for it.
 */
final class PacedStream extends FilterInputStream {

    private final long windowNanos;
    private final long bytesPerWindow;
    private final long bytesPerSecond;
    private long waitedNanos;
    private long bytes;

    /** {@code bytesPerSecond} is the least that is allowed; with 0 everything is. */
    PacedStream(InputStream in, Duration window, long bytesPerSecond) {
        super(in);
        this.windowNanos = window.toNanos();
        this.bytesPerSecond = bytesPerSecond;
        this.bytesPerWindow = (long) (bytesPerSecond * (window.toMillis() / 1000.0));
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        long began = System.nanoTime();
        int read = in.read(buffer, offset, length);
        waitedNanos += System.nanoTime() - began;
        if (read > 0) {
            bytes += read;
        }
        if (waitedNanos >= windowNanos && read >= 0) {
            if (bytes < bytesPerWindow) {
                throw new IOException(new TimeoutException(bytes + " bytes came in " + waitedNanos / 1_000_000
                        + " ms, expected " + bytesPerSecond + " per second"));
            }
            waitedNanos = 0;
            bytes = 0;
        }
        return read;
    }
}
