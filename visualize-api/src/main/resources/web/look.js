// What every component looks like: buttons, soft text, focus.

import { css } from "lit";

export const look = css`
  :host {
    display: block;
  }
  :host([hidden]) {
    display: none;
  }
  * {
    box-sizing: border-box;
  }
  .soft {
    color: var(--soft);
  }
  .small {
    font-size: var(--small);
  }
  .wrong {
    color: var(--wrong);
  }
  .card {
    background: var(--card);
    border: 1px solid var(--line);
    border-radius: 12px;
  }
  h2,
  h3,
  p {
    margin: 0;
  }
  code,
  pre {
    font-family: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
    font-size: var(--small);
  }
  button {
    font: inherit;
    font-size: var(--small);
    font-variant-numeric: inherit;
    color: inherit;
    background: var(--card);
    border: 1px solid var(--line);
    border-radius: 7px;
    padding: 0.27rem 0.73rem;
    cursor: pointer;
  }
  button:hover {
    border-color: var(--soft);
  }
  button[aria-pressed="true"] {
    border-color: var(--focus);
    color: var(--focus);
    font-weight: 600;
  }
  button.ask {
    background: none;
    border: 0;
    border-bottom: 1px dotted currentColor;
    border-radius: 0;
    padding: 0;
    color: var(--soft);
    cursor: help;
  }
  button.ask:hover {
    color: var(--ink);
  }
  :focus-visible {
    outline: 2px solid var(--focus);
    outline-offset: 2px;
    border-radius: 4px;
  }
  .unseen {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
`;
