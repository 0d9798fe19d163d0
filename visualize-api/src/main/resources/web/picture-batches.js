// Process's picture: the latest micro-batches, one bar each, split by phase.

import { css, svg } from "lit";
import { clock, count, epoch, isNumber, millis } from "./format.js";
import { Picture } from "./picture.js";

const shown = 7;

class PictureBatches extends Picture {
  static properties = { batches: { attribute: false } };

  static styles = [Picture.styles, css`
    rect {
      fill: var(--process);
    }
    .phase0 {
      opacity: 0.4;
    }
    .phase1 {
      opacity: 1;
    }
    .phase2 {
      opacity: 0.65;
    }
    .rest {
      opacity: 0.25;
    }
  `];

  get #bars() {
    return [...(this.batches ?? [])]
      .filter((batch) => isNumber(batch?.millis))
      .sort((a, b) => (epoch(a.at) ?? 0) - (epoch(b.at) ?? 0))
      .slice(-shown)
      .map((batch) => {
        const phases = Object.entries(batch.phases ?? {}).filter(([, length]) => isNumber(length) && length > 0);
        const told = phases.reduce((sum, [, length]) => sum + length, 0);
        return { ...batch, phases, told, length: Math.max(batch.millis, told) };
      });
  }

  get empty() {
    return this.#bars.length === 0;
  }

  words() {
    const latest = this.#bars.at(-1);
    return latest
      ? `The last ${this.#bars.length} batches; the latest took ${millis(latest.millis)}: ${latest.phases.map(([name, length]) => `${name} ${millis(length)}`).join(", ")}`
      : "No batches yet";
  }

  draw(width, height) {
    const bars = this.#bars;
    const longest = Math.max(1, ...bars.map((bar) => bar.length));
    const row = height / shown;
    return bars.map((bar, i) => {
      const y = i * row + row * 0.15;
      let x = 0;
      const piece = (length, kind) => {
        const wide = (length / longest) * width;
        const drawn = svg`<rect class=${kind} x=${x} y=${y} width=${Math.max(0, wide - 0.5)} height=${row * 0.7}/>`;
        x += wide;
        return drawn;
      };
      const phases = bar.phases.map(([, length], k) => piece(length, `phase${k % 3}`));
      const rest = piece(bar.length - bar.told, "rest");
      const told = bar.phases.map(([name, length]) => `${name} ${millis(length)}`).join(", ");
      return svg`<g><title>${`${bar.stream ?? "batch"} at ${clock(bar.at)} UTC: ${count(bar.rows)} rows in ${millis(bar.millis)}${told ? ` (${told})` : ""}`}</title>${phases}${rest}</g>`;
    });
  }
}

customElements.define("picture-batches", PictureBatches);
