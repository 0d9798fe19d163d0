/**
 * How long it takes from the 202 for an event until a query returns it, on a running platform. Start at
 * {@link dev.plumbline.bench.freshness.FreshnessCommand}.
 */
package dev.plumbline.bench.freshness;
