package dev.plumbline.visualize.live;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Since when the oldest record that is not in the tables has been waiting, told from how the end of the topic was seen to
 * move; nothing has to be read from the topic for it.
 */
final class Waiting {

    private static final int KEPT = 3_600;

    private record Seen(long nanos, long written) {}

    private final Deque<Seen> seen = new ArrayDeque<>();

    /** The seconds that the oldest waiting record has waited at least; 0 when none waits. */
    synchronized double seconds(StreamLag lag) {
        long now = System.nanoTime();
        if (seen.isEmpty() || seen.peekLast().written() != lag.written()) {
            seen.addLast(new Seen(now, lag.written()));
            if (seen.size() > KEPT) {
                seen.removeFirst();
            }
        }
        if (lag.lag() == 0) {
            return 0;
        }
        long committed = lag.committed();
        while (seen.size() > 1 && seen.peekFirst().written() <= committed) {
            seen.removeFirst();
        }
        return Math.round((now - seen.peekFirst().nanos()) / 1e8) / 10.0;
    }
}
