/** Spark jobs: what happens to events, by stream and by batch. Start at {@link dev.plumbline.processing.ProcessingApp}. */
package dev.plumbline.processing;
