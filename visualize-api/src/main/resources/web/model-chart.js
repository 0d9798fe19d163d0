// One chart of a named query: drawn as the query says, with the snapshot it came from, asked again when that is no longer current.

import { LitElement, css, html, nothing } from "lit";
import { answerTo } from "./answers.js";
import { chartData, facetOf } from "./chart-data.js";
import { colour, seriesColours } from "./chart-drawing.js";
import { amount, count, epoch, moment, shortId, windowStart, words } from "./format.js";
import { look } from "./look.js";
import { askHow, fromAnswer } from "./measures.js";
import "./copy-button.js";

const lookMillis = 2000;
const askAgainMillis = 8000;
const afterFailureMillis = 5000;
const tableRows = 12;

class ModelChart extends LitElement {
  static properties = {
    /** An entry of /v1/queries that has a chart. */
    query: { attribute: false },
    state: { attribute: false },
    still: { type: Boolean },
    answer: { state: true },
    failure: { state: true },
    pointed: { state: true },
    /** The value of the column by which the rows are told apart. */
    facet: { state: true },
  };

  static styles = [look, seriesColours, css`
    :host {
      min-width: 0;
    }
    figure {
      margin: 0;
      padding: 0.8rem 1.1rem;
      height: 100%;
    }
    h3 {
      font-size: 1rem;
    }
    h3 small {
      font-size: var(--small);
      font-weight: 400;
      color: var(--soft);
    }
    .legend {
      display: flex;
      flex-wrap: wrap;
      gap: 0 1rem;
      min-height: 1.4rem;
      margin: 0.35rem 0;
    }
    .legend b {
      font-weight: 600;
    }
    i {
      display: inline-block;
      width: 0.75em;
      height: 0.75em;
      border-radius: 3px;
      background: var(--own);
      margin-right: 0.35em;
    }
    .choice {
      margin-top: 0.35rem;
    }
    select {
      font: inherit;
      color: inherit;
      background: var(--card);
      border: 1px solid var(--line);
      border-radius: 7px;
      padding: 0.15rem 0.4rem;
    }
    .empty {
      padding: 1.2rem 0 0.8rem;
    }
    .command {
      display: flex;
      flex-wrap: wrap;
      gap: 0.6rem;
      align-items: center;
      margin-top: 0.5rem;
    }
    .command code {
      background: var(--well);
      border-radius: 5px;
      padding: 0.25rem 0.5rem;
    }
    details {
      margin-top: 0.4rem;
      font-size: var(--small);
      color: var(--soft);
    }
    summary {
      cursor: pointer;
      width: fit-content;
    }
    .rows {
      overflow-x: auto;
      color: var(--ink);
      font-size: 1rem;
    }
    table {
      border-collapse: collapse;
    }
    th,
    td {
      text-align: right;
      font-weight: 400;
      padding: 0.1rem 1rem 0.1rem 0;
      white-space: nowrap;
    }
    th {
      color: var(--soft);
    }
    th:first-child,
    td:first-child {
      text-align: left;
    }
  `];

  #onScreen = false;
  #askedAt = 0;
  #asking = false;
  #eye = new IntersectionObserver((entries) => {
    this.#onScreen = entries.at(-1).isIntersecting;
    this.#look();
  }, { rootMargin: "300px" });

  connectedCallback() {
    super.connectedCallback();
    this.#eye.observe(this);
    this.looking = setInterval(() => this.#look(), lookMillis);
  }

  disconnectedCallback() {
    clearInterval(this.looking);
    this.#eye.disconnect();
    super.disconnectedCallback();
  }

  get #path() {
    return `/v1/queries/${encodeURIComponent(this.query.name)}`;
  }

  /** Asks where the chart is seen and what it shows is no longer current. */
  async #look() {
    if (this.#asking || document.hidden || !this.#onScreen || (this.still && this.answer) || !this.#outdated()) return;
    this.#asking = true;
    this.#askedAt = Date.now();
    try {
      this.answer = await answerTo(this.#path);
      this.failure = undefined;
    } catch (failure) {
      this.failure = failure;
    } finally {
      this.#asking = false;
    }
  }

  #outdated() {
    const waited = Date.now() - this.#askedAt;
    if (this.failure) return waited > afterFailureMillis;
    if (!this.answer || waited > askAgainMillis) return true;
    const from = this.answer.snapshots ?? {};
    return (this.state?.layers?.store?.recentSnapshots ?? [])
      .some(({ table, at }) => from[table] && epoch(at) > epoch(from[table].committedAt));
  }

  /** The start of the first window that the model's watermark has not closed. */
  #openFrom(step) {
    const model = (this.state?.models ?? []).find(({ model: name }) => name?.split("/").at(-1) === (this.query.model ?? this.query.name).split("/").at(-1));
    const watermark = epoch(model?.watermark);
    return watermark === undefined || !step ? undefined : Math.floor(watermark / step) * step;
  }

  render() {
    const { chart } = this.query;
    const facet = facetOf(this.answer, chart, this.query.parameters);
    const chosen = facet?.values.includes(this.facet) ? this.facet : facet?.values[0];
    const rows = this.answer?.rows ?? [];
    const data = this.answer ? chartData({ ...this.answer, rows: facet ? rows.filter((row) => String(row[facet.name]) === chosen) : rows }, chart) : undefined;
    const filled = data?.xs.length > 0 && data.series.length > 0;
    return html`<figure class="card" aria-labelledby="title">
      <figcaption><h3 id="title">${chart.title ?? this.query.name} ${chart.unit ? html`<small>${chart.unit}</small>` : nothing}</h3>
        <p class="small soft">${this.#source(data)}</p></figcaption>
      ${facet?.values.length > 1 ? this.#choice(facet, chosen) : nothing}
      ${filled ? this.#drawing(chart, data) : this.#nothing()}
    </figure>`;
  }

  #choice({ name, values }, chosen) {
    return html`<p class="choice"><label><span class="soft small">${words(name)}</span> <select @change=${(event) => (this.facet = event.target.value)}>
      ${values.map((value) => html`<option .value=${value} ?selected=${value === chosen}>${words(value)}</option>`)}</select></label></p>`;
  }

  #source(data) {
    if (!this.answer) return this.query.description ?? this.query.name;
    const snapshots = Object.entries(this.answer.snapshots ?? {}).filter(([, snapshot]) => snapshot?.id != null);
    const told = snapshots.map(([table, { id, committedAt }]) => html`<span title=${`${table}, snapshot ${id}`}>as of ${moment(committedAt)} UTC, snapshot ${shortId(id)}</span> · `);
    const cut = this.answer.truncated ? html`<span class="wrong">only the first ${count(this.answer.rowCount)} rows of the answer</span> · ` : nothing;
    return html`${told}${cut}${data?.omitted ? `${data.omitted} · ` : nothing}${this.failure ? html`<span class="wrong">no new answer: ${this.failure.message}</span> · ` : nothing}
      <button class="ask" type="button" aria-haspopup="dialog" @click=${this.#askHow}>how is this measured?</button>`;
  }

  #drawing(chart, data) {
    const pointed = this.pointed < data.xs.length ? this.pointed : undefined;
    const at = pointed ?? data.xs.length - 1;
    const title = chart.title ?? this.query.name;
    return html`
      ${data.kind === "time" ? html`<p class="legend"><span class="soft">${windowStart(data.xs[at], data.step)}</span>${data.series.map(({ name, values }, i) => html`
        <span class=${colour(name, i)}><i></i>${words(name)} <b>${amount(values[at])}</b></span>`)}</p>` : nothing}
      <chart-drawing .kind=${chart.kind} .data=${data} .heading=${title} .pointed=${pointed} .openFrom=${this.#openFrom(data.step)}
        @point=${(event) => (this.pointed = event.detail)}></chart-drawing>
      <details><summary>as a table</summary><div class="rows" tabindex="0" role="region" aria-label=${`${title}, the last rows`}>${this.#table(data)}</div></details>`;
  }

  #table({ xs, series, kind, step }) {
    const from = kind === "time" ? Math.max(0, xs.length - tableRows) : 0;
    const rows = xs.slice(from).map((x, k) => html`<tr><td>${kind === "time" ? windowStart(x, step) : x}</td>${series.map(({ values }) => html`<td>${amount(values[from + k])}</td>`)}</tr>`);
    return html`<table><thead><tr><th scope="col">${this.query.chart.x}</th>${series.map(({ name }) => html`<th scope="col">${words(name)}</th>`)}</tr></thead><tbody>${rows}</tbody></table>`;
  }

  #nothing() {
    if (!this.answer && !this.failure) return html`<p class="empty soft">Asking…</p>`;
    if (this.failure && this.failure.status !== 404) return html`<p class="empty">This query has no answer now: ${this.failure.message}. The page asks again.</p>`;
    return html`<div class="empty"><p>No rows yet. Send some:</p>
      <p class="command"><code>./plumbline simulate</code><copy-button .text=${"./plumbline simulate"}></copy-button></p></div>`;
  }

  #askHow() {
    const { chart, description, name } = this.query;
    askHow(this, { ...fromAnswer(chart.title ?? name, description ?? `The named query ${name}.`, this.#path), sql: this.answer?.sql });
  }
}

customElements.define("model-chart", ModelChart);
