package dev.plumbline.visualize.live;

import dev.plumbline.visualize.web.ProblemException;
import io.javalin.http.Context;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/** Who listens to server-sent events of one kind, never more than a limit. */
final class LiveClients implements AutoCloseable {

    private final Semaphore places;
    private final String full;
    private final List<EventClient> clients = new CopyOnWriteArrayList<>();
    private volatile boolean closed;

    /** {@code full} is what the one hears who comes when {@code limit} places are taken. */
    LiveClients(int limit, String full) {
        this.places = new Semaphore(limit);
        this.full = full;
    }

    /** Answers a request with events: {@code sending} sends them, in this thread, and returns when the listening is over. */
    void serve(Context context, Consumer<EventClient> sending) {
        if (!places.tryAcquire()) {
            throw ProblemException.unavailable(full);
        }
        try {
            EventClient client = EventClient.open(context);
            clients.add(client);
            try {
                if (closed) {
                    client.close();
                }
                sending.accept(client);
            } finally {
                clients.remove(client);
            }
        } finally {
            places.release();
        }
    }

    boolean isEmpty() {
        return clients.isEmpty();
    }

    int count() {
        return clients.size();
    }

    void offer(byte[] event) {
        clients.forEach(client -> client.offer(event));
    }

    /** Ends all listening, also that which begins only now. */
    @Override
    public void close() {
        closed = true;
        clients.forEach(EventClient::close);
    }
}
