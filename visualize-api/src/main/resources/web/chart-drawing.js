// Draws chart data: lines, bars or stacked bars over time, or bars lying beside their names.

import { css, svg } from "lit";
import { amount, axis, count, windowStart, words } from "./format.js";
import { Picture } from "./picture.js";
import { line, scaleBand, scaleLinear, scaleUtc, stack, timeLabel, timeTicks } from "./scales.js";

const colours = 6;

/** The class that colours a series: a status class has its own colour, others take the next. */
export function colour(name, i) {
  if (/5xx|error|bad/i.test(name)) return "s6";
  if (/4xx/.test(name)) return "s1";
  if (/3xx/.test(name)) return "s4";
  if (/2xx/.test(name)) return "s2";
  return `s${i % colours}`;
}

export const seriesColours = css`
  .s0 {
    --own: var(--connect);
  }
  .s1 {
    --own: var(--process);
  }
  .s2 {
    --own: var(--store);
  }
  .s3 {
    --own: var(--visualize);
  }
  .s4 {
    --own: var(--buffer);
  }
  .s5 {
    --own: var(--soft);
  }
  .s6 {
    --own: var(--wrong);
  }
`;

class ChartDrawing extends Picture {
  static properties = {
    /** line, bar or stacked. */
    kind: {},
    /** As chartData makes it. */
    data: { attribute: false },
    /** The moment from which windows are still open. */
    openFrom: { attribute: false },
    /** Which x the reader points at. */
    pointed: { attribute: false },
    heading: { attribute: false },
  };

  static styles = [Picture.styles, seriesColours, css`
    :host {
      height: 14rem;
    }
    .grid {
      stroke: var(--line);
    }
    .zero {
      stroke: var(--soft);
    }
    .bar {
      fill: var(--own);
    }
    .series {
      fill: none;
      stroke: var(--own);
      stroke-width: 2.2;
      stroke-linejoin: round;
    }
    .point {
      fill: var(--own);
    }
    .open {
      fill: var(--process);
      opacity: 0.14;
    }
    .pointed {
      stroke: var(--ink);
      stroke-dasharray: 3 3;
    }
    .name {
      fill: var(--ink);
    }
    .shade {
      fill: transparent;
    }
  `];

  words() {
    const { xs, series, kind, step } = this.data;
    const place = (x) => (kind === "time" ? windowStart(x, step) : x);
    const told = series.map(({ name, values }) => {
      const known = values.filter((value) => value !== undefined);
      return `${words(name)}: ${amount(Math.min(...known))} to ${amount(Math.max(...known))}, last ${amount(known.at(-1))}`;
    });
    return `${this.heading}, ${xs.length} ${kind === "time" ? "windows" : "rows"} from ${place(xs[0])} to ${place(xs.at(-1))}. ${told.join("; ")}`;
  }

  draw(width, height) {
    return this.data.kind === "time" ? this.#overTime(width, height) : this.#byName(width, height);
  }

  #overTime(width, height) {
    const { rem, data } = this;
    const { xs, series, step } = data;
    const layers = this.kind === "stacked" ? stacked(xs, series) : undefined;
    const [low, high] = this.#range(layers);
    const y = scaleLinear([low, high], [height - 1.7 * rem, 0.6 * rem]).nice(4);
    const yTicks = y.ticks(4);
    const left = Math.max(...yTicks.map((tick) => axis(tick).length)) * 0.52 * rem + 0.6 * rem;
    const from = xs[0];
    const to = xs.at(-1) + step;
    const x = scaleUtc([from, to], [left, width - 2]);
    const xTicks = timeTicks(x, 5 * rem);
    const open = this.openFrom === undefined || this.openFrom >= to ? undefined : Math.max(left, x(this.openFrom));
    const pointedX = this.pointed === undefined ? undefined : x(xs[this.pointed] + step / 2);
    return svg`
      ${yTicks.map((tick) => svg`<path class=${tick === 0 ? "zero" : "grid"} d="M${left} ${y(tick)}H${width}"/>
        <text x=${left - 0.4 * rem} y=${y(tick) + 0.3 * rem} text-anchor="end">${axis(tick)}</text>`)}
      ${xTicks.map((tick) => svg`<text x=${Math.min(x(tick), width - 1.4 * rem)} y=${height - 0.3 * rem} text-anchor="middle">${timeLabel(tick, to - from)}</text>`)}
      ${open === undefined ? "" : this.#stillOpen(open, width, y)}
      ${layers ? this.#stackedBars(layers, x, y) : this.kind === "bar" ? this.#bars(x, y) : this.#lines(x, y)}
      ${pointedX === undefined ? "" : svg`<path class="pointed" d="M${pointedX} ${0.4 * rem}V${height - 1.7 * rem}"/>`}
      <rect class="shade" x=${left} y="0" width=${Math.max(0, width - left)} height=${height}
        @pointermove=${(event) => this.#point(event, x)} @pointerdown=${(event) => this.#point(event, x)} @pointerleave=${() => this.#tell(undefined)}/>`;
  }

  /** The least and the greatest value; bars stand on zero, a line may leave it out where that hides nothing. */
  #range(layers) {
    const values = layers
      ? layers.flatMap((layer) => layer.flat())
      : this.data.series.flatMap(({ values: own }) => own.filter((value) => value !== undefined));
    const low = values.reduce((a, b) => Math.min(a, b), Infinity);
    const high = values.reduce((a, b) => Math.max(a, b), -Infinity);
    if (this.kind === "line" && low > 0.6 * high && low < high) return [low, high];
    return [Math.min(0, low), high > 0 ? high : low < 0 ? 0 : 1];
  }

  #stillOpen(open, width, y) {
    const { rem } = this;
    const [bottom, top] = y.range();
    const roomy = width - open > 5.5 * rem;
    return svg`<rect class="open" x=${open} y=${top} width=${Math.max(2, width - open)} height=${bottom - top}/>
      <text x=${roomy ? (open + width) / 2 : open - 5} y=${top + 0.9 * rem} text-anchor=${roomy ? "middle" : "end"}>still open</text>`;
  }

  #barWidth(x) {
    const wide = x(this.data.xs[0] + this.data.step) - x(this.data.xs[0]);
    return Math.max(1, wide > 4 ? wide * 0.75 : wide);
  }

  #bars(x, y) {
    const { xs, series, step } = this.data;
    const wide = this.#barWidth(x) / series.length;
    return series.map(({ name, values }, i) => svg`<g class=${colour(name, i)}>${values.map((value, k) => {
      if (value === undefined) return "";
      const at = x(xs[k] + step / 2) - (wide * series.length) / 2 + i * wide;
      return svg`<rect class="bar" x=${at} y=${Math.min(y(value), y(0))} width=${wide} height=${Math.abs(y(value) - y(0))}/>`;
    })}</g>`);
  }

  #stackedBars(layers, x, y) {
    const { xs, step } = this.data;
    const wide = this.#barWidth(x);
    return layers.map((layer, i) => svg`<g class=${colour(layer.key, i)}>${layer.map(([from, to], k) => (to === from ? "" : svg`
      <rect class="bar" x=${x(xs[k] + step / 2) - wide / 2} y=${y(to)} width=${wide} height=${y(from) - y(to)}/>`))}</g>`);
  }

  #lines(x, y) {
    const { xs, series, step } = this.data;
    return series.map(({ name, values }, i) => {
      const points = xs.map((at, k) => [x(at + step / 2), values[k]]).filter(([, value]) => value !== undefined);
      const path = line(([at]) => at, ([, value]) => y(value))(points);
      return svg`<g class=${colour(name, i)}>${points.length === 1
        ? svg`<circle class="point" cx=${points[0][0]} cy=${y(points[0][1])} r="3"/>`
        : svg`<path class="series" d=${path}/>`}</g>`;
    });
  }

  #byName(width, height) {
    const { rem, data } = this;
    const { xs, series } = data;
    const values = series[0].values;
    const left = Math.min(width * 0.4, Math.max(...xs.map((name) => name.length)) * 0.5 * rem + 0.6 * rem);
    const room = 6 * rem;
    const y = scaleBand(xs, [0, height]).padding(0.25);
    const low = Math.min(0, ...values.filter((value) => value !== undefined));
    const high = Math.max(0, ...values.filter((value) => value !== undefined));
    const x = scaleLinear([low, high === low ? low + 1 : high], [left, width - room]);
    return svg`<g class=${colour(series[0].name, 0)}>${xs.map((name, i) => svg`
      <text class="name" x=${left - 0.5 * rem} y=${y(name) + y.bandwidth() / 2 + 0.3 * rem} text-anchor="end">${name}</text>
      <rect class="bar" x=${x(Math.min(0, values[i] ?? 0))} y=${y(name)} width=${Math.abs(x(values[i] ?? 0) - x(0))} height=${y.bandwidth()}/>
      <text x=${x(Math.max(0, values[i] ?? 0)) + 0.4 * rem} y=${y(name) + y.bandwidth() / 2 + 0.3 * rem}>${high >= 1000 ? count(values[i]) : amount(values[i])}</text>`)}</g>`;
  }

  #point(event, x) {
    const { left } = this.getBoundingClientRect();
    const at = x.invert(event.clientX - left).getTime() - this.data.step / 2;
    const { xs } = this.data;
    let nearest = 0;
    for (let i = 1; i < xs.length; i++) if (Math.abs(xs[i] - at) < Math.abs(xs[nearest] - at)) nearest = i;
    this.#tell(nearest);
  }

  #tell(pointed) {
    this.dispatchEvent(new CustomEvent("point", { detail: pointed }));
  }
}

function stacked(xs, series) {
  const rows = xs.map((_, k) => Object.fromEntries(series.map(({ name, values }) => [name, values[k] ?? 0])));
  return stack().keys(series.map(({ name }) => name))(rows);
}

customElements.define("chart-drawing", ChartDrawing);
