// Connect's picture: a bar per second, as high as the events accepted, with the refused ones on top.

import { css, svg } from "lit";
import { count, isNumber } from "./format.js";
import { Picture } from "./picture.js";

const shown = 40;

class PictureRate extends Picture {
  static properties = { rates: { attribute: false } };

  static styles = [Picture.styles, css`
    .accepted {
      fill: var(--connect);
    }
    .rejected {
      fill: var(--wrong);
    }
    .ground {
      stroke: var(--line);
    }
  `];

  get #bars() {
    return (this.rates ?? []).slice(-shown).map((rate) => ({
      accepted: isNumber(rate?.accepted) ? rate.accepted : 0,
      rejected: isNumber(rate?.rejected) ? rate.rejected : 0,
    }));
  }

  get empty() {
    return this.#bars.length === 0;
  }

  words() {
    const bars = this.#bars;
    const latest = bars.at(-1);
    return latest
      ? `The last ${bars.length} seconds: now ${count(latest.accepted)} accepted and ${count(latest.rejected)} refused a second`
      : "No rates yet";
  }

  draw(width, height) {
    const bars = this.#bars;
    const most = Math.max(1, ...bars.map((bar) => bar.accepted + bar.rejected));
    const step = width / shown;
    const left = width - bars.length * step;
    return svg`<path class="ground" d="M0 ${height - 0.5}H${width}"/>${bars.map((bar, i) => {
      const accepted = (bar.accepted / most) * (height - 4);
      // A single refusal among a thousand must still be seen.
      const rejected = bar.rejected > 0 ? Math.max(3, (bar.rejected / most) * (height - 4)) : 0;
      const x = left + i * step;
      return svg`<rect class="accepted" x=${x} y=${height - accepted} width=${step * 0.8} height=${accepted}/>
        <rect class="rejected" x=${x} y=${Math.max(0, height - accepted - rejected - 1)} width=${step * 0.8} height=${rejected}/>`;
    })}`;
  }
}

customElements.define("picture-rate", PictureRate);
