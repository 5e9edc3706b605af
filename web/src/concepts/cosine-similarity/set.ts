// The set of vectors that is looked at: bundled or pasted, with a name for each row.

import { html, type TemplateResult } from 'lit';
import type { Here, State } from './lens';
import { threeWords, toyWords, type WordSet } from './words';

export function wordsOf(state: State): WordSet {
  if (state.set === 'toy') return toyWords;
  if (state.set === 'three') return threeWords;
  const { rows, cols } = state.own;
  const count = (n: number): string[] => Array.from({ length: n }, (_, i) => String(i + 1));
  return { names: count(rows).map((i) => `row ${i}`), features: count(cols), vectors: state.own };
}

/** The query may lie outside after another set was chosen: the last row is meant. */
export const queryOf = (state: State, { names }: WordSet): number => Math.min(state.query, names.length) - 1;

export const setControls = <R>(view: Here<R>): TemplateResult =>
  html`${view.control('set')} ${view.state.set === 'own' ? view.control('own', { asText: view.width < 560 }) : ''}`;

/** The rows by name, one of them chosen. */
export function queryPick<R>({ state, set }: Here<R>, words: WordSet): TemplateResult {
  const chosen = queryOf(state, words);
  return html`<div class="stack">
    <div class="caption role-parameter">query</div>
    <div class="steps" role="group" aria-label="query">
      ${words.names.map(
        (name, i) => html`<button aria-pressed=${i === chosen} @click=${() => set({ query: i + 1 })}>${name}</button>`,
      )}
    </div>
  </div>`;
}

export const provenance = (state: State): string =>
  state.set === 'toy'
    ? 'Made up by hand, not learned: features royal, female, edible. Lengths differ on purpose.'
    : state.set === 'three'
      ? 'The vectors of the reference’s notebook: made up by hand as well, their five numbers carry no meaning.'
      : 'One vector a row; paste as many as 16 of up to 16 numbers.';
