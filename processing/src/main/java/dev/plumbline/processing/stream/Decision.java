package dev.plumbline.processing.stream;

/** Where a readable record belongs: the row rule that it breaks, else ({@code brokenRule} null) what its identity says. */
record Decision(SeenEvents.Verdict verdict, String brokenRule) {

    private static final Decision[] BY_VERDICT = new Decision[SeenEvents.Verdict.values().length];

    static {
        for (SeenEvents.Verdict verdict : SeenEvents.Verdict.values()) {
            BY_VERDICT[verdict.ordinal()] = new Decision(verdict, null);
        }
    }

    static Decision of(SeenEvents.Verdict verdict) {
        return BY_VERDICT[verdict.ordinal()];
    }

    static Decision broken(String rule) {
        return new Decision(SeenEvents.Verdict.NEW, rule);
    }
}
