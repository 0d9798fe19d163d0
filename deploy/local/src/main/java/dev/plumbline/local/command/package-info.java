/** The commands, one class each; {@link dev.plumbline.local.command.PlatformCommand} holds what all of them share. */
package dev.plumbline.local.command;
