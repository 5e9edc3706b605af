// What each lens provides; widget.ts puts the chosen one into the frame.

import { html, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import { formatNumber } from '../../kit/format';
import type { Lens as KitLens } from '../../kit/lenses';
import type { Values } from '../../kit/parameters';
import '../../kit/raster';
import { at, type Matrix } from '../../kit/values';
import type { View } from '../../kit/widget';
import type concept from './concept';

type Table = (typeof concept)['parameters'];
export type State = Values<Table>;
export type Here<R> = View<Table, R>;

export type Lens<R> = KitLens<Table, R, Engine>;
export type Forward = ReturnType<Engine['attentionForward']>;

/** The mask in the shape of the scores: what lies outside the one that was painted may be seen. */
export function maskOf({ mask, q, k }: State): Matrix {
  const data = new Float64Array(q.rows * k.rows).fill(1);
  for (let r = 0; r < Math.min(mask.rows, q.rows); r++) {
    for (let c = 0; c < Math.min(mask.cols, k.rows); c++) data[r * k.rows + c] = at(mask, r, c);
  }
  return { rows: q.rows, cols: k.rows, data };
}

/** How many keys a query may see. */
export const seenBy = (state: State, i: number): number => rowAt(maskOf(state), i).filter((x) => x !== 0).length;

/** Matrices beside each other are drawn to one height, so that a query is one line through all of them. */
export const shapeOf = ({ q, k }: State): number => Math.min(1.3, Math.max(0.5, q.rows / k.rows));

export const queryOf = ({ query, q }: State): number => Math.min(query, q.rows) - 1;

export const rowAt = (m: Matrix, r: number): Float64Array => m.data.slice(r * m.cols, (r + 1) * m.cols);

export const largestOf = (m: Matrix): number =>
  m.data.reduce((most, x) => (Number.isFinite(x) ? Math.max(most, Math.abs(x)) : most), 0);

export const known = (x: number, digits = 3): string =>
  Number.isNaN(x)
    ? 'no number'
    : x === Number.NEGATIVE_INFINITY
      ? '−∞'
      : x === Number.POSITIVE_INFINITY
        ? '∞'
        : formatNumber(Math.abs(x) < 1e-15 ? 0 : x, digits);

export const tuple = (v: Float64Array, digits = 3): string => `(${Array.from(v, (x) => known(x, digits)).join(', ')})`;

/** One number a position: chosen by a click. */
export const queryButtons = ({ state, set }: Here<unknown>): TemplateResult =>
  html`<div class="steps" role="group" aria-label="query">
    <span>query</span>
    ${Array.from(
      { length: state.q.rows },
      (_, i) =>
        html`<button
          aria-pressed=${i === queryOf(state)}
          aria-label=${`query ${i + 1}`}
          @click=${() => set({ query: i + 1 })}
        >
          ${i + 1}
        </button>`,
    )}
  </div>`;

/** Where Q, K and V come from: the shapes must fit, and PyTorch's words say which do not. */
export const blame = (code: string, { q, k, v }: State): keyof State =>
  code !== 'shape-mismatch' ? 'q' : q.cols !== k.cols ? 'k' : v.rows !== k.rows ? 'v' : 'mask';

export const fields = (view: Here<unknown>): TemplateResult =>
  html`<details>
    <summary>Q, K and V as numbers</summary>
    <div class="journey top">${view.control('q')} ${view.control('k')} ${view.control('v')}</div>
  </details>`;
