/** The little that every process needs to run: {@link dev.plumbline.runtime.Settings} first, then health, metrics and stop. */
package dev.plumbline.runtime;
