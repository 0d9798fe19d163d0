// Visualize's picture: how long the latest queries took.

import { css, svg } from "lit";
import { isNumber, millis } from "./format.js";
import { Picture } from "./picture.js";

const shown = 40;

class PictureLatency extends Picture {
  static properties = { latencies: { attribute: false } };

  static styles = [Picture.styles, css`
    .area {
      fill: var(--visualize);
      opacity: 0.18;
    }
    .line {
      fill: none;
      stroke: var(--visualize);
      stroke-width: 2;
      stroke-linejoin: round;
    }
    .ground {
      stroke: var(--line);
    }
  `];

  get #points() {
    return (this.latencies ?? []).filter(isNumber).slice(-shown);
  }

  get empty() {
    return this.#points.length < 2;
  }

  words() {
    const points = this.#points;
    return points.length
      ? `The last ${points.length} queries took ${millis(Math.min(...points))} to ${millis(Math.max(...points))}`
      : "No queries yet";
  }

  draw(width, height) {
    const points = this.#points;
    const most = Math.max(1, ...points);
    const step = width / (shown - 1);
    const left = width - (points.length - 1) * step;
    const line = points.map((point, i) => `${i ? "L" : "M"}${(left + i * step).toFixed(1)} ${(height - 2 - (point / most) * (height - 8)).toFixed(1)}`).join("");
    return svg`<path class="ground" d="M0 ${height - 0.5}H${width}"/><path class="area" d="${line}L${width} ${height}L${left} ${height}Z"/><path class="line" d=${line}/>`;
  }
}

customElements.define("picture-latency", PictureLatency);
