package dev.plumbline.processing.stream;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Decisions that the driver has made for a whole batch, by each record's place in Kafka, for tasks in other processes. They
 * hold however often a task is run. A record that is not named is new.
 */
final class DecisionsByDriver implements Decisions {

    private static final long serialVersionUID = 1L;

    private final HashMap<Long, Short> byOwner = new HashMap<>();

    private DecisionsByDriver() {}

    /** Asks the index about what {@link ReadIdentities} found, in the order of {@link DecisionsByIndex}. */
    static DecisionsByDriver make(SeenEvents seen, long batch, List<long[]> found) {
        DecisionsByDriver decisions = new DecisionsByDriver();
        for (long[] slice : found) {
            ReadIdentities.forEach(slice, (identity, rule) -> {
                if (seen.held(identity) == SeenEvents.Verdict.ALREADY_WRITTEN) {
                    decisions.verdict(identity, SeenEvents.Verdict.ALREADY_WRITTEN);
                } else if (rule != ReadIdentities.NO_RULE) {
                    decisions.byOwner.put(identity.owner(), (short) (SeenEvents.Verdict.values().length + rule));
                } else {
                    decisions.verdict(identity, seen.claim(batch, identity));
                }
            });
        }
        return decisions;
    }

    @Override
    public Asked ask(StreamParts parts) {
        SeenEvents.Verdict[] verdicts = SeenEvents.Verdict.values();
        Map<Long, Short> known = byOwner;
        return event -> {
            Short code = known.get(Identity.owner(event.partition(), event.offset()));
            if (code == null) {
                return Decision.of(SeenEvents.Verdict.NEW);
            }
            return code < verdicts.length
                    ? Decision.of(verdicts[code])
                    : Decision.broken(parts.rules().id(code - verdicts.length));
        };
    }

    private void verdict(Identity identity, SeenEvents.Verdict verdict) {
        if (verdict != SeenEvents.Verdict.NEW) {
            byOwner.put(identity.owner(), (short) verdict.ordinal());
        }
    }
}
