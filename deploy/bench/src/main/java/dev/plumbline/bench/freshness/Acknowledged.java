package dev.plumbline.bench.freshness;

/** An event whose 202 has come: where it stands in its stream, and when the answer was there ({@link System#nanoTime}). */
record Acknowledged(String stream, int partition, long offset, long at) {}
