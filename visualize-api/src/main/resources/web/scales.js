// The few parts of d3 that the pictures use. d3 comes as one classic script that names itself d3.

import "d3";

export const { scaleLinear, scaleUtc, scaleBand, stack, line } = globalThis.d3;

/** Ticks of a time axis that leave each label its room. */
export function timeTicks(scale, room) {
  const [from, to] = scale.range();
  const ticks = scale.ticks(Math.max(2, Math.floor((to - from) / room)));
  const gap = ticks.length > 1 ? scale(ticks[1]) - scale(ticks[0]) : room;
  const every = Math.max(1, Math.ceil((room * 0.8) / gap));
  return ticks.filter((_, i) => i % every === 0);
}

/** A tick of a time axis, as exact as the span needs it. */
export function timeLabel(date, spanMillis) {
  const iso = date.toISOString();
  if (spanMillis <= 3 * 60e3) return iso.slice(11, 19);
  if (spanMillis <= 2 * 86400e3) return iso.slice(11, 16);
  const month = date.toLocaleString("en", { month: "short", timeZone: "UTC" });
  return spanMillis <= 200 * 86400e3 ? `${date.getUTCDate()} ${month}` : `${month} ${date.getUTCFullYear()}`;
}
