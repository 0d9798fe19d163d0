/** The little that every process needs to run: {@link dev.plumbline.runtime.ProcessMain} first, then settings, health, metrics and stop. */
package dev.plumbline.runtime;
