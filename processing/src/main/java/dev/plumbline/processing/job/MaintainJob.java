package dev.plumbline.processing.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.buffer.contract.Contract;
import dev.plumbline.processing.Progress;
import dev.plumbline.processing.gold.ModelRunner;
import dev.plumbline.processing.lake.Lake;
import dev.plumbline.processing.maintain.Maintained;
import dev.plumbline.processing.maintain.TableMaintenance;
import dev.plumbline.processing.maintain.WriterLock;
import dev.plumbline.storage.tables.TableDefinitions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.expressions.Expressions;

/** Maintains one table, those of one stream, or all; see {@link TableMaintenance}. */
public final class MaintainJob implements JobKind {

    /** A table and its stream; the tables that all streams share have none. */
    private record Kept(TableIdentifier table, Optional<String> stream, List<WriterLock> locks) {}

    private final Map<String, Kept> tables = new LinkedHashMap<>();
    private final Set<String> streams = new TreeSet<>();
    private final TableMaintenance maintenance;
    private final Lake lake;

    public MaintainJob(
            Collection<Contract> contracts, List<ModelRunner> runners, TableMaintenance maintenance, Lake lake) {
        this.maintenance = maintenance;
        this.lake = lake;
        for (Contract contract : contracts) {
            streams.add(contract.stream());
            for (var definition : TableDefinitions.of(contract)) {
                add(definition.identifier(), Optional.of(contract.stream()), List.of());
            }
        }
        List<WriterLock> lateRows = new ArrayList<>();
        for (ModelRunner runner : runners) {
            add(
                    TableIdentifier.of(TableDefinitions.GOLD, runner.model().table()),
                    Optional.of(runner.model().stream()),
                    List.of(new WriterLock(Expressions.alwaysTrue(), runner::alone)));
            lateRows.add(
                    new WriterLock(Expressions.equal("model", runner.model().name()), runner::alone));
        }
        add(TableDefinitions.DUPLICATES, Optional.empty(), List.of());
        add(TableDefinitions.LATE_ROWS, Optional.empty(), lateRows);
    }

    private void add(TableIdentifier table, Optional<String> stream, List<WriterLock> locks) {
        tables.put(table.toString(), new Kept(table, stream, locks));
    }

    @Override
    public String name() {
        return "maintain";
    }

    @Override
    public Set<String> fields() {
        return Set.of("table", "stream");
    }

    @Override
    public void check(JobRequest request) {
        asked(request);
    }

    @Override
    public JsonNode run(JobRequest request, Progress progress) {
        List<Kept> asked = asked(request);
        ObjectNode node = JobJson.JSON.createObjectNode();
        ArrayNode results = node.putArray("tables");
        int problems = 0;
        for (int i = 0; i < asked.size(); i++) {
            progress.at(i, asked.size(), "tables");
            Kept kept = asked.get(i);
            Maintained result = maintenance.maintain(
                    lake.table(kept.table().namespace().toString(), kept.table().name()), kept.locks());
            problems += result.problems().size();
            add(results.addObject(), kept.table().toString(), result);
        }
        progress.at(asked.size(), asked.size(), "tables");
        return node.put("problems", problems).put("done", problems == 0);
    }

    private List<Kept> asked(JobRequest request) {
        Optional<String> table = request.optional("table");
        Optional<String> stream = request.optional("stream");
        if (table.isPresent() && stream.isPresent()) {
            throw new JobRefusedException(400, "table and stream are both given, expected one of them or none for all");
        }
        if (table.isPresent()) {
            Kept kept = tables.get(table.get());
            if (kept == null) {
                throw new JobRefusedException(
                        404, "no table is called " + table.get() + "; there are " + tables.keySet());
            }
            return List.of(kept);
        }
        if (stream.isPresent() && !streams.contains(stream.get())) {
            throw new JobRefusedException(404, "no stream is called " + stream.get() + "; there are " + streams);
        }
        return tables.values().stream()
                .filter(kept -> stream.isEmpty() || kept.stream().equals(stream))
                .toList();
    }

    private static void add(ObjectNode node, String table, Maintained result) {
        node.put("table", table)
                .put("filesBefore", result.filesBefore())
                .put("filesAfter", result.filesAfter())
                .put("bytesBefore", result.bytesBefore())
                .put("bytesAfter", result.bytesAfter())
                .put("manifestsBefore", result.manifestsBefore())
                .put("manifestsAfter", result.manifestsAfter())
                .put("snapshotsExpired", result.snapshotsExpired())
                .put("orphanFiles", result.orphanFiles())
                .put("orphanBytes", result.orphanBytes());
        ArrayNode problems = node.putArray("problems");
        result.problems().forEach(problems::add);
    }
}
