/**
 * Runs the five layers as child processes and keeps them running. Start at
 * {@link dev.plumbline.local.supervisor.LocalPlatform}; {@link dev.plumbline.local.supervisor.Layers} says what each
 * layer is started with.
 */
package dev.plumbline.local.supervisor;
