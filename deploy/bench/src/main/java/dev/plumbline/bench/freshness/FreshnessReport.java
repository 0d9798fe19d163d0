package dev.plumbline.bench.freshness;

import dev.plumbline.bench.Distribution;
import dev.plumbline.bench.Machine;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What a run found: how fresh each table was, whether queries agree, and what the platform used meanwhile. */
record FreshnessReport(
        Machine machine,
        double eventsPerSecond,
        double seconds,
        long sent,
        Distribution requests,
        List<Freshness> tables,
        Freshness silver,
        Freshness gold,
        QueryCheck queries,
        List<ProcessUse> idle,
        List<ProcessUse> load) {

    /** From the 202 to the first answer with the event; {@code unseen} events were in no answer before patience ended. */
    record Freshness(String name, String stream, Distribution freshness, long unseen, long failedLooks) {}

    /**
     * Real queries against what snapshots claim: probes found by a query (and what the snapshots said for the same events),
     * and rows counted by a query between two snapshots against the offsets between them.
     */
    record QueryCheck(
            Distribution probesByQuery,
            Distribution probesBySnapshot,
            long probesUnseen,
            long rowsCounted,
            long offsetsBetween) {

        boolean agrees() {
            return probesByQuery.count() > 0 && probesUnseen == 0 && rowsCounted == offsetsBetween;
        }
    }

    /** True when every event was seen and queries returned what snapshots claimed. */
    boolean complete() {
        boolean measured = Stream.concat(tables.stream(), Stream.of(silver, gold))
                .allMatch(table -> table.unseen() == 0 && table.freshness().count() > 0);
        return measured && queries.agrees();
    }

    void print(PrintWriter out) {
        out.println(machine);
        out.printf(
                Locale.ROOT,
                "%,d events in %.1f s, %.0f a second asked for; requests: %s%n%n",
                sent,
                seconds,
                eventsPerSecond,
                requests);
        out.println("From the 202 until a query returns the event:");
        List<Freshness> lines = new ArrayList<>(tables);
        lines.add(silver);
        lines.add(gold);
        for (Freshness line : lines) {
            out.printf(
                    Locale.ROOT,
                    "  %-34s %s%s%s%n",
                    line.name(),
                    line.freshness(),
                    line.unseen() == 0 ? "" : ", NOT SEEN: " + line.unseen(),
                    line.failedLooks() == 0 ? "" : ", queries without an answer: " + line.failedLooks());
        }
        out.printf("%nChecked by real queries: %s%n", queries.agrees() ? "they agree" : "THEY DO NOT AGREE");
        out.println("  probes in " + Probes.TABLE + ", by query:    " + queries.probesByQuery()
                + (queries.probesUnseen() == 0 ? "" : ", NOT SEEN: " + queries.probesUnseen()));
        out.println("  the same, by snapshot: " + " ".repeat(Probes.TABLE.length()) + queries.probesBySnapshot());
        out.printf(
                Locale.ROOT,
                "  rows of silver.orders counted between two snapshots: %,d; offsets between them: %,d%n",
                queries.rowsCounted(),
                queries.offsetsBetween());
        print(out, "Idle, before the load", idle);
        print(out, "Under load (with the queries that watch it)", load);
    }

    private static void print(PrintWriter out, String title, List<ProcessUse> uses) {
        if (uses.isEmpty()) {
            return;
        }
        out.printf("%n%s: percent of one core, MB resident%n", title);
        uses.forEach(use -> out.printf(
                Locale.ROOT,
                "  %-16s %6.1f %% %8.0f MB%n",
                use.process(),
                use.cpuPercent(),
                use.residentBytes() / 1e6));
    }
}
