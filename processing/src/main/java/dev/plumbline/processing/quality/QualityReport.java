package dev.plumbline.processing.quality;

import java.math.BigDecimal;
import java.util.List;

/** What was measured of a stream's silver as of one snapshot (null where silver is empty), rule by rule. */
public record QualityReport(String stream, Long silverSnapshotId, long rows, List<Rule> rules) {

    public QualityReport {
        rules = List.copyOf(rules);
    }

    /**
     * One rule: {@code bound} says what {@code measured} must be. A rule that was not measured has no {@code measured};
     * it is {@code NOT_MEASURED} where it is not for this platform to measure, and {@code BROKEN} where that failed.
     */
    public record Rule(
            String id,
            String description,
            String measure,
            String bound,
            BigDecimal measured,
            Verdict verdict,
            String problem,
            List<String> samples) {

        public Rule {
            samples = List.copyOf(samples);
        }
    }

    /** What came of a rule. */
    public enum Verdict {
        KEPT,
        BROKEN,
        NOT_MEASURED
    }

    public long count(Verdict verdict) {
        return rules.stream().filter(rule -> rule.verdict() == verdict).count();
    }

    /** Nothing is broken; what was not measured is told, and counts neither way. */
    public boolean passes() {
        return count(Verdict.BROKEN) == 0;
    }
}
