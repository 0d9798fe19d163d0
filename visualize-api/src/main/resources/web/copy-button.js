// Puts a text on the clipboard and says so.

import { LitElement, html } from "lit";
import { look } from "./look.js";

class CopyButton extends LitElement {
  static properties = { text: {}, said: { state: true } };
  static styles = [look];

  render() {
    return html`<button type="button" @click=${this.#copy}><span aria-live="polite">${this.said ?? "copy"}</span></button>`;
  }

  async #copy() {
    try {
      await navigator.clipboard.writeText(this.text);
      this.said = "copied";
    } catch {
      this.said = "select and copy by hand";
    }
    setTimeout(() => (this.said = undefined), 2000);
  }
}

customElements.define("copy-button", CopyButton);
