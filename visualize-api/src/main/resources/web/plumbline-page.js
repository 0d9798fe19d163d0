// The page. Read this first: it names every part, and hands the live state to each.

import { LitElement, css, html, nothing } from "lit";
import { answerTo } from "./answers.js";
import { FlowRates } from "./flow-rates.js";
import { clock, isNumber, seconds } from "./format.js";
import { layers } from "./layers.js";
import { Live } from "./live.js";
import { look } from "./look.js";
import { measures } from "./measures.js";
import "./closed-book.js";
import "./event-clocks.js";
import "./event-pipe.js";
import "./layer-card.js";
import "./measured-number.js";
import "./model-chart.js";
import "./page-dialog.js";

const keys = [
  ["1 … 5", "select a layer; again to let go"],
  ["s", "next stream of the book"],
  ["f", "freeze, and go on"],
  ["p", "present: larger text"],
  ["?", "these keys"],
  ["Esc", "close a dialog"],
];

/** For as long the supervisor waits for layers to get ready; one that has not answered by then is not on its way. */
const secondsToStart = 180;

/** A question that nobody has answered or refused for longer is not only slow. */
const secondsToWait = 15;

/** Whether a query is a model's own: it draws the gold table that it is named after. */
function showsModel({ name, chart, tables }) {
  return chart?.x && chart?.y && (!tables || tables.includes(`gold.${name}`));
}

class PlumblinePage extends LitElement {
  static properties = {
    state: { state: true },
    connection: { state: true },
    frozen: { state: true },
    present: { state: true },
    selected: { state: true },
    queries: { state: true },
    pipes: { state: true },
  };

  static styles = [look, css`
    :host {
      max-width: 85.4rem;
      margin: 0 auto;
      padding: 0.93rem 1.33rem 1.6rem;
    }
    header {
      display: flex;
      align-items: baseline;
      gap: 0.5rem 1rem;
      flex-wrap: wrap;
    }
    h1 {
      font-size: 1.3rem;
      margin: 0;
      letter-spacing: -0.01em;
    }
    h1 i {
      font-style: normal;
      color: var(--connect);
    }
    nav {
      margin-left: auto;
      display: flex;
      gap: 0.4rem;
    }
    .notice {
      margin-top: 0.7rem;
      padding: 0.5rem 0.9rem;
      border: 1px solid var(--line);
      border-left: 4px solid var(--wrong);
      border-radius: 7px;
      background: var(--card);
    }
    .notice.calm {
      border-left-color: var(--connect);
    }
    main {
      container-type: inline-size;
    }
    main > * {
      margin-top: 0.93rem;
    }
    .flow {
      display: grid;
      grid-template-columns: minmax(0, 1fr) repeat(4, 26px minmax(0, 1fr));
      padding: 0;
    }
    event-pipe {
      margin-top: 3.6rem;
    }
    .charts {
      display: grid;
      grid-template-columns: repeat(2, minmax(0, 1fr));
      gap: 1.06rem;
    }
    footer {
      margin-top: 1.2rem;
      font-size: var(--small);
      color: var(--soft);
    }
    footer a {
      color: inherit;
    }
    @container (max-width: 54rem) {
      .flow {
        grid-template-columns: minmax(0, 1fr);
        gap: 0.8rem;
      }
      event-pipe {
        display: none;
      }
      .charts {
        grid-template-columns: minmax(0, 1fr);
      }
    }
    @media (max-width: 40rem) {
      :host {
        padding: 0.8rem 0.8rem 1.4rem;
      }
      nav {
        margin-left: 0;
      }
    }
  `];

  constructor() {
    super();
    this.live = new Live("/v1/live");
    this.rates = new FlowRates();
    this.connection = "connecting";
    this.frozen = false;
    this.present = new URLSearchParams(location.search).has("present");
    this.selected = 0;
    this.pipes = [];
  }

  connectedCallback() {
    super.connectedCallback();
    this.live.addEventListener("change", this.#hear);
    this.live.start();
    this.addEventListener("how-measured", (event) => this.#dialog.showMeasure(event.detail));
    document.addEventListener("keydown", this.#key);
    this.#askQueries();
  }

  disconnectedCallback() {
    this.live.removeEventListener("change", this.#hear);
    this.live.stop();
    document.removeEventListener("keydown", this.#key);
    super.disconnectedCallback();
  }

  get #dialog() {
    return this.renderRoot.querySelector("page-dialog");
  }

  #hear = () => {
    const { state, connection } = this.live;
    if (state && state !== this.state) this.pipes = this.rates.after(state);
    this.state = state;
    this.connection = connection;
    this.requestUpdate();
  };

  #key = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.composedPath()[0].closest?.("dialog, select, textarea")) return;
    const number = Number(event.key);
    if (number >= 1 && number <= layers.length) this.#select(number);
    else if (event.key === "f") this.#freeze();
    else if (event.key === "p") this.#togglePresent();
    else if (event.key === "s") this.renderRoot.querySelector("closed-book").turn();
    else if (event.key === "?") this.#dialog.showKeys(keys);
  };

  /** The charts to draw; asked until there is an answer, since the API may still be starting. */
  async #askQueries() {
    try {
      const { queries } = await answerTo("/v1/queries");
      this.queries = (queries ?? []).filter(showsModel);
    } catch {
      setTimeout(() => this.#askQueries(), 3000);
    }
  }

  #select(number) {
    this.selected = this.selected === number ? 0 : number;
  }

  #freeze() {
    this.frozen = !this.frozen;
    this.live.freeze(this.frozen);
  }

  #togglePresent() {
    this.present = !this.present;
    const here = new URL(location.href);
    if (this.present) here.searchParams.set("present", "");
    else here.searchParams.delete("present");
    history.replaceState(null, "", here);
  }

  willUpdate() {
    document.documentElement.classList.toggle("present", this.present);
  }

  render() {
    const lost = this.connection === "lost";
    const still = this.frozen || lost;
    return html`
      <header>
        <h1><i aria-hidden="true">│</i> Plumbline</h1>
        <span class="soft">${this.#about()}</span>
        <nav aria-label="Page">
          <button type="button" aria-pressed=${String(this.frozen)} aria-keyshortcuts="f" @click=${this.#freeze}>${this.frozen ? "▶ go on" : "❚❚ freeze"}</button>
          <button type="button" aria-pressed=${String(this.present)} aria-keyshortcuts="p" @click=${this.#togglePresent}>◧ present</button>
          <button type="button" aria-label="Keys" aria-haspopup="dialog" aria-keyshortcuts="?" @click=${() => this.#dialog.showKeys(keys)}>?</button>
        </nav>
      </header>
      ${this.#notice(lost)}
      <main>
        <closed-book .state=${this.state} ?still=${still}></closed-book>
        <section class="flow" aria-label="The five layers" @select-layer=${(event) => this.#select(event.detail)}>
          ${layers.map((layer, i) => html`${i > 0 ? this.#pipe(this.pipes[i - 1], still) : nothing}${this.#card(layer, i + 1, lost)}`)}
        </section>
        <event-clocks .clocks=${this.state?.clocks}></event-clocks>
        ${this.queries?.length ? html`<section class="charts" aria-label="Charts of the models">
          ${this.queries.map((query) => html`<model-chart .query=${query} .state=${this.state} ?still=${still}></model-chart>`)}
        </section>` : nothing}
      </main>
      <footer>Click any number to see how it is measured. All times are UTC. <a href="/v1/tables">tables</a> · <a href="/v1/queries">queries</a> · <a href="/docs">API</a></footer>
      <page-dialog></page-dialog>`;
  }

  #about() {
    const { uptimeSeconds } = this.state ?? {};
    return html`${location.host}${isNumber(uptimeSeconds) ? html` · up <measured-number .text=${seconds(uptimeSeconds)} label="up" .measure=${measures.uptime()}></measured-number>` : nothing}`;
  }

  #notice(lost) {
    const at = this.state?.at;
    if (lost) {
      return html`<p class="notice"><b class="wrong">Not live.</b> ${at ? `visualize-api has not been heard since ${clock(at)} UTC; what is shown is from then.` : "visualize-api does not answer yet."} Trying again.</p>`;
    }
    return this.frozen ? html`<p class="notice calm"><b>Frozen</b> at ${clock(at)} UTC. The platform goes on; press f to follow it again.</p>` : nothing;
  }

  #card(layer, number, lost) {
    const heard = this.state?.layers?.[layer.key];
    const gone = layer.key === "visualize" && lost;
    const silent = gone || heard?.up === false;
    const heardAt = gone ? this.state?.at : heard?.lastAnswerAt;
    const starting = silent && !gone && !heardAt && this.state.uptimeSeconds < secondsToStart;
    const waiting = silent && !gone && !starting && heard.waitingSeconds < secondsToWait ? heard.waitingSeconds : undefined;
    return html`<layer-card .layer=${layer} .number=${number} .state=${this.state} .heardAt=${heardAt} .waiting=${waiting}
      ?selected=${this.selected === number} ?silent=${silent} ?calm=${starting || waiting !== undefined} ?stale=${lost}></layer-card>`;
  }

  #pipe(pipe, still) {
    return html`<event-pipe .good=${pipe?.good} .bad=${pipe?.bad} .says=${pipe?.says ?? ""} ?still=${still}></event-pipe>`;
  }
}

customElements.define("plumbline-page", PlumblinePage);
