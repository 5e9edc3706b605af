// Styles of the frame alone.

import { css } from 'lit';

export const frameStyles = css`
  .card {
    background: var(--nabla-card);
    border: 1px solid var(--nabla-hairline);
    border-radius: var(--nabla-round);
    padding: var(--nabla-space-5);
  }
  .formula {
    display: grid;
    block-size: 7rem;
    place-content: safe center;
    overflow: auto;
    font-size: 1.125rem;
  }
  .picture.plain .field {
    display: none;
  }
  .readonly {
    display: contents;
  }
  .picture.stale {
    filter: saturate(0.35);
  }
  .sentence {
    margin: var(--nabla-space-4) 0 0;
    padding-top: var(--nabla-space-3);
    border-top: 1px solid var(--nabla-hairline);
    min-height: 4.2em;
    font: italic var(--nabla-text-prose) / 1.5 var(--nabla-serif);
    /* The line runs as wide as every other, the words only as far as they read well. */
    padding-right: max(0px, 100% - 75ch);
  }
  .sentence.stale {
    color: var(--nabla-faded);
  }
  .failure,
  .warning,
  .cause.break {
    border-left: 3px solid var(--nabla-broken);
    background: var(--nabla-broken-soft);
  }
  .cause.example,
  .notice {
    border-left: 3px solid var(--nabla-data);
    background: var(--nabla-data-soft);
  }
  .failure,
  .warning,
  .notice,
  .cause {
    margin: var(--nabla-space-3) 0 0;
    padding: var(--nabla-space-2) var(--nabla-space-3);
    border-radius: 0 var(--nabla-round-s) var(--nabla-round-s) 0;
    max-width: 75ch;
  }
  .failure p,
  .cause p {
    margin: 0;
  }
  .failure p + p,
  .cause p + p {
    margin-top: var(--nabla-space-2);
  }
  .cause p:has(button) {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--nabla-space-2) var(--nabla-space-3);
  }
  .cause button {
    background: var(--nabla-card);
  }
  .presets {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    gap: var(--nabla-space-3) var(--nabla-space-5);
    align-items: end;
    margin-top: var(--nabla-space-4);
  }
  .presets > .group {
    grid-column: 1;
  }
  .presets > .quiet {
    grid-column: 2;
  }
  .presets .group {
    display: flex;
    flex-wrap: wrap;
    gap: var(--nabla-space-2);
    align-items: center;
    --title: 4.5rem;
    padding-left: var(--title);
  }
  /* Hangs in the margin, so that every line of chips begins at the same place. */
  .presets .title {
    color: var(--nabla-faded);
    width: calc(var(--title) - var(--nabla-space-2));
    margin-left: calc(-1 * var(--title));
  }
  button.break {
    color: var(--nabla-broken);
  }
  button.example {
    color: var(--nabla-data);
  }
  button[aria-pressed='true'] {
    border-color: currentColor;
    box-shadow: inset 0 0 0 1px currentColor;
  }
  .more {
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    align-items: flex-start;
    gap: var(--nabla-space-2) var(--nabla-space-5);
    margin-top: var(--nabla-space-3);
    color: var(--nabla-faded);
  }
  .more > details {
    flex: 1 1 12rem;
    min-width: 0;
  }
  .more > details[open] {
    flex-basis: 100%;
  }
  summary {
    cursor: pointer;
    min-height: 32px;
    padding-block: 0.35em;
  }
  .scroll {
    overflow: auto;
    max-height: 24rem;
  }
  table {
    border-collapse: collapse;
    color: var(--nabla-ink);
  }
  caption {
    text-align: left;
    color: var(--nabla-faded);
    padding-block: var(--nabla-space-1);
  }
  th,
  td {
    text-align: right;
    padding: 0.25em 0.75em;
    border-bottom: 1px solid var(--nabla-hairline);
    white-space: nowrap;
  }
  th:first-child,
  td:first-child {
    text-align: left;
    padding-left: 0;
  }
  .error {
    margin: var(--nabla-space-1) 0 0;
    color: var(--nabla-broken);
    max-width: 42ch;
  }
  .hint {
    margin: var(--nabla-space-1) 0 0;
    color: var(--nabla-faded);
    max-width: 42ch;
  }
  .field {
    display: inline-grid;
    gap: var(--nabla-space-1);
    min-width: 0;
  }
  .field > label,
  .field > .label,
  legend {
    font-size: var(--nabla-text-s);
    font-weight: 600;
    padding: 0;
  }
  .slider {
    display: flex;
    align-items: center;
    gap: var(--nabla-space-3);
  }
  input[type='range'] {
    width: 10rem;
    min-width: 0;
    height: 32px;
    margin: 0;
    color: inherit;
    accent-color: currentColor;
  }
  .slider input[type='text'] {
    width: 8ch;
  }
  /* As wide as its number, where the browser can: 0.000006 is no 0.00000. */
  @supports (field-sizing: content) {
    .slider input[type='text'] {
      field-sizing: content;
      width: auto;
      min-width: 8ch;
      max-width: 18ch;
    }
  }
  input[type='text'] {
    font: inherit;
    font-weight: 600;
    color: inherit;
    background: transparent;
    border: 1px solid transparent;
    border-bottom-color: var(--nabla-edge);
    border-radius: 4px 4px 0 0;
    padding: 0.2em 0.3em;
    min-height: 32px;
  }
  /* A function is longer than a number: its field takes what the row leaves. */
  .controls > .field:has(input.function) {
    flex: 1 1 16rem;
    max-width: 26rem;
  }
  input.function {
    width: 100%;
    min-width: 14ch;
    font-family: var(--nabla-mono);
    font-weight: 500;
  }
  select {
    font: inherit;
    color: inherit;
    background: var(--nabla-card);
    border: 1px solid var(--nabla-edge);
    border-radius: 10px;
    padding: 0.2em 0.5em;
    min-height: 32px;
    max-width: 100%;
  }
  .culprit {
    font-size: var(--nabla-text-s);
    white-space: pre;
    overflow: hidden;
  }
  .culprit mark {
    color: var(--nabla-broken);
    background: var(--nabla-broken-soft);
    text-decoration: underline wavy;
  }
  input[aria-invalid='true'] {
    border-color: var(--nabla-broken);
  }
  fieldset {
    border: 0;
    margin: 0;
    padding: 0;
    min-width: 0;
  }
  .segments {
    display: inline-flex;
    flex-wrap: wrap;
    border: 1px solid var(--nabla-edge);
    border-radius: 10px;
    overflow: hidden;
    margin-top: var(--nabla-space-1);
  }
  .segments label {
    position: relative;
    display: inline-flex;
    align-items: center;
    padding: 0.3em 0.8em;
    min-height: 32px;
    cursor: pointer;
  }
  .segments label + label {
    border-left: 1px solid var(--nabla-hairline);
  }
  .segments input {
    position: absolute;
    inset: 0;
    opacity: 0;
    margin: 0;
    cursor: pointer;
  }
  .segments label:has(:checked) {
    background: var(--nabla-ink);
    color: var(--nabla-paper);
    print-color-adjust: exact;
  }
  .segments label:has(:focus-visible) {
    outline: var(--nabla-focus);
    outline-offset: -3px;
  }
  .switch {
    display: inline-flex;
    align-items: center;
    gap: 0.5em;
    min-height: 32px;
    cursor: pointer;
  }
  .switch input {
    width: 1.15em;
    height: 1.15em;
    margin: 0;
    accent-color: var(--nabla-parameter);
  }
  @media (pointer: coarse) {
    input[type='range'],
    input[type='text'],
    select,
    .segments label,
    .switch,
    summary {
      min-height: 44px;
    }
  }
  @container (max-width: 560px) {
    .card {
      padding: var(--nabla-space-4);
    }
    .presets {
      grid-template-columns: minmax(0, 1fr);
    }
    .presets .group {
      --title: 0rem;
    }
    .presets .title {
      width: 100%;
    }
    .presets > .quiet {
      grid-column: 1;
      justify-self: start;
      padding-inline: 0;
    }
    /* A row of segments that wraps is no row: chips instead. */
    .segments {
      border: 0;
      border-radius: 0;
      gap: var(--nabla-space-2);
    }
    .segments label,
    .segments label + label {
      border: 1px solid var(--nabla-edge);
      border-radius: 10px;
    }
  }
  @media (forced-colors: active) {
    .segments label:has(:checked) {
      forced-color-adjust: none;
      background: Highlight;
      color: HighlightText;
    }
  }
  @media print {
    .presets,
    .more {
      display: none;
    }
  }
`;
