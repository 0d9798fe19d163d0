package dev.plumbline.visualize.live;

import io.javalin.http.Context;
import jakarta.servlet.ServletOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * One listener of server-sent events. Its own thread sends, so that events never mix and a slow listener holds up nobody;
 * one that does not take what is offered is dropped.
 */
final class EventClient {

    private static final int WAITING = 8;
    private static final long QUIET_SECONDS = 10;
    private static final byte[] COMMENT = ": still here\n\n".getBytes(StandardCharsets.UTF_8);

    private final BlockingQueue<byte[]> waiting = new ArrayBlockingQueue<>(WAITING);
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private final ServletOutputStream out;
    private volatile boolean closed;

    private EventClient(ServletOutputStream out) {
        this.out = out;
    }

    /** Begins the answer; {@code atEnd} runs once when the listener is gone or was dropped. */
    static EventClient open(Context context, String name, Runnable atEnd) {
        try {
            context.res().setStatus(200);
            context.res().setContentType("text/event-stream");
            context.res().setCharacterEncoding("UTF-8");
            context.res().setHeader("Cache-Control", "no-store");
            context.res().setHeader("X-Accel-Buffering", "no");
            context.res().flushBuffer();
            EventClient client = new EventClient(context.res().getOutputStream());
            client.done.whenComplete((nothing, failure) -> atEnd.run());
            context.future(() -> client.done);
            Thread thread = new Thread(client::drain, name);
            thread.setDaemon(true);
            thread.start();
            return client;
        } catch (IOException e) {
            atEnd.run();
            throw new java.io.UncheckedIOException(e);
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

    /** Sends in time, or drops the listener when it is too far behind. */
    void offer(byte[] event) {
        if (!waiting.offer(event)) {
            close();
        }
    }

    /** Sends, and waits a little when the listener is behind: for events that come on a thread of the listener's own. */
    void send(byte[] event) {
        try {
            if (!waiting.offer(event, QUIET_SECONDS, TimeUnit.SECONDS)) {
                close();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            close();
        }
    }

    boolean closed() {
        return closed;
    }

    void close() {
        closed = true;
        done.complete(null);
    }

    private void drain() {
        try {
            while (!closed) {
                byte[] event = waiting.poll(QUIET_SECONDS, TimeUnit.SECONDS);
                if (!closed) {
                    out.write(event == null ? COMMENT : event);
                    out.flush();
                }
            }
        } catch (IOException | IllegalStateException e) {
            // The listener went away, which is how every stream of events ends.
            closed = true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            close();
        }
    }
}
