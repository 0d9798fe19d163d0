/** The launcher, the supervisor and the command line. Start at {@link dev.plumbline.local.Plumbline}. */
package dev.plumbline.local;
