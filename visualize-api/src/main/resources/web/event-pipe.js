// The pipe between two layers. A dot is one or several events on their way; a red one was refused or quarantined.

import { LitElement, css, html, svg } from "lit";
import { isNumber, niceAbove, rate } from "./format.js";
import { look } from "./look.js";

const mostDots = 4;

/** Two dots stand half a pipe apart, the next between them. */
const starts = [0, 2, 1, 3];

class EventPipe extends LitElement {
  static properties = {
    good: { type: Number },
    bad: { type: Number },
    says: {},
    /** Frozen or not heard: the dots stand. */
    still: { type: Boolean, reflect: true },
  };

  static styles = [look, css`
    svg {
      display: block;
      width: 100%;
      height: 14px;
      overflow: hidden;
    }
    .pipe {
      stroke: var(--line);
      stroke-width: 6;
    }
    circle {
      fill: var(--connect);
      animation: travel 2s linear infinite;
    }
    circle.bad {
      fill: var(--wrong);
    }
    .start1 {
      animation-delay: -0.5s;
    }
    .start2 {
      animation-delay: -1s;
    }
    .start3 {
      animation-delay: -1.5s;
    }
    :host([still]) circle {
      animation-play-state: paused;
    }
    @keyframes travel {
      from {
        transform: translateX(-4px);
      }
      to {
        transform: translateX(32px);
      }
    }
    @media (prefers-reduced-motion: reduce) {
      circle {
        animation: none;
        transform: translateX(5px);
      }
      .start1 {
        transform: translateX(12px);
      }
      .start2 {
        transform: translateX(19px);
      }
      .start3 {
        transform: translateX(26px);
      }
    }
  `];

  render() {
    const good = isNumber(this.good) ? this.good : 0;
    const bad = isNumber(this.bad) ? this.bad : 0;
    const total = good + bad;
    // A dot takes two seconds through the pipe, so there are twice as many events in it as pass in a second.
    const worth = Math.max(1, niceAbove((total * 2) / mostDots));
    const badDots = bad > 0 ? Math.max(1, Math.min(mostDots - 1, Math.round((bad * 2) / worth))) : 0;
    const dots = total > 0 ? Math.max(good > 0 ? badDots + 1 : badDots, Math.min(mostDots, Math.round((total * 2) / worth))) : 0;
    const words = total > 0
      ? `${rate(good)} events/s ${this.says}${bad > 0 ? `, ${rate(bad)} events/s refused or quarantined` : ""}. One dot is about ${worth === 1 ? "one event" : `${worth.toLocaleString("en")} events`}.`
      : `No events ${this.says} now.`;
    return html`<svg role="img" aria-label=${words} viewBox="0 0 28 14" preserveAspectRatio="none"><title>${words}</title>
      <path class="pipe" d="M0 7H28"/>
      ${Array.from({ length: dots }, (_, i) => svg`<circle class=${`start${starts[i]} ${i >= dots - badDots ? "bad" : ""}`} cx="0" cy="7" r="3"/>`)}
    </svg>`;
  }
}

customElements.define("event-pipe", EventPipe);
