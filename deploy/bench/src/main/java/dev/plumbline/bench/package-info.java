/**
 * Benchmarks: programs with a report, which measure two things side by side in one run. Start at
 * {@link dev.plumbline.bench.Bench}.
 */
package dev.plumbline.bench;
