// Three clocks on one line: the watermark (event time), how far the tables are, and now.

import { css, html, nothing, svg } from "lit";
import { clock, epoch, missing, moment, seconds } from "./format.js";
import { askHow, measures } from "./measures.js";
import { Picture } from "./picture.js";
import { scaleUtc, timeLabel, timeTicks } from "./scales.js";
import "./measured-number.js";

const shortestSpan = 10 * 60e3;
const longestSpan = 2 * 86400e3;

class EventClocks extends Picture {
  static properties = { clocks: { attribute: false }, models: { attribute: false } };

  static styles = [Picture.styles, css`
    :host {
      height: auto;
      container-type: inline-size;
    }
    section {
      padding: 0.6rem 1.1rem 0.4rem;
    }
    svg {
      height: 4.8rem;
    }
    ul {
      display: none;
      list-style: none;
      margin: 0;
      padding: 0.1rem 0;
    }
    li {
      display: flex;
      flex-wrap: wrap;
      column-gap: 0.5rem;
      justify-content: space-between;
    }
    .line {
      stroke: var(--line);
      stroke-width: 2;
    }
    .tick {
      stroke: var(--soft);
    }
    .open {
      fill: var(--process);
      opacity: 0.35;
    }
    .break {
      stroke: var(--card);
      stroke-width: 5;
    }
    .strokes {
      stroke: var(--soft);
      stroke-width: 1.5;
    }
    .watermark {
      --own: var(--process);
    }
    .tables {
      --own: var(--store);
    }
    .now {
      --own: var(--ink);
    }
    .pole {
      stroke: var(--own);
      stroke-width: 2.5;
    }
    circle {
      fill: var(--own);
    }
    text {
      font-size: 1rem;
    }
    text.scale {
      font-size: 0.8667rem;
    }
    tspan.name {
      font-weight: 650;
      fill: var(--ink);
    }
    .ask {
      cursor: help;
    }
    .ask:focus-visible {
      outline-offset: 4px;
    }
    i {
      display: inline-block;
      width: 0.7em;
      height: 0.7em;
      border-radius: 50%;
      background: var(--own);
      margin-right: 0.4em;
    }
    @container (max-width: 48rem) {
      svg {
        display: none;
      }
      ul {
        display: block;
      }
    }
  `];

  /** The three clocks, from the live state's own clock; what is not known is undefined. */
  get #hands() {
    const now = epoch(this.clocks?.now);
    const tables = epoch(this.clocks?.tablesAt);
    const watermark = epoch(this.clocks?.watermark);
    const behind = (at) => (at === undefined || now === undefined ? undefined : (now - at) / 1000);
    const ahead = behind(watermark) < 0;
    return {
      now: { at: now, name: "now", text: `${clock(now)} UTC`, measure: measures.now() },
      tables: { at: tables, name: "in the tables", text: tables === undefined ? "not known yet" : seconds(Math.max(0, behind(tables) ?? 0)), measure: measures.tablesAt() },
      watermark: {
        at: watermark,
        name: "watermark",
        text: watermark === undefined ? "not known yet" : `${behind(watermark) > 3600 ? `${moment(watermark, now)} UTC, ` : ""}${ahead ? `${seconds(-behind(watermark))} ahead of now` : `${seconds(behind(watermark))} behind now`}: older events are late`,
        measure: measures.watermark(this.clocks?.watermarkModel),
      },
    };
  }

  render() {
    const { now, tables, watermark } = this.#hands;
    return html`<section class="card" aria-label="Clocks">
      ${this.width && now.at !== undefined ? this.#line(this.width - 2.2 * this.rem - 2, now, tables, watermark) : nothing}
      ${now.at === undefined ? html`<p class="soft">The clocks are not known yet.</p>` : html`<ul>${[["now", now], ["tables", tables], ["watermark", watermark]].map(([kind, hand]) => html`<li class=${kind}>
        <span><i></i>${hand.name}</span><measured-number .text=${hand.text} .label=${hand.name} .measure=${hand.measure}></measured-number></li>`)}</ul>`}
    </section>`;
  }

  #line(width, now, tables, watermark) {
    const { rem } = this;
    const y = 2.35 * rem;
    const end = width - 4.5 * rem;
    const behind = watermark.at === undefined ? 0 : now.at - watermark.at;
    // History being replayed: the watermark is years away, so the line is cut between it and the last minutes.
    const cut = behind > longestSpan;
    const start = cut ? width * 0.3 : 8;
    const span = Math.max(shortestSpan, cut ? 0 : behind * 1.15);
    const scale = scaleUtc([now.at - span, now.at], [start, end]);
    const x = (at) => Math.min(width - 8, Math.max(cut ? start : 8, scale(at)));
    const ticks = timeTicks(scale, 6 * rem);
    const watermarkX = watermark.at === undefined ? undefined : cut ? 10 : x(watermark.at);
    const cutX = width * 0.22;
    const nowX = x(now.at);
    const nowRoom = 8.5 * rem;
    const toRight = watermarkX !== undefined && watermarkX < width * 0.45;
    return svg`<svg role="group" aria-label="Clocks" viewBox=${`0 0 ${width} ${4.8 * rem}`}>
      <path class="line" d="M0 ${y}H${width}"/>
      ${ticks.map((tick) => svg`<path class="tick" d="M${scale(tick)} ${y - 4}v8"/>
        <text class="scale" x=${scale(tick)} y=${y + 1.35 * rem} text-anchor="middle">${timeLabel(tick, span)}</text>`)}
      ${watermarkX === undefined ? svg`<text x="8" y=${y - 1.05 * rem}>No watermark is known yet.</text>` : nothing}
      ${watermarkX === undefined ? nothing : svg`<rect class="open" x=${Math.min(watermarkX, nowX)} y=${y - 3} width=${Math.abs(nowX - watermarkX)} height="6"/>`}
      ${cut ? svg`<path class="break" d="M${cutX} ${y}h12"/><path class="strokes" d="M${cutX - 3} ${y + 7}l6-14m6 14l6-14"/>` : nothing}
      ${watermarkX === undefined ? nothing : this.#hand("watermark", watermark, watermarkX, y, -1, toRight ? "start" : "end", toRight ? watermarkX + 8 : Math.min(watermarkX - 8, nowX - nowRoom))}
      ${tables.at === undefined ? nothing : this.#hand("tables", tables, x(tables.at), y, 1, "end", x(tables.at) + 4)}
      ${this.#hand("now", now, nowX, y, -1, "end", nowX - 8)}
    </svg>`;
  }

  #hand(kind, { name, text, measure }, x, y, side, anchor, textX) {
    const { rem } = this;
    const ask = () => askHow(this, { ...measure, value: `${name} ${text}` });
    return svg`<g class=${kind}><path class="pole" d="M${x} ${y}V${y + side * 1.3 * rem}"/><circle cx=${x} cy=${y} r="5"/>
      <g class="ask" role="button" tabindex="0" aria-label="${name} ${text}. How is this measured?" @click=${ask}
        @keydown=${(event) => (event.key === "Enter" || event.key === " ") && (event.preventDefault(), ask())}>
        <text x=${textX} y=${side < 0 ? y - 1.05 * rem : y + 2.35 * rem} text-anchor=${anchor}><tspan class="name">${name}</tspan> ${text || missing}</text></g></g>`;
  }
}

customElements.define("event-clocks", EventClocks);
