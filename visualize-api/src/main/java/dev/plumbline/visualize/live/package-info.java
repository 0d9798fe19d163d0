/**
 * What is happening now: lag, the state of all layers once a second, and events as they arrive. Start at {@link
 * dev.plumbline.visualize.live.LiveState}.
 */
package dev.plumbline.visualize.live;
