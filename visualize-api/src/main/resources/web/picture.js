// What all pictures have in common: they know how wide they are, and have words for those who do not see them.

import { LitElement, css, html } from "lit";
import { look } from "./look.js";

/** Draws in real pixels, so that circles stay round and text keeps its size at every width. */
export class Picture extends LitElement {
  static properties = { width: { state: true }, height: { state: true }, rem: { state: true } };

  static styles = [look, css`
    :host {
      height: 4.27rem;
      min-width: 0;
    }
    svg {
      display: block;
      width: 100%;
      height: 100%;
      overflow: visible;
    }
    .nothing {
      height: 100%;
      display: grid;
      place-items: center start;
      font-size: var(--small);
      color: var(--soft);
      border-bottom: 1px solid var(--line);
    }
    text {
      fill: var(--soft);
      font-size: 0.8667rem;
      font-family: inherit;
    }
  `];

  #observer = new ResizeObserver(([entry]) => {
    this.width = Math.floor(entry.contentRect.width);
    this.height = Math.floor(entry.contentRect.height);
    this.rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
  });

  connectedCallback() {
    super.connectedCallback();
    this.#observer.observe(this);
  }

  disconnectedCallback() {
    this.#observer.disconnect();
    super.disconnectedCallback();
  }

  render() {
    if (!this.width || !this.height) return html``;
    if (this.empty) return html`<p class="nothing">${this.words()}</p>`;
    return html`<svg role="img" aria-label=${this.words()} viewBox="0 0 ${this.width} ${this.height}">${this.draw(this.width, this.height)}</svg>`;
  }
}
