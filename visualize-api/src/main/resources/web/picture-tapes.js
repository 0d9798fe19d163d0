// Buffer's picture: each partition is a tape that grows at the right; the head shows how far processing has read.

import { css, svg } from "lit";
import { count, isNumber, niceAbove } from "./format.js";
import { Picture } from "./picture.js";

const shown = 9;

class PictureTapes extends Picture {
  static properties = { streams: { attribute: false } };

  static styles = [Picture.styles, css`
    .well {
      fill: var(--well);
    }
    .read {
      fill: var(--buffer);
      opacity: 0.55;
    }
    .waiting {
      fill: var(--buffer);
    }
    .mark {
      stroke: var(--card);
      stroke-width: 1.5;
    }
    .head {
      stroke: var(--ink);
      stroke-width: 2;
    }
  `];

  get #tapes() {
    return (this.streams ?? []).flatMap(({ stream, partitions }) => (partitions ?? [])
      .filter(({ end }) => isNumber(end))
      .map(({ partition, begin, committed, end }) => ({
        name: `${stream} ${partition}`,
        begin: isNumber(begin) ? begin : 0,
        end,
        head: isNumber(committed) ? Math.min(Math.max(committed, begin ?? 0), end) : begin ?? 0,
      })));
  }

  get empty() {
    return this.#tapes.length === 0;
  }

  words() {
    const tapes = this.#tapes;
    const waiting = tapes.reduce((sum, tape) => sum + tape.end - tape.head, 0);
    return tapes.length ? `${tapes.length} partitions with ${count(waiting)} records not read yet` : "No partitions yet";
  }

  draw(width, height) {
    const all = this.#tapes;
    // Where there are more tapes than room, those that are most behind are shown.
    const tapes = all.length > shown ? [...all].sort((a, b) => b.end - b.head - (a.end - a.head)).slice(0, shown) : all;
    const span = niceAbove(Math.max(1000, ...tapes.map((tape) => 4 * (tape.end - tape.head))));
    const row = height / Math.max(3, tapes.length);
    const thick = Math.min(row * 0.65, 14);
    const right = width - 4;
    return tapes.map((tape, i) => {
      const y = i * row + (row - thick) / 2;
      const at = (offset) => Math.max(0, right - ((tape.end - offset) / span) * right);
      const marks = [];
      for (let offset = Math.floor(tape.end / (span / 5)) * (span / 5); offset > Math.max(tape.begin, tape.end - span); offset -= span / 5) marks.push(offset);
      return svg`<g><title>${`${tape.name}: offsets ${count(tape.begin)} to ${count(tape.end)}, read to ${count(tape.head)}. A mark every ${count(span / 5)}.`}</title>
        <rect class="well" x="0" y=${y} width=${width} height=${thick} rx="3"/>
        <rect class="read" x=${at(tape.begin)} y=${y} width=${at(tape.head) - at(tape.begin)} height=${thick}/>
        <rect class="waiting" x=${at(tape.head)} y=${y} width=${right - at(tape.head)} height=${thick}/>
        ${marks.map((offset) => svg`<path class="mark" d="M${at(offset)} ${y}v${thick}"/>`)}
        <path class="head" d="M${at(tape.head)} ${y - row * 0.12}v${thick + row * 0.24}"/></g>`;
    });
  }
}

customElements.define("picture-tapes", PictureTapes);
