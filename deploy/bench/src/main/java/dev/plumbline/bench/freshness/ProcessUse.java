package dev.plumbline.bench.freshness;

import dev.plumbline.local.supervisor.LayerState;
import dev.plumbline.local.supervisor.ProcessMemory;
import dev.plumbline.local.supervisor.RunState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What one process of the platform used over a stretch of time: percent of one core, and the memory it held at its end. */
record ProcessUse(String process, long pid, double cpuPercent, long residentBytes) {

    /** The processor time that each process of the platform has used so far. */
    static final class Meter {

        private final Map<String, Long> pids = new LinkedHashMap<>();
        private final Map<String, Duration> before = new LinkedHashMap<>();
        private final long start = System.nanoTime();

        /** Starts measuring the processes of a running platform. */
        Meter(RunState platform) {
            pids.put("supervisor", platform.pid());
            for (LayerState layer : platform.layers()) {
                pids.put(layer.name(), layer.pid());
            }
            pids.forEach((name, pid) -> before.put(name, processorTime(pid)));
        }

        /** What was used since the start, and one line for all together. */
        List<ProcessUse> read() {
            double nanos = System.nanoTime() - start;
            List<ProcessUse> uses = new ArrayList<>();
            pids.forEach((name, pid) -> uses.add(new ProcessUse(
                    name,
                    pid,
                    100 * processorTime(pid).minus(before.get(name)).toNanos() / nanos,
                    ProcessMemory.residentBytes(pid).orElse(0))));
            uses.add(new ProcessUse(
                    "all together",
                    0,
                    uses.stream().mapToDouble(ProcessUse::cpuPercent).sum(),
                    uses.stream().mapToLong(ProcessUse::residentBytes).sum()));
            return uses;
        }

        private static Duration processorTime(long pid) {
            return ProcessHandle.of(pid)
                    .flatMap(process -> process.info().totalCpuDuration())
                    .orElse(Duration.ZERO);
        }
    }
}
