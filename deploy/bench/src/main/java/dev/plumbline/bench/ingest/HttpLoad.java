package dev.plumbline.bench.ingest;

import dev.plumbline.bench.Distribution;
import dev.plumbline.local.Failure;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Sends bodies over a few kept connections as fast as they are answered: sockets and ready-made bytes, so that the machine
 * works for the ingest API and not for its client.
 */
final class HttpLoad {

    /** What came of a round; {@code accepted} is what the answers said, added up. */
    record Outcome(long accepted, double seconds, Distribution requests) {}

    private static final int TIMEOUT_MILLIS = 30_000;

    private final URI ingest;
    private final OrderLines lines;
    private final int connections;
    private final boolean results;
    private long nextId = 1;

    /** {@code results} asks for an answer about every single event instead of counts. */
    HttpLoad(URI ingest, OrderLines lines, int connections, boolean results) {
        this.ingest = ingest;
        this.lines = lines;
        this.connections = connections;
        this.results = results;
    }

    Outcome run(int requests) throws InterruptedException {
        long firstId = nextId;
        nextId += (long) requests * lines.linesPerBody();
        AtomicLong next = new AtomicLong();
        long[] nanos = new long[requests];
        ExecutorService threads = Executors.newFixedThreadPool(connections);
        try {
            List<Future<Long>> senders = new ArrayList<>();
            long start = System.nanoTime();
            for (int i = 0; i < connections; i++) {
                senders.add(threads.submit(() -> send(firstId, next, nanos)));
            }
            long accepted = 0;
            for (Future<Long> sender : senders) {
                accepted += sender.get();
            }
            return new Outcome(accepted, (System.nanoTime() - start) / 1e9, Distribution.ofNanos(nanos));
        } catch (ExecutionException e) {
            throw Failure.check("A request failed: " + e.getCause().getMessage(), "");
        } finally {
            threads.shutdownNow();
        }
    }

    /** One connection's work: takes the next request until there are no more. */
    private long send(long firstId, AtomicLong next, long[] nanos) throws IOException {
        long accepted = 0;
        try (Socket socket = new Socket(ingest.getHost(), ingest.getPort())) {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            OutputStream out = socket.getOutputStream();
            InputStream in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
            for (int i = (int) next.getAndIncrement(); i < nanos.length; i = (int) next.getAndIncrement()) {
                byte[] body = lines.bodies().get(i % lines.bodies().size());
                byte[] head = head(firstId + (long) i * lines.linesPerBody(), body.length);
                long start = System.nanoTime();
                out.write(head);
                out.write(body);
                HttpAnswer answer = HttpAnswer.read(in);
                nanos[i] = System.nanoTime() - start;
                if (answer.status() != 202 || answer.number("accepted") != lines.linesPerBody()) {
                    throw new IOException("expected 202 with " + lines.linesPerBody() + " accepted, but got "
                            + answer.status() + " " + answer.body());
                }
                accepted += answer.number("accepted");
            }
        }
        return accepted;
    }

    private byte[] head(long firstId, int length) {
        return ("POST /v1/streams/" + OrderLines.STREAM + "/events?source=urn:plumbline:bench&firstId=" + firstId
                        + " HTTP/1.1\r\nHost: " + ingest.getAuthority()
                        + "\r\nContent-Type: application/x-ndjson\r\n"
                        + (results ? "" : "Prefer: return=minimal\r\n")
                        + "Content-Length: " + length + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }
}
