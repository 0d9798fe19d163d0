package dev.plumbline.buffer.contract;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Gzip, member after member, to its last byte. The JDK's own stream ends without a word where bytes follow a member that are
 * none, and (before 23) where the next member has not arrived yet: of what was put together the rest would be lost.
 */
public final class GzipInput extends GZIPInputStream {

    private static final int TRAILER_BYTES = 8;

    private final Source source;

    /** Reads the first member's header at once. */
    public GzipInput(InputStream in, int bufferBytes) throws IOException {
        this(new Source(in), bufferBytes);
    }

    private GzipInput(Source source, int bufferBytes) throws IOException {
        super(source, bufferBytes);
        this.source = source;
    }

    @Override
    protected void fill() throws IOException {
        super.fill();
        source.readSinceFill = 0;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int count = super.read(bytes, offset, length);
        if (count < 0 && source.failure != null) {
            // The JDK takes a failure where a next member would begin for the end.
            throw source.failure;
        }
        if (count < 0 && inf.getRemaining() + source.readSinceFill > TRAILER_BYTES) {
            throw new ZipException("bytes that are no gzip follow what is");
        }
        return count;
    }

    /** Compressed bytes. Says that there are more, so that a next member is always looked for. */
    private static final class Source extends FilterInputStream {

        /** Trailers and headers are read past the buffer as far as it does not hold them. */
        private long readSinceFill;

        private IOException failure;

        Source(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            try {
                int value = in.read();
                readSinceFill += value < 0 ? 0 : 1;
                return value;
            } catch (IOException e) {
                failure = e;
                throw e;
            }
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            try {
                int count = in.read(bytes, offset, length);
                readSinceFill += Math.max(0, count);
                return count;
            } catch (IOException e) {
                failure = e;
                throw e;
            }
        }

        @Override
        public int available() {
            return 1;
        }
    }
}
