// One of the five layers: a number that matters, a picture, two more facts. A layer that does not answer says so.

import { LitElement, css, html, nothing } from "lit";
import { clock, isNumber, seconds } from "./format.js";
import { look } from "./look.js";
import "./measured-number.js";

class LayerCard extends LitElement {
  static properties = {
    /** One of the entries of layers.js. */
    layer: { attribute: false },
    state: { attribute: false },
    number: { type: Number },
    selected: { type: Boolean, reflect: true },
    /** The layer does not answer. */
    silent: { type: Boolean, reflect: true },
    /** It starts, or takes its time: nothing is wrong so far. */
    calm: { type: Boolean, reflect: true },
    /** For how many seconds it has been asked, where an answer may still come. */
    waiting: { attribute: false },
    /** When it last answered, if it ever has. */
    heardAt: { attribute: false },
    /** What is shown is old: the live state is not heard. */
    stale: { type: Boolean, reflect: true },
    name: { reflect: true },
  };

  static styles = [look, css`
    :host {
      container-type: inline-size;
      min-width: 0;
    }
    :host([name="connect"]) {
      --own: var(--connect);
    }
    :host([name="buffer"]) {
      --own: var(--buffer);
    }
    :host([name="process"]) {
      --own: var(--process);
    }
    :host([name="store"]) {
      --own: var(--store);
    }
    :host([name="visualize"]) {
      --own: var(--visualize);
    }
    article.card {
      display: grid;
      grid-template-columns: 100%;
      height: 100%;
      align-content: start;
      padding: 0.73rem 0.87rem 0.8rem;
      border-top: 4px solid var(--own);
      cursor: pointer;
    }
    :host([selected]) article {
      box-shadow: 0 0 0 2px var(--own);
    }
    :host([silent]:not([calm])) article.card {
      border-color: var(--wrong);
    }
    :host([stale]) .live {
      opacity: 0.45;
    }
    h2 {
      font-size: 1rem;
      line-height: 1.3;
      display: flex;
      justify-content: space-between;
      align-items: center;
      gap: 0.4rem;
    }
    h2 button,
    h2 button[aria-pressed="true"] {
      all: unset;
      cursor: pointer;
      color: inherit;
      font-weight: 650;
    }
    h2 button:focus-visible {
      outline: 2px solid var(--focus);
      outline-offset: 3px;
      border-radius: 4px;
    }
    kbd {
      font: 600 0.8rem/1.25rem system-ui, sans-serif;
      width: 1.3rem;
      text-align: center;
      border: 1px solid var(--line);
      border-radius: 5px;
      color: var(--soft);
    }
    .system {
      font-size: var(--small);
      color: var(--soft);
      margin-bottom: 0.4rem;
    }
    .big {
      font-size: 1.6rem;
      line-height: 1.3;
      font-weight: 650;
      letter-spacing: -0.03em;
      white-space: nowrap;
    }
    .big small {
      font-size: var(--small);
      font-weight: 400;
      color: var(--soft);
      letter-spacing: 0;
    }
    .silent {
      color: var(--wrong);
    }
    .picture {
      margin: 0.45rem 0;
    }
    dl {
      margin: 0;
    }
    dl div {
      display: flex;
      flex-wrap: wrap;
      justify-content: space-between;
      column-gap: 0.5rem;
      align-items: baseline;
    }
    dt {
      font-size: var(--small);
      color: var(--soft);
    }
    dd {
      margin: 0 0 0 auto;
      font-weight: 600;
    }
    dd.attention::before {
      content: "●";
      color: var(--wrong);
      font-size: 0.75em;
      margin-right: 0.4em;
    }
    .reason {
      margin: 0.4rem 0;
    }
    code {
      display: inline-block;
      background: var(--well);
      border-radius: 5px;
      padding: 0.15rem 0.4rem;
    }
    @container (min-width: 18.5rem) {
      article.card {
        grid-template-columns: minmax(12.4rem, 1fr) minmax(0, 1.1fr);
        column-gap: 1rem;
      }
      h2,
      .system,
      .reason,
      .command {
        grid-column: 1 / 3;
      }
      .picture {
        grid-column: 2;
        grid-row: 3 / 5;
        align-self: center;
        margin: 0;
      }
    }
  `];

  willUpdate() {
    this.name = this.layer.key;
  }

  render() {
    const card = this.layer.card(this.state);
    return html`<article class="card" @click=${this.#select}>
      <h2><button type="button" aria-pressed=${this.selected ? "true" : "false"}>${this.layer.name}</button><kbd aria-hidden="true">${this.number}</kbd></h2>
      <p class="system">${card.system}</p>
      ${this.silent ? this.#asSilent() : this.#asUp(card)}
    </article>`;
  }

  #asUp({ big, picture, facts }) {
    return html`
      <p class="big live"><measured-number .text=${big.text} .label=${`${this.layer.name}, ${big.unit}`} .measure=${big.measure()}></measured-number> <small>${big.unit}</small></p>
      <div class="picture live">${picture}</div>
      <dl class="live">${facts.map((fact) => html`<div><dt>${fact.label}</dt><dd class=${fact.attention ? "attention" : nothing}>
        <measured-number .text=${fact.text} .label=${fact.label} .measure=${fact.measure()}></measured-number></dd></div>`)}</dl>`;
  }

  #asSilent() {
    if (this.calm) {
      const waits = isNumber(this.waiting);
      return html`<p class="big"><span aria-hidden="true">…</span> ${waits ? "waiting" : "starting"}</p>
        <p class="reason">${this.layer.process} ${waits ? `was asked ${seconds(this.waiting)} ago and has not answered yet.` : "has not answered yet."}</p>
        <p class="command"><code>./plumbline logs ${this.layer.process}</code></p>`;
    }
    return html`<p class="big silent"><span aria-hidden="true">✕</span> no answer</p>
      <p class="reason">${this.heardAt ? `Last heard at ${clock(this.heardAt)} UTC. ` : nothing}${this.layer.whenSilent}</p>
      <p class="command"><code>./plumbline logs ${this.layer.process}</code></p>`;
  }

  #select() {
    this.dispatchEvent(new CustomEvent("select-layer", { bubbles: true, composed: true, detail: this.number }));
  }
}

customElements.define("layer-card", LayerCard);
