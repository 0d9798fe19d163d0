package dev.plumbline.visualize.query;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;

/** How long the latest answers took. Safe for many threads. */
public final class RecentTimes {

    private static final int KEPT = 200;
    private static final int SHOWN = 40;

    private record One(double millis, boolean cached) {}

    private final Deque<One> latest = new ArrayDeque<>();

    synchronized void add(double millis, boolean cached) {
        latest.addLast(new One(millis, cached));
        if (latest.size() > KEPT) {
            latest.removeFirst();
        }
    }

    /** The latest times in milliseconds, oldest first. */
    public synchronized List<Double> latest() {
        return latest.stream()
                .skip(Math.max(0, latest.size() - SHOWN))
                .map(one -> Math.round(one.millis() * 100) / 100.0)
                .toList();
    }

    /** What 95 of 100 of the latest answers stayed within; null before the first. */
    public synchronized Double p95Millis() {
        if (latest.isEmpty()) {
            return null;
        }
        List<Double> sorted = new ArrayList<>(latest.stream().map(One::millis).toList());
        Collections.sort(sorted);
        return Math.round(sorted.get((int) Math.ceil(sorted.size() * 0.95) - 1) * 100) / 100.0;
    }

    public synchronized Double fromCachePercent() {
        if (latest.isEmpty()) {
            return null;
        }
        return Math.round(1000.0 * latest.stream().filter(One::cached).count() / latest.size()) / 10.0;
    }
}
