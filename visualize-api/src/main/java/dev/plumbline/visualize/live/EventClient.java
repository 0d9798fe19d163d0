package dev.plumbline.visualize.live;

import io.javalin.http.Context;
import jakarta.servlet.ServletOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * One listener of server-sent events. Only the thread of its request writes to it, so that events never mix, and the request
 * does not end before that thread is done with it: an answer that another thread ends later may be one that the server has
 * given up already. A listener that does not take what is offered is dropped.
 */
final class EventClient {

    private static final int WAITING = 8;
    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final byte[] COMMENT = ": still here\n\n".getBytes(StandardCharsets.UTF_8);

    private final BlockingQueue<byte[]> waiting = new ArrayBlockingQueue<>(WAITING);
    private final ServletOutputStream out;
    private volatile boolean closed;
    private long writtenAt = System.nanoTime();

    private EventClient(ServletOutputStream out) {
        this.out = out;
    }

    /** Begins the answer. */
    static EventClient open(Context context) {
        try {
            context.res().setStatus(200);
            context.res().setContentType("text/event-stream");
            context.res().setCharacterEncoding("UTF-8");
            context.res().setHeader("Cache-Control", "no-store");
            context.res().setHeader("X-Accel-Buffering", "no");
            context.res().flushBuffer();
            return new EventClient(context.res().getOutputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An event in the form in which it travels. */
    static byte[] event(String type, byte[] json) {
        byte[] head = ("event: " + type + "\ndata: ").getBytes(StandardCharsets.UTF_8);
        byte[] event = new byte[head.length + json.length + 2];
        System.arraycopy(head, 0, event, 0, head.length);
        System.arraycopy(json, 0, event, head.length, json.length);
        event[event.length - 2] = '\n';
        event[event.length - 1] = '\n';
        return event;
    }

    /** Leaves an event for the thread of the request, or drops the listener when it is too far behind; for any thread. */
    void offer(byte[] event) {
        if (!waiting.offer(event)) {
            close();
        }
    }

    /** Sends what is offered until the listener is gone or was dropped; for the thread of the request. */
    void sendOffered() {
        while (!closed) {
            try {
                byte[] event = waiting.poll(QUIET_NANOS, TimeUnit.NANOSECONDS);
                if (event == null) {
                    stillHere();
                } else {
                    send(event);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                close();
            }
        }
    }

    /** Sends an event, and waits while the listener is slow; for the thread of the request. */
    void send(byte[] event) {
        if (closed) {
            return;
        }
        try {
            out.write(event);
            out.flush();
            writtenAt = System.nanoTime();
        } catch (IOException e) {
            // The listener went away, which is how every stream of events ends.
            close();
        }
    }

    /** Sends a comment when nothing was sent for ten seconds: only so is a listener missed that went without a word. */
    void stillHere() {
        if (System.nanoTime() - writtenAt >= QUIET_NANOS) {
            send(COMMENT);
        }
    }

    boolean closed() {
        return closed;
    }

    /** Ends the listening, for any thread; the request ends as soon as its own thread sees it. */
    void close() {
        closed = true;
        // Wakes the thread of the request; where there is no room for it, it is awake.
        waiting.offer(COMMENT);
    }
}
