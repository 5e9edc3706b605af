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
  /* 300 px by itself, until a library that is still loading gives it a size. */
  canvas {
    max-width: 100%;
  }
  sub {
    line-height: 0;
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
    color: var(--nabla-faded);
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
    color: var(--nabla-faded);
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

/** Darkens the side where a bracket that scrolls has more to show. */
/** An element that is one drawing: as wide as it is allowed to be, its text in the colour of its role. */
export const drawing = css`
  :host {
    container-type: normal;
    min-width: 0;
  }
  svg,
  canvas {
    display: block;
    width: 100%;
    height: auto;
  }
  svg {
    font: 600 13px var(--nabla-sans);
    font-variant-numeric: tabular-nums;
  }
  svg text {
    fill: currentColor;
  }
`;

export const scrollEdges = css`
  .bracket {
    background:
      linear-gradient(to right, var(--nabla-card) 50%, transparent) left / 1.5rem 100% no-repeat local,
      linear-gradient(to left, var(--nabla-card) 50%, transparent) right / 1.5rem 100% no-repeat local,
      linear-gradient(to right, var(--nabla-hairline), transparent) left / 0.75rem 100% no-repeat,
      linear-gradient(to left, var(--nabla-hairline), transparent) right / 0.75rem 100% no-repeat;
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
  /* Matrices side by side, their first rows on one line; what is apart goes to the far end where there is room. */
  .journey.top {
    align-items: flex-start;
    column-gap: var(--nabla-space-4);
  }
  .journey.top .symbol {
    padding-top: 1.85rem;
    line-height: 1;
  }
  /* A sign and what it brings in: they wrap together. */
  .journey > .tied {
    display: flex;
    align-items: inherit;
    gap: inherit;
    max-width: 100%;
  }
  .tied > * {
    min-width: 0;
  }
  .tied > .symbol {
    flex: none;
  }
  .journey > .apart {
    margin-left: auto;
  }
  @container (max-width: 859px) {
    .journey > .apart {
      margin-left: 0;
    }
  }
  /* Planes from left to right with the map between them; the main one is larger, and comes first when narrow. */
  .stages {
    display: flex;
    align-items: center;
    gap: var(--nabla-space-3);
    margin-block: var(--nabla-space-4);
  }
  .stage {
    flex: 1 1 0;
    min-width: 0;
  }
  .stage.main {
    flex-grow: 1.35;
  }
  .passage {
    display: grid;
    justify-items: center;
    line-height: 1;
  }
  .passage > span {
    font-size: var(--nabla-text-l);
  }
  @container (max-width: 559px) {
    .journey.top {
      column-gap: var(--nabla-space-3);
    }
    .stages {
      flex-wrap: wrap;
    }
    .stage {
      flex-basis: 100%;
    }
    .stages:has(.main) > .stage {
      flex-basis: 40%;
    }
    .stages > .stage.main {
      flex-basis: 100%;
      order: -1;
    }
    .stages > .passage {
      display: none;
    }
  }
  /* What is chosen above a picture keeps its distance from the caption below. */
  .controls + .journey,
  .journey + nabla-player,
  .controls + .columns {
    margin-top: var(--nabla-space-4);
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
  /* Three pictures of one size; where there is no room the first is wide and the others share a line. */
  .trio {
    display: grid;
    grid-template-columns: repeat(2, minmax(0, 1fr));
    gap: var(--nabla-space-3) var(--nabla-space-4);
    align-items: end;
  }
  .trio > :first-child {
    grid-column: 1 / -1;
  }
  @container (min-width: 560px) {
    .trio {
      grid-template-columns: repeat(3, minmax(0, 1fr));
      gap: var(--nabla-space-5);
    }
    .trio > :first-child {
      grid-column: auto;
    }
  }
  /* Small pictures of one kind from left to right, as many as fit. */
  .film {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(45%, 9rem), 1fr));
    gap: var(--nabla-space-4);
    align-items: start;
  }
  .stack {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--nabla-space-2);
  }
  .stack.loose {
    gap: var(--nabla-space-5);
  }
  .steps {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--nabla-space-2);
    color: var(--nabla-faded);
  }
  .steps [aria-pressed='true'] {
    color: var(--nabla-ink);
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
    color: var(--nabla-faded);
  }
  .note {
    margin: var(--nabla-space-2) 0 0;
    font-size: var(--nabla-text-s);
    color: var(--nabla-faded);
    max-width: 60ch;
  }
  .lens {
    margin-top: var(--nabla-space-4);
  }
  .symbol {
    font-size: 1.5rem;
    color: var(--nabla-faded);
  }
  .controls {
    display: flex;
    flex-wrap: wrap;
    gap: var(--nabla-space-3) var(--nabla-space-5);
    align-items: flex-end;
  }
  .controls.fields {
    align-items: flex-start;
  }
  /* Many sliders: in columns of one width, two beside each other on a phone. */
  .knobs {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 8.8rem), 1fr));
    gap: var(--nabla-space-3) var(--nabla-space-4);
    align-items: start;
  }
  .knobs input[type='range'] {
    flex: 1 1 2rem;
    width: 2rem;
  }
  .knobs .slider {
    gap: var(--nabla-space-2);
  }
  .knobs > .wide {
    grid-column: 1 / -1;
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
    color: var(--nabla-faded);
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
