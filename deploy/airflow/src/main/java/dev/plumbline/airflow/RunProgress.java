package dev.plumbline.airflow;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** How far a run is: itself, and its tasks. */
public record RunProgress(DagRun run, List<TaskInstance> tasks) {

    public long ended() {
        return tasks.stream().filter(TaskInstance::ended).count();
    }

    /** How many tasks are in each state. */
    public Map<String, Long> byState() {
        return tasks.stream().collect(Collectors.groupingBy(TaskInstance::state, TreeMap::new, Collectors.counting()));
    }
}
