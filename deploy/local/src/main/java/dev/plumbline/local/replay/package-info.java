/**
 * Files into events, each with an id that is its place in the file, so that sending a file twice adds nothing. Start at
 * {@link dev.plumbline.local.replay.Replay}.
 */
package dev.plumbline.local.replay;
