// Turns the rows of a query's answer into what a chart draws: places along x, and series of values over them.

import { epoch, isNumber } from "./format.js";

const most = { series: 6, categories: 12 };
const widths = { date: 86400e3, day: 86400e3, hour: 3600e3, minute: 60e3, second: 1e3 };

/**
 * The column by which rows must be told apart before they are drawn, where several share a place and a series: one of the
 * query's own parameters. Answers its name and values, or undefined where each place has one row.
 */
export function facetOf(answer, chart, parameters) {
  const rows = answer?.rows ?? [];
  const places = new Set(rows.map((row) => `${row[chart.x]}\n${chart.series ? row[chart.series] : ""}`));
  if (places.size === rows.length) return undefined;
  const name = (parameters ?? []).map((parameter) => parameter.name)
    .find((candidate) => candidate !== chart.x && candidate !== chart.series && rows.length && candidate in rows[0]);
  return name && { name, values: [...new Set(rows.map((row) => String(row[name])))].sort() };
}

/**
 * `kind` is time or category; `xs` are moments in milliseconds or names; each series has one value per x (undefined where
 * there is no row); `step` is the width of a window; `omitted` says what did not find room.
 */
export function chartData(answer, chart) {
  const rows = (answer?.rows ?? []).map((row) => (Array.isArray(row) ? byName(row, answer.columns) : row));
  const type = (answer?.columns ?? []).find(({ name }) => name === chart.x)?.type ?? "";
  const kind = isTime(type, rows, chart.x) ? "time" : "category";
  const place = kind === "time" ? epoch : String;
  let xs = [...new Set(rows.map((row) => place(row[chart.x])).filter((x) => x !== undefined))];
  if (kind === "time") xs.sort((a, b) => a - b);
  const all = xs.length;
  if (kind === "category") xs = xs.slice(0, most.categories);

  const found = new Map();
  const values = (name) => found.get(name) ?? found.set(name, new Map()).get(name);
  for (const row of rows) {
    const x = place(row[chart.x]);
    for (const y of [].concat(chart.y)) {
      const value = typeof row[y] === "string" ? Number(row[y]) : row[y];
      if (isNumber(value)) values(chart.series ? String(row[chart.series]) : y).set(x, value);
    }
  }
  const series = [...found].map(([name, at]) => ({ name, values: xs.map((x) => at.get(x)) }));
  const weight = ({ values: own }) => own.reduce((sum, value) => sum + Math.abs(value ?? 0), 0);
  const kept = series.length > most.series ? [...series].sort((a, b) => weight(b) - weight(a)).slice(0, most.series) : series;

  return { kind, xs, series: kept, step: kind === "time" ? windowWidth(type, chart.x, xs) : undefined, omitted: omitted(all, xs, series, kept) };
}

function byName(row, columns) {
  return Object.fromEntries(columns.map(({ name }, i) => [name, row[i]]));
}

function isTime(type, rows, x) {
  if (/date|time/i.test(type)) return true;
  return type === "" && rows.length > 0 && rows.every((row) => /^\d{4}-\d\d-\d\d/.test(String(row[x])));
}

function windowWidth(type, name, xs) {
  if (widths[name]) return widths[name];
  if (/^date$/i.test(type)) return widths.date;
  const gaps = xs.slice(1).map((x, i) => x - xs[i]);
  return gaps.length ? Math.min(...gaps) : widths.minute;
}

function omitted(all, xs, series, kept) {
  if (kept.length < series.length) return `the largest ${kept.length} of ${series.length}`;
  if (xs.length < all) return `the first ${xs.length} of ${all}`;
  return undefined;
}
