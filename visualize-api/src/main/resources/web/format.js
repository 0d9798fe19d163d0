// Numbers, durations and moments as the page writes them. What is missing or not a number is written as a dash.

export const missing = "–";

const grouped = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const precise = new Intl.NumberFormat("en", { maximumFractionDigits: 3 });
const short = new Intl.NumberFormat("en", { maximumSignificantDigits: 3 });

export const isNumber = (value) => typeof value === "number" && Number.isFinite(value);

/** Rounds to at most so many digits after the point and groups thousands. */
function rounded(value, digits) {
  return new Intl.NumberFormat("en", { maximumFractionDigits: digits }).format(value);
}

/** A count of things: 541,909. */
export const count = (value) => (isNumber(value) ? grouped.format(value) : missing);

/** A measured value with as many digits as are of use: 512.3, 0.041, 12,450. */
export function amount(value) {
  if (!isNumber(value)) return value == null ? missing : String(value);
  return Math.abs(value) >= 100000 ? grouped.format(value) : precise.format(value);
}

/** A label on an axis, short: 500, 12,000, 250 k, 1.5 M. */
export function axis(value) {
  const steps = [[1e9, "G"], [1e6, "M"], [1e5, "k"]];
  for (const [from, letter] of steps) {
    if (Math.abs(value) >= from) return `${short.format(value / (letter === "k" ? 1e3 : from))} ${letter}`;
  }
  return precise.format(value);
}

/** Things per second: one digit after the point while there are few. */
export const rate = (value) => (isNumber(value) ? rounded(value, value > 0 && value < 10 ? 1 : 0) : missing);

export const percent = (value) => (isNumber(value) ? `${rounded(value, value > 0 && value < 10 ? 1 : 0)} %` : missing);

export function millis(value) {
  if (!isNumber(value)) return missing;
  if (value >= 1000) return seconds(value / 1000);
  return `${value > 0 && value < 10 ? rounded(value, 1) : rounded(value, 0)} ms`;
}

/** A duration in its two largest units: 0.41 s, 2 min 22 s, 3 h 5 min, 14 y 348 d. */
export function seconds(value) {
  if (!isNumber(value)) return missing;
  const sign = value < 0 ? "−" : "";
  const s = Math.abs(value);
  if (s < 1) return `${sign}${rounded(s, 2)} s`;
  if (s < 10) return `${sign}${rounded(s, 1)} s`;
  if (s < 59.5) return `${sign}${rounded(s, 0)} s`;
  const units = [["y", 365.25 * 86400], ["d", 86400], ["h", 3600], ["min", 60], ["s", 1]];
  const first = units.findIndex(([, length]) => Math.round(s) >= length);
  const [name, length] = units[first];
  const whole = Math.floor(Math.round(s) / length);
  const next = units[first + 1];
  const rest = next ? Math.floor((Math.round(s) - whole * length) / next[1]) : 0;
  return `${sign}${whole} ${name}${rest > 0 ? ` ${rest} ${next[0]}` : ""}`;
}

/** The start of a window, as exact as its length needs: 2011-12-09, 12:50 UTC, 2011-12-09 12:50 UTC. */
export function windowStart(at, stepMillis, now = Date.now()) {
  const iso = new Date(at).toISOString();
  const day = iso.slice(0, 10);
  if (stepMillis >= 86400e3) return day;
  const time = `${iso.slice(11, stepMillis >= 60e3 ? 16 : 19)} UTC`;
  return day === new Date(now).toISOString().slice(0, 10) ? time : `${day} ${time}`;
}

/** The smallest of 1, 2, 5 times a power of ten that is not below the value; 0 for what is not above 0. */
export function niceAbove(value) {
  if (!(value > 0)) return 0;
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5, 10].map((step) => step * power).find((step) => step >= value);
}

/** Milliseconds since the epoch of an ISO moment or date, or undefined. */
export function epoch(moment) {
  if (moment == null || moment === "") return undefined;
  // A moment without a zone is UTC, as everywhere in the platform.
  const zoned = /T[\d:.]+$/.test(moment) ? `${moment}Z` : moment;
  const parsed = typeof moment === "number" ? moment : Date.parse(zoned);
  return Number.isFinite(parsed) ? parsed : undefined;
}

/** The time of day in UTC: 10:14:32. */
export function clock(moment) {
  const at = epoch(moment);
  return at === undefined ? missing : new Date(at).toISOString().slice(11, 19);
}

/** The time of day while it is today (UTC), else the day as well: 2011-12-09 12:50. */
export function moment(value, now = Date.now()) {
  const at = epoch(value);
  if (at === undefined) return missing;
  const iso = new Date(at).toISOString();
  const today = new Date(epoch(now) ?? Date.now()).toISOString().slice(0, 10);
  return iso.startsWith(today) ? iso.slice(11, 19) : `${iso.slice(0, 10)} ${iso.slice(11, 16)}`;
}

/** A column's name as words: status 5xx. */
export const words = (name) => String(name).replaceAll("_", " ");

/** The beginning of a snapshot id, enough to recognise it. */
export function shortId(id) {
  if (id == null) return missing;
  const text = String(id);
  return text.length > 6 ? `${text.slice(0, 5)}…` : text;
}
