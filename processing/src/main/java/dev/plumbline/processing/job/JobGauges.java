package dev.plumbline.processing.job;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Locale;

/** What a board remembers of its jobs as metrics, counted when somebody asks; so they go on over a restart as the jobs do. */
final class JobGauges {

    private JobGauges() {}

    static void of(JobBoard board, MeterRegistry registry) {
        for (String kind : board.kinds()) {
            for (Job.State state : Job.State.values()) {
                Gauge.builder("plumbline.jobs.remembered", board, it -> it.count(kind, state))
                        .tags("kind", kind, "state", state.name().toLowerCase(Locale.ROOT))
                        .description("Jobs that wait, run, or are remembered since they ended")
                        .register(registry);
            }
            Gauge.builder("plumbline.jobs.latest.seconds", board, it -> seconds(it, kind))
                    .tags("kind", kind)
                    .description("How long the latest job that has ended took")
                    .register(registry);
        }
    }

    private static double seconds(JobBoard board, String kind) {
        return board.latestDone(kind)
                .map(job -> Duration.between(job.startedAt(), job.endedAt()).toMillis() / 1000.0)
                .orElse(Double.NaN);
    }
}
