// Styles that every widget shares, inside its shadow root. Sizes, colours and type come from the page's tokens.

import { css } from 'lit';

export const base = css`
  :host {
    display: block;
    container-type: inline-size;
    color: var(--nabla-ink);
    font: var(--nabla-text-m) / 1.45 var(--nabla-sans);
    font-variant-numeric: tabular-nums;
  }
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  :focus-visible {
    outline: var(--nabla-focus);
    outline-offset: 2px;
  }
  math {
    font-family: var(--nabla-math);
  }
  .role-data {
    color: var(--nabla-data);
    --soft: var(--nabla-data-soft);
  }
  .role-parameter {
    color: var(--nabla-parameter);
    --soft: var(--nabla-parameter-soft);
  }
  .role-result {
    color: var(--nabla-result);
    --soft: var(--nabla-result-soft);
  }
  .role-gradient {
    color: var(--nabla-gradient);
    --soft: var(--nabla-gradient-soft);
  }
  .role-broken {
    color: var(--nabla-broken);
    --soft: var(--nabla-broken-soft);
  }
  .role-scaffold {
    color: var(--nabla-muted);
    --soft: var(--nabla-scaffold-soft);
  }
  .sr-only {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
`;

export const buttons = css`
  button {
    font: inherit;
    color: inherit;
    background: none;
    border: 1px solid var(--nabla-hairline);
    border-radius: 999px;
    padding: 0.35em 1em;
    min-height: 32px;
    cursor: pointer;
  }
  button:hover {
    border-color: var(--nabla-edge);
  }
  button.quiet {
    border-color: transparent;
    padding-inline: 0.5em;
    color: var(--nabla-muted);
    text-decoration: underline;
    text-decoration-color: var(--nabla-hairline);
    text-underline-offset: 3px;
  }
  button.quiet:hover {
    color: var(--nabla-ink);
  }
  button[disabled] {
    opacity: 0.45;
    cursor: default;
  }
  @media (pointer: coarse) {
    button {
      min-height: 44px;
    }
  }
`;

/** Layout helpers for pictures: panels beside each other that stack when narrow. */
export const layout = css`
  .journey {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--nabla-space-4) var(--nabla-space-5);
  }
  .journey > .grow {
    flex: 1 1 16rem;
    min-width: 0;
  }
  .columns {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 15rem), 1fr));
    gap: var(--nabla-space-4) var(--nabla-space-5);
    align-items: start;
  }
  .panel {
    min-width: 0;
  }
  .panel > h3,
  .caption {
    margin: 0 0 var(--nabla-space-2);
    font-size: var(--nabla-text-s);
    font-weight: 600;
  }
  .caption .unit,
  .panel > h3 .unit {
    font-weight: 400;
    color: var(--nabla-muted);
  }
  .note {
    margin: var(--nabla-space-2) 0 0;
    font-size: var(--nabla-text-s);
    color: var(--nabla-muted);
    max-width: 60ch;
  }
  .symbol {
    font-size: 1.5rem;
    color: var(--nabla-muted);
  }
  .controls {
    display: flex;
    flex-wrap: wrap;
    gap: var(--nabla-space-3) var(--nabla-space-5);
    align-items: flex-end;
  }
  .rule {
    border: 0;
    border-top: 1px solid var(--nabla-hairline);
    margin: var(--nabla-space-4) 0;
  }
  dl.readout {
    display: flex;
    flex-wrap: wrap;
    gap: var(--nabla-space-2) var(--nabla-space-5);
    margin: 0;
  }
  dl.readout div {
    min-width: 5.5rem;
  }
  dl.readout dt {
    font-size: var(--nabla-text-s);
    color: var(--nabla-muted);
  }
  dl.readout dd {
    margin: 0;
    font-weight: 600;
    font-size: var(--nabla-text-l);
  }
  svg.neuron {
    display: block;
    width: 100%;
    max-width: 26rem;
    font: 600 13px var(--nabla-sans);
  }
  .neuron line {
    stroke: currentColor;
  }
  .neuron .value {
    fill: currentColor;
  }
  .neuron .halo {
    paint-order: stroke;
    stroke: var(--nabla-card);
    stroke-width: 5px;
  }
  .neuron .input,
  .neuron .soma {
    fill: var(--nabla-card);
    stroke: currentColor;
    stroke-width: 2.5;
  }
  .neuron .sigma {
    fill: var(--nabla-ink);
    font: 18px var(--nabla-math);
  }
`;
