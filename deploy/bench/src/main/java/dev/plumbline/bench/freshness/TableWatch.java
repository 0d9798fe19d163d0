package dev.plumbline.bench.freshness;

import dev.plumbline.local.Json;
import dev.plumbline.local.platform.Http;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * Asks the query API for one row of a table again and again, and notes when an answer first came from each snapshot: from
 * then on, a client's query returns what that snapshot holds.
 */
final class TableWatch implements Runnable {

    /** The first answer out of a snapshot, and when it was there ({@link System#nanoTime}). */
    record Sighting(String snapshotId, long at) {}

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final String table;
    private final URI oneRow;
    private final Duration pause;
    private final List<Sighting> sightings = new ArrayList<>();
    private long failures;
    private volatile boolean ended;

    TableWatch(String queryApi, String table, Duration pause) {
        this.table = table;
        this.oneRow = URI.create(queryApi + "/v1/tables/" + table + "/rows?limit=1");
        this.pause = pause;
    }

    @Override
    public void run() {
        while (!ended) {
            look();
            LockSupport.parkNanos(pause.toNanos());
        }
    }

    String table() {
        return table;
    }

    void end() {
        ended = true;
    }

    /** In the order of their appearance. */
    synchronized List<Sighting> sightings() {
        return List.copyOf(sightings);
    }

    /** Looks that got no answer; each makes what is seen next look later than it was. */
    synchronized long failures() {
        return failures;
    }

    private void look() {
        try {
            Http.Answer answer = Http.get(oneRow, TIMEOUT);
            long at = System.nanoTime();
            if (answer.ok()) {
                note(snapshotId(table, answer.body()), at);
                return;
            }
        } catch (IOException noAnswer) {
            // Counted like an answer that is an error.
        }
        synchronized (this) {
            failures++;
        }
    }

    /** The snapshot that an answer is as of; empty for a table that was never written. */
    static String snapshotId(String table, String answer) throws IOException {
        return Json.tree(answer).path("snapshots").path(table).path("id").asText("");
    }

    private synchronized void note(String snapshotId, long at) {
        boolean same = !sightings.isEmpty()
                && sightings.get(sightings.size() - 1).snapshotId().equals(snapshotId);
        if (!same && !Set.of("", "null").contains(snapshotId)) {
            sightings.add(new Sighting(snapshotId, at));
        }
    }
}
