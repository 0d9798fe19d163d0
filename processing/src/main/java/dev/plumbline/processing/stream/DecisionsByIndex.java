package dev.plumbline.processing.stream;

import dev.plumbline.processing.spark.InProcess;

/**
 * Decisions by the index of seen events itself, for tasks in the driver's process. What silver holds already stays decided,
 * whatever the rules say by now; only a new identity is asked about them.
 */
record DecisionsByIndex(InProcess<SeenEvents> index, long batch) implements Decisions {

    @Override
    public Asked ask(StreamParts parts) {
        SeenEvents seen = index.value();
        RowRules.Asked rules = parts.rules().ask();
        return event -> {
            Identity identity = Identity.of(event);
            if (seen.held(identity) == SeenEvents.Verdict.ALREADY_WRITTEN) {
                return Decision.of(SeenEvents.Verdict.ALREADY_WRITTEN);
            }
            String broken = rules.brokenBy(event.values());
            return broken != null ? Decision.broken(broken) : Decision.of(seen.claim(batch, identity));
        };
    }
}
