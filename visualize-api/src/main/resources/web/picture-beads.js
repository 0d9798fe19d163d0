// Store's picture: the latest snapshots as beads on a string; the current one carries the flag.

import { css, svg } from "lit";
import { clock, epoch } from "./format.js";
import { Picture } from "./picture.js";

const shown = 17;

class PictureBeads extends Picture {
  static properties = { snapshots: { attribute: false } };

  static styles = [Picture.styles, css`
    .string {
      stroke: var(--line);
      stroke-width: 2;
    }
    .append {
      fill: var(--store);
      stroke: var(--store);
    }
    .rewrite {
      fill: var(--card);
      stroke: var(--store);
      stroke-width: 2;
    }
    .flag {
      fill: var(--ink);
    }
    .pole {
      stroke: var(--ink);
      stroke-width: 2;
    }
  `];

  get #beads() {
    return [...(this.snapshots ?? [])].sort((a, b) => (epoch(a?.at) ?? 0) - (epoch(b?.at) ?? 0)).slice(-shown);
  }

  get empty() {
    return this.#beads.length === 0;
  }

  words() {
    const latest = this.#beads.at(-1);
    return latest
      ? `The last ${this.#beads.length} snapshots; the current one is of ${latest.table}, ${latest.operation}, at ${clock(latest.at)} UTC`
      : "No snapshots yet";
  }

  draw(width, height) {
    const beads = this.#beads;
    const middle = height * 0.55;
    const step = (width - 16) / (shown - 1);
    const small = Math.min(4.2, step * 0.36);
    const big = Math.min(6.5, step * 0.5);
    const at = (i) => width - 8 - (beads.length - 1 - i) * step;
    const last = at(beads.length - 1);
    return svg`<path class="string" d="M4 ${middle}H${width - 4}"/>
      ${beads.map((bead, i) => {
        const append = bead.operation === "append" || bead.operation == null;
        return svg`<circle class=${append ? "append" : "rewrite"} cx=${at(i)} cy=${middle} r=${append ? small : big}>
          <title>${`${bead.table}: ${bead.operation ?? "commit"} at ${clock(bead.at)} UTC, snapshot ${bead.id}`}</title></circle>`;
      })}
      <path class="pole" d="M${last} ${middle - 22}v14"/><path class="flag" d="M${last + 1} ${middle - 22}h-17v7h17z"/>`;
  }
}

customElements.define("picture-beads", PictureBeads);
