package dev.plumbline.storage.catalog;

import dev.plumbline.runtime.Metrics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/** What the door counts: requests by route and status, and for commits how long they took and how they ended. */
final class DoorMetrics {

    private final Metrics metrics;

    DoorMetrics(Metrics metrics) {
        this.metrics = metrics;
    }

    void answered(String method, String route, int status, long nanos) {
        Timer.builder("plumbline.storage.requests")
                .description("Requests by route and status")
                .tag("method", method)
                .tag("route", route)
                .tag("status", Integer.toString(status))
                .register(metrics.registry())
                .record(Duration.ofNanos(nanos));
    }

    /** A commit to a table: done, conflict (409), or failed. */
    void committed(int status, long nanos) {
        if (status < 300) {
            Timer.builder("plumbline.storage.commit")
                    .description("How long a commit to a table took in the catalog")
                    .publishPercentiles(0.5, 0.99)
                    .register(metrics.registry())
                    .record(Duration.ofNanos(nanos));
        } else {
            Counter.builder("plumbline.storage.commit.failures")
                    .description("Commits that did not happen")
                    .tag("reason", status == 409 ? "conflict" : "failed")
                    .register(metrics.registry())
                    .increment();
        }
    }

    String scrape() {
        return metrics.scrape();
    }
}
