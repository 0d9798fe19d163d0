/**
 * Seeded generators of events for the three shipped streams. {@link dev.plumbline.local.simulate.Simulation} decides what
 * is late, repeated or wrong; an {@link dev.plumbline.local.simulate.EventGenerator} per stream fills the events.
 */
package dev.plumbline.local.simulate;
