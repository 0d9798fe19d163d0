package dev.plumbline.visualize.query;

import java.nio.file.Path;
import java.time.Duration;

/**
 * What one query may take. {@code memory} is DuckDB's own limit: it bounds sorts and hash tables and spills to
 * {@code spill}, but a single huge value can go past it, so it is a limit for named queries, no containment for strangers.
 */
public record EngineLimits(String memory, int threads, int parallel, Duration timeout, Path spill) {

    public EngineLimits {
        if (!memory.matches("\\d+(KB|MB|GB|KiB|MiB|GiB)")) {
            throw new IllegalArgumentException(
                    "visualize.query-memory is " + memory + ", expected a size such as 512MB");
        }
        if (threads < 1 || parallel < 1 || timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("threads, parallel and timeout must be above zero");
        }
    }
}
