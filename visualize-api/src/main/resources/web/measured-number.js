// A number that says how it is measured when it is asked: click it, or press Enter on it.

import { LitElement, css, html } from "lit";
import { look } from "./look.js";
import { askHow } from "./measures.js";

/** Looks like its surroundings; opens the "how is this measured?" dialog. */
class MeasuredNumber extends LitElement {
  static properties = {
    /** The number as it is shown, with its unit. */
    text: {},
    /** What the number is, for those who do not see where it stands. */
    label: {},
    measure: { attribute: false },
  };

  static styles = [look, css`
    :host {
      display: inline;
    }
    button {
      all: unset;
      cursor: help;
      border-radius: 4px;
      box-shadow: 0 1px 0 0 transparent;
    }
    button:hover {
      text-decoration: underline dotted 1px;
      text-underline-offset: 0.2em;
    }
    button:focus-visible {
      outline: 2px solid var(--focus);
      outline-offset: 2px;
    }
  `];

  render() {
    return html`<button type="button" title="how is this measured?" aria-haspopup="dialog"
      aria-label="${this.label}: ${this.text}. How is this measured?" @click=${this.#ask}>${this.text}</button>`;
  }

  #ask(event) {
    event.stopPropagation();
    askHow(this, { ...this.measure, value: this.text });
  }
}

customElements.define("measured-number", MeasuredNumber);
