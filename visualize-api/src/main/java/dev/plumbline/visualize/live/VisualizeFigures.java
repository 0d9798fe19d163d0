package dev.plumbline.visualize.live;

import dev.plumbline.visualize.query.QueryEngine;
import dev.plumbline.visualize.query.RecentTimes;
import java.util.LinkedHashMap;
import java.util.Map;

/** What this process itself is doing. */
public record VisualizeFigures(QueryEngine engine, RecentTimes times) {

    Map<String, Object> document() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("up", true);
        document.put("queriesRunning", engine.running());
        document.put("p95Millis", times.p95Millis());
        document.put("fromCachePercent", times.fromCachePercent());
        document.put("latencies", times.latest());
        return document;
    }
}
