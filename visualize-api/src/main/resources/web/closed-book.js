// The closed book: accepted = silver + quarantine + duplicates, per stream and for all; and silver = counted + late, per model.

import { LitElement, css, html, nothing } from "lit";
import { answerTo } from "./answers.js";
import { count, epoch, isNumber, missing } from "./format.js";
import { look } from "./look.js";
import { askHow, bookMeasure, modelMeasure } from "./measures.js";
import "./measured-number.js";

const columns = ["accepted", "silver", "quarantine", "duplicates"];
const askAgainMillis = 4000;

class ClosedBook extends LitElement {
  static properties = {
    state: { attribute: false },
    /** No questions to the API while the page stands still. */
    still: { type: Boolean },
    /** The stream whose page is open; empty for all. */
    stream: { state: true },
    answer: { state: true },
    hours: { state: true },
  };

  static styles = [look, css`
    section {
      padding: 0.93rem 1.2rem;
      container-type: inline-size;
    }
    .streams {
      display: flex;
      flex-wrap: wrap;
      gap: 0.4rem;
      border: 0;
      margin: 0 0 0.8rem;
      padding: 0;
    }
    .streams label {
      position: relative;
      font-size: var(--small);
      border: 1px solid var(--line);
      border-radius: 7px;
      padding: 0.2rem 0.7rem;
      cursor: pointer;
    }
    .streams input {
      position: absolute;
      opacity: 0;
      inset: 0;
      margin: 0;
      cursor: pointer;
    }
    .streams label:has(:checked) {
      border-color: var(--focus);
      color: var(--focus);
      font-weight: 600;
    }
    .streams label:has(:focus-visible) {
      outline: 2px solid var(--focus);
      outline-offset: 2px;
    }
    .open::before {
      content: "✕ ";
      color: var(--wrong);
    }
    .page {
      display: flex;
      flex-wrap: wrap;
      align-items: flex-end;
      gap: 0.5rem 1.3rem;
    }
    .term {
      display: flex;
      align-items: flex-start;
      gap: 1.3rem;
    }
    .term b {
      display: block;
      font-size: 2.15rem;
      line-height: 1.15;
      font-weight: 650;
      letter-spacing: -0.03em;
    }
    .term span span {
      font-size: var(--small);
      color: var(--soft);
    }
    .operator {
      font-size: 1.5rem;
      line-height: 2.47rem;
      color: var(--soft);
    }
    .closes {
      margin-left: auto;
      text-align: right;
    }
    .verdict {
      font-size: 1.3rem;
      font-weight: 700;
      line-height: 1.3;
    }
    .verdict.good {
      color: var(--store);
    }
    .verdict.bad {
      color: var(--wrong);
    }
    .difference {
      margin-top: 0.7rem;
      padding: 0.6rem 0.8rem;
      border-left: 4px solid var(--wrong);
      background: var(--well);
      border-radius: 0 7px 7px 0;
    }
    .difference ul {
      list-style: none;
      margin: 0;
      padding: 0;
    }
    code {
      background: var(--well);
      border-radius: 5px;
      padding: 0.1rem 0.35rem;
    }
    .difference code {
      background: var(--card);
    }
    .models {
      margin-top: 0.8rem;
      padding-top: 0.6rem;
      border-top: 1px solid var(--line);
    }
    .models ul {
      list-style: none;
      margin: 0.2rem 0 0;
      padding: 0;
      display: grid;
      grid-template-columns: repeat(auto-fit, minmax(min(37rem, 100%), 1fr));
      gap: 0.15rem 2rem;
    }
    .models li {
      display: grid;
      grid-template-columns: minmax(0, 1fr) 7.4rem 9.2rem 5.6rem 1.2rem;
      column-gap: 0.3rem;
      align-items: baseline;
    }
    .models li > span {
      text-align: right;
      white-space: nowrap;
    }
    .models li > .name {
      text-align: left;
      white-space: normal;
      overflow-wrap: anywhere;
    }
    .models .gap {
      grid-column: 1 / -1;
    }
    .good {
      color: var(--store);
    }
    @container (max-width: 40rem) {
      .term b {
        font-size: 1.6rem;
      }
      .term,
      .page {
        column-gap: 0.8rem;
      }
      .operator {
        font-size: 1.2rem;
        line-height: 1.84rem;
      }
      .closes {
        margin-left: 0;
        text-align: left;
        flex-basis: 100%;
      }
      .models li {
        display: flex;
        flex-wrap: wrap;
        column-gap: 0.35rem;
        padding: 0.15rem 0;
      }
      .models .name,
      .models .gap {
        flex-basis: 100%;
      }
    }
  `];

  constructor() {
    super();
    this.stream = "";
  }

  connectedCallback() {
    super.connectedCallback();
    this.#ask();
    this.asking = setInterval(() => this.#ask(), askAgainMillis);
  }

  disconnectedCallback() {
    clearInterval(this.asking);
    super.disconnectedCallback();
  }

  /** Opens the next page of the book. */
  turn() {
    const pages = ["", ...this.#streams.map(({ stream }) => stream)];
    this.#open(pages[(pages.indexOf(this.stream) + 1) % pages.length]);
  }

  #open(stream) {
    this.stream = stream;
    this.hours = undefined;
    this.#ask();
  }

  async #ask() {
    if (this.still || document.hidden) return;
    try {
      this.answer = await answerTo("/v1/book");
      const open = this.#pages.find((page) => page.closes === false)?.stream;
      const stream = this.stream;
      const hours = open ? (await answerTo(`/v1/book/${encodeURIComponent(open)}`)).hours : undefined;
      if (stream === this.stream) this.hours = hours;
    } catch {
      // The live state carries the book of each stream as well; the models' page keeps what it last knew.
    }
  }

  /** The book of each stream: live where it is heard, else from the book's own answer. */
  get #streams() {
    const live = this.state?.streams ?? [];
    if (!live.length) return this.answer?.streams ?? [];
    return live.map(({ stream, book }) => ({ stream, ...(book ?? this.answer?.streams?.find((page) => page.stream === stream)) }));
  }

  get #pages() {
    return this.#streams.filter((page) => !this.stream || page.stream === this.stream).map((page) => ({ ...page, ...verdict(page) }));
  }

  render() {
    const pages = this.#pages;
    const total = Object.fromEntries(columns.map((column) => [column, sum(pages, column)]));
    const known = pages.length > 0 && pages.every((page) => page.closes !== undefined);
    const open = pages.filter((page) => page.closes === false);
    return html`<section class="card" aria-label="The closed book">
      ${this.#selector()}
      <div class="page">
        ${columns.map((column, i) => this.#term(column, total[column], ["", open.length ? "≠" : "=", "+", "+"][i]))}
        <div class="closes">
          <p role="status" class="verdict ${open.length ? "bad" : known ? "good" : "soft"}">${this.#words(known, open)}</p>
          <p class="small soft">${this.stream || "all streams"} · <button class="ask" type="button" aria-haspopup="dialog"
            @click=${() => askHow(this, bookMeasure(this.stream))}>how is this measured?</button></p>
        </div>
      </div>
      ${open.length ? this.#difference(open) : nothing}
      ${this.#models()}
    </section>`;
  }

  #words(known, open) {
    if (open.length) return "✕ the book does not close";
    return known ? "✓ the book closes" : "the book is not known yet";
  }

  #selector() {
    const streams = this.#streams;
    if (streams.length < 2) return nothing;
    const pages = [{ stream: "" }, ...streams];
    return html`<fieldset class="streams"><legend class="unseen">Stream</legend>
      ${pages.map((page) => html`<label class=${verdict(page).closes === false ? "open" : nothing}><input type="radio" name="stream" .checked=${page.stream === this.stream}
        @change=${() => this.#open(page.stream)}>${page.stream || "all"}</label>`)}
    </fieldset>`;
  }

  #term(column, value, operator) {
    return html`<div class="term">${operator ? html`<span class="operator">${operator}</span>` : nothing}
      <span><b class=${column === "quarantine" && value > 0 ? "wrong" : nothing}><measured-number .text=${count(value)} .label=${`events ${column}`}
        .measure=${bookMeasure(this.stream)}></measured-number></b><span>${column}</span></span></div>`;
  }

  #difference(open) {
    const hours = (this.hours ?? []).filter((hour) => hour.difference);
    return html`<div class="difference">
      <ul>${open.map((page) => html`<li><b>${page.stream}</b>: ${page.difference === undefined ? "the two sides differ" : page.difference > 0
    ? html`<b>${count(page.difference)}</b> accepted ${page.difference === 1 ? "event is" : "events are"} in none of silver, quarantine and duplicates`
    : html`the tables hold <b>${count(-page.difference)}</b> ${page.difference === -1 ? "row" : "rows"} more than were accepted`}.</li>`)}</ul>
      ${hours.length ? html`<p>Of ${open[0].stream}, by hour of arrival: ${hours.slice(-5).map((hour) => `${hourOf(hour.hour)} UTC ${count(hour.difference)}`).join(", ")}.</p>` : nothing}
      <p>See it hour by hour: <code>./plumbline book</code></p></div>`;
  }

  #models() {
    const models = (this.answer?.models ?? []).filter((model) => !this.stream || model.stream === this.stream);
    if (!models.length) return nothing;
    return html`<div class="models"><p class="small soft">Every silver row is in a window of each model, or listed as late</p>
      <ul>${models.map((model) => this.#model(model))}</ul></div>`;
  }

  #model(model) {
    const { closes, difference } = verdict(model, model.silverRows, ["rowsCounted", "rowsLate"]);
    const term = (operator, value, name) => html`<span><span class="soft">${operator}</span> <measured-number .text=${count(value)} .label=${`${model.model}, ${name}`}
      .measure=${modelMeasure(model.model)}></measured-number> <span class="small soft">${name}</span></span>`;
    return html`<li><span class="name">${model.model}</span>${term("", model.silverRows, "silver")}${term(closes === false ? "≠" : "=", model.rowsCounted, "counted")}${term("+", model.rowsLate, "late")}
      ${closes === undefined ? html`<span class="soft" title="not known yet">–</span>` : closes
    ? html`<b class="good" role="img" aria-label="closes" title="closes">✓</b>`
    : html`<b class="wrong" role="img" aria-label="does not close" title="does not close">✕</b>`}
      ${closes === false && difference ? html`<p class="gap">${difference > 0
    ? html`<b>${count(difference)}</b> silver ${difference === 1 ? "row is" : "rows are"} neither counted nor listed`
    : html`<b>${count(-difference)}</b> more counted and listed than silver holds`}</p>` : nothing}</li>`;
  }
}

function hourOf(moment) {
  return epoch(moment) === undefined ? missing : new Date(epoch(moment)).toISOString().slice(0, 16).replace("T", " ");
}

function sum(pages, column) {
  const found = pages.map((page) => page[column]).filter(isNumber);
  return found.length ? found.reduce((a, b) => a + b, 0) : undefined;
}

/** Whether a page closes and by how much it does not: as it says itself, else reckoned from its numbers. */
function verdict(page, left = page.accepted, parts = columns.slice(1)) {
  const reckoned = isNumber(left) && parts.every((part) => isNumber(page[part] ?? 0))
    ? left - parts.reduce((total, part) => total + (page[part] ?? 0), 0)
    : undefined;
  const difference = isNumber(page.difference) ? page.difference : reckoned;
  return { difference, closes: page.closes ?? (difference === undefined ? undefined : difference === 0) };
}

customElements.define("closed-book", ClosedBook);
