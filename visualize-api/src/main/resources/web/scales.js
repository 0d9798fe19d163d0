// The few parts of d3 that the pictures use. d3 comes as one classic script that names itself d3.

import "d3";

export const { scaleLinear, scaleUtc, scaleBand, stack, line, area, max, min } = globalThis.d3;

/** A tick of a time axis, as exact as the span needs it. */
export function timeLabel(date, spanMillis) {
  const iso = date.toISOString();
  if (spanMillis <= 3 * 60e3) return iso.slice(11, 19);
  if (spanMillis <= 2 * 86400e3) return iso.slice(11, 16);
  const month = date.toLocaleString("en", { month: "short", timeZone: "UTC" });
  return spanMillis <= 200 * 86400e3 ? `${date.getUTCDate()} ${month}` : `${month} ${date.getUTCFullYear()}`;
}
