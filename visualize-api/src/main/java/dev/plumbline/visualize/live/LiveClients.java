package dev.plumbline.visualize.live;

import dev.plumbline.visualize.web.ProblemException;
import io.javalin.http.Context;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;

/** Who listens to server-sent events of one kind, never more than a limit. */
final class LiveClients implements AutoCloseable {

    private final String name;
    private final String full;
    private final Semaphore places;
    private final List<EventClient> clients = new CopyOnWriteArrayList<>();

    /** {@code full} is what the one hears who comes when {@code limit} places are taken. */
    LiveClients(String name, int limit, String full) {
        this.name = name;
        this.full = full;
        this.places = new Semaphore(limit);
    }

    EventClient open(Context context) {
        if (!places.tryAcquire()) {
            throw ProblemException.unavailable(full);
        }
        EventClient[] self = new EventClient[1];
        EventClient client = EventClient.open(context, name, () -> {
            places.release();
            clients.removeIf(known -> known.closed() || known == self[0]);
        });
        self[0] = client;
        clients.add(client);
        if (client.closed()) {
            clients.remove(client);
        }
        return client;
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

    @Override
    public void close() {
        clients.forEach(EventClient::close);
    }
}
