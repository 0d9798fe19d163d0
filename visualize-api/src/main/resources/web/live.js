// The live state: one server-sent event a second. Connects again by itself, and knows when what it holds is old.

import { parse } from "./answers.js";

const staleAfterMillis = 4000;
const longestPauseMillis = 8000;

/**
 * Holds the latest state and says "change" when the state or the connection changes.
 * `connection` is connecting, live or lost; while frozen the state stands still and the connection goes on.
 */
export class Live extends EventTarget {
  state = undefined;
  connection = "connecting";
  frozen = false;
  /** When the state was last heard, or listening began. */
  heardAt = Date.now();

  #path;
  #source;
  #pauseMillis = 1000;
  #watch;

  constructor(path) {
    super();
    this.#path = path;
  }

  start() {
    this.#connect();
    this.#watch = setInterval(() => this.#notice(), 1000);
  }

  stop() {
    clearInterval(this.#watch);
    this.#source?.close();
  }

  freeze(frozen) {
    this.frozen = frozen;
    this.#change();
  }

  #connect() {
    const source = new EventSource(this.#path);
    this.#source = source;
    source.addEventListener("state", (event) => this.#hear(event.data));
    source.addEventListener("error", () => {
      // The browser repeats a dropped connection by itself; a refused one it gives up, so it is opened anew here.
      if (source.readyState !== EventSource.CLOSED || source !== this.#source) return;
      setTimeout(() => source === this.#source && this.#connect(), this.#pauseMillis);
      this.#pauseMillis = Math.min(this.#pauseMillis * 2, longestPauseMillis);
    });
  }

  #hear(data) {
    let state;
    try {
      state = parse(data);
    } catch {
      return;
    }
    this.heardAt = Date.now();
    this.connection = "live";
    this.#pauseMillis = 1000;
    if (!this.frozen) this.state = state;
    this.#change();
  }

  #notice() {
    if (Date.now() - this.heardAt > staleAfterMillis) this.connection = "lost";
    if (this.connection === "lost") this.#change();
  }

  #change() {
    this.dispatchEvent(new Event("change"));
  }
}
