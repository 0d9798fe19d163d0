package dev.plumbline.ingest;

import dev.plumbline.buffer.contract.GzipInput;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;

/** The bytes of a request's body, decompressed, as a stream or as a whole within limits. */
final class RequestBody {

    private static final int FIRST_BYTES = 16 * 1024;
    private static final int GZIP_BUFFER_BYTES = 8 * 1024;
    private static final Duration DISCARD_FOR = Duration.ofSeconds(2);
    private static final int LINE_BUFFER_BYTES = 64 * 1024;

    private final HttpServletRequest request;
    private final IngestConfig.Limits limits;
    private final boolean gzip;

    private RequestBody(HttpServletRequest request, IngestConfig.Limits limits, boolean gzip) {
        this.request = request;
        this.limits = limits;
        this.gzip = gzip;
    }

    /** The body of {@code request}; refuses an encoding other than gzip with 415. */
    static RequestBody of(HttpServletRequest request, IngestConfig.Limits limits) {
        String encoding = RequestHeaders.one(request, "Content-Encoding");
        String name = encoding == null ? "identity" : encoding.trim().toLowerCase(Locale.ROOT);
        return switch (name) {
            case "identity", "" -> new RequestBody(request, limits, false);
            case "gzip", "x-gzip" -> new RequestBody(request, limits, true);
            default ->
                throw Problem.unsupportedMediaType(
                                "Content-Encoding " + encoding + " is not supported, send gzip or none")
                        .with("Accept-Encoding", "gzip")
                        .refusal();
        };
    }

    InputStream stream() throws IOException {
        InputStream raw = raw();
        return gzip ? new GzipInput(raw, GZIP_BUFFER_BYTES) : raw;
    }

    private InputStream raw() throws IOException {
        return new PacedStream(request.getInputStream(), limits.idleTimeout(), limits.bytesPerSecond());
    }

    /** How large a buffer for the stream's lines is worth having. */
    int lineBufferBytes() {
        long length = gzip ? -1 : request.getContentLengthLong();
        return length < 0 ? LINE_BUFFER_BYTES : (int) Math.min(LINE_BUFFER_BYTES, length + 1);
    }

    /** The whole body; refuses one longer than {@code maxBytes} with 413, and one that does not fit in memory now with 429. */
    byte[] whole(int maxBytes, Admission.Permit permit) throws IOException {
        long length = request.getContentLengthLong();
        if (length > maxBytes) {
            throw tooLarge(maxBytes);
        }
        if (length >= 0 && !gzip) {
            permit.hold((int) length);
            return raw().readNBytes((int) length);
        }
        return grown(maxBytes, permit);
    }

    private byte[] grown(int maxBytes, Admission.Permit permit) throws IOException {
        permit.hold(FIRST_BYTES);
        byte[] bytes = new byte[FIRST_BYTES];
        int filled = 0;
        InputStream in = stream();
        while (true) {
            int read = in.read(bytes, filled, bytes.length - filled);
            if (read < 0) {
                return Arrays.copyOf(bytes, filled);
            }
            filled += read;
            if (filled > maxBytes) {
                throw tooLarge(maxBytes);
            }
            if (filled == bytes.length) {
                permit.hold(bytes.length);
                bytes = Arrays.copyOf(bytes, 2 * bytes.length);
            }
        }
    }

    /**
     * Reads on to the end of a body that was answered before it was read, for a while: a connection that is closed on a
     * sender who still writes may lose the answer.
     */
    void discardRest() {
        long deadline = System.nanoTime() + DISCARD_FOR.toNanos();
        byte[] discarded = new byte[GZIP_BUFFER_BYTES];
        try {
            ServletInputStream rest = request.getInputStream();
            while (!rest.isFinished() && System.nanoTime() < deadline && rest.read(discarded) >= 0) {}
        } catch (IOException senderIsGone) {
            return;
        }
    }

    private static RequestRefusedException tooLarge(int maxBytes) {
        return Problem.tooLarge("The body is longer than " + maxBytes
                        + " bytes; send application/x-ndjson, which is streamed, or smaller bodies")
                .refusal();
    }
}
