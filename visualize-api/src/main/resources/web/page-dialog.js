// The two dialogs of the page: how a number is measured, and the keys.

import { LitElement, css, html, nothing } from "lit";
import { look } from "./look.js";
import "./copy-button.js";

/** A native dialog: Escape and a click beside it close it, focus returns to where it was. */
class PageDialog extends LitElement {
  static properties = { content: { state: true } };

  static styles = [look, css`
    dialog {
      width: min(40rem, calc(100vw - 2rem));
      max-height: calc(100vh - 3rem);
      overflow: auto;
      color: var(--ink);
      background: var(--card);
      border: 1px solid var(--line);
      border-radius: 12px;
      padding: 1rem 1.2rem 1.2rem;
      box-shadow: 0 12px 40px rgb(0 0 0 / 25%);
    }
    dialog::backdrop {
      background: rgb(0 0 0 / 25%);
    }
    header {
      display: flex;
      align-items: baseline;
      gap: 1rem;
      justify-content: space-between;
    }
    h2 {
      font-size: 1.15rem;
    }
    .value {
      font-weight: 650;
      font-size: 1.4rem;
      margin: 0.2rem 0;
    }
    p {
      margin: 0.4rem 0;
    }
    .call {
      display: flex;
      gap: 0.6rem;
      align-items: start;
      margin-top: 0.4rem;
    }
    pre {
      flex: 1;
      min-width: 0;
      margin: 0;
      padding: 0.5rem 0.7rem;
      background: var(--well);
      border-radius: 7px;
      white-space: pre-wrap;
      overflow-wrap: anywhere;
      max-height: 20rem;
      overflow-y: auto;
    }
    h3 {
      font-size: var(--small);
      color: var(--soft);
      font-weight: 400;
      margin-top: 0.8rem;
    }
    table {
      border-collapse: collapse;
      margin-top: 0.5rem;
    }
    td,
    th {
      padding: 0.25rem 1rem 0.25rem 0;
      text-align: left;
      font-weight: 400;
      vertical-align: top;
    }
    kbd {
      display: inline-block;
      font: 600 var(--small) system-ui, sans-serif;
      min-width: 1.6em;
      padding: 0.1rem 0.35rem;
      text-align: center;
      border: 1px solid var(--line);
      border-radius: 5px;
    }
    a {
      color: var(--focus);
    }
  `];

  showMeasure(measure) {
    this.#show({ title: `How is this measured? ${measure.title}`, body: () => this.#measure(measure) });
  }

  showKeys(keys) {
    this.#show({ title: "Keys", body: () => this.#keys(keys) });
  }

  async #show(content) {
    this.content = content;
    await this.updateComplete;
    const dialog = this.renderRoot.querySelector("dialog");
    if (!dialog.open) dialog.showModal();
  }

  render() {
    return html`<dialog aria-labelledby="title" @click=${this.#closeBeside}>
      ${this.content ? html`
        <header><h2 id="title">${this.content.title}</h2><button type="button" @click=${this.#close}>close</button></header>
        ${this.content.body()}` : nothing}
    </dialog>`;
  }

  #measure({ value, says, call, path, field, sql }) {
    return html`
      ${value === undefined ? nothing : html`<p class="value">${value}</p>`}
      <p>${says}</p>
      ${call ? html`<h3>Ask for it yourself</h3>${this.#copyable(call)}` : nothing}
      ${field ? html`<p class="small soft">In the answer: <code>${field}</code></p>` : nothing}
      ${path ? html`<p class="small"><a href=${path} target="_blank" rel="noopener">open the answer</a></p>` : nothing}
      ${sql ? html`<h3>The SQL behind it</h3>${this.#copyable(sql)}` : nothing}`;
  }

  #copyable(text) {
    return html`<div class="call"><pre tabindex="0">${text}</pre><copy-button .text=${text}></copy-button></div>`;
  }

  #keys(keys) {
    return html`
      <table><tbody>${keys.map(([key, does]) => html`<tr><th scope="row"><kbd>${key}</kbd></th><td>${does}</td></tr>`)}</tbody></table>
      <p>Click any number to see how it is measured, with the call to copy.</p>
      <p class="small soft">All times are UTC. One dot on a pipe stands for several events; hover it to see how many. Red dots were refused or quarantined.</p>`;
  }

  #close() {
    this.renderRoot.querySelector("dialog").close();
  }

  #closeBeside(event) {
    if (event.target.localName === "dialog") this.#close();
  }
}

customElements.define("page-dialog", PageDialog);
