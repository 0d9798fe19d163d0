/**
 * Work that is asked for and ends, beside the streams: recompute, reconcile, check, maintain. Start at {@link
 * dev.plumbline.processing.job.JobBoard}, which keeps the jobs; each {@link dev.plumbline.processing.job.JobKind} does one kind.
 */
package dev.plumbline.processing.job;
