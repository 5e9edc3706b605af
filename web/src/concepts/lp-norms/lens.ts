// What each lens provides; widget.ts puts the chosen one into the frame.

import { html, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import { formatNumber } from '../../kit/format';
import type { Lens as KitLens } from '../../kit/lenses';
import type { Values } from '../../kit/parameters';
import type { Point } from '../../kit/plane';
import { rowsOf, type Matrix } from '../../kit/values';
import type { View } from '../../kit/widget';
import type concept from './concept';

type Table = (typeof concept)['parameters'];
export type State = Values<Table>;
export type Here<R> = View<Table, R>;

export type Lens<R> = KitLens<Table, R, Engine>;

/** The core takes any p beyond 1e300 for infinity. */
export const exponent = ({ p, limit }: State): number => (limit ? Number.MAX_VALUE : p);
export const exponentText = ({ p, limit }: State): string => (limit ? '∞' : formatNumber(p, 3));

export const pointsOf = (m: Matrix, scale = 1): Point[] =>
  rowsOf(m).map(([x = 0, y = 0]): Point => [scale * x, scale * y]);

const CHOICES: readonly (readonly [name: string, p: number, limit: boolean])[] = [
  ['½', 0.5, false],
  ['1', 1, false],
  ['2', 2, false],
  ['4', 4, false],
  ['∞', 2, true],
];

/** The slider of p with the exponents that have names. */
export const exponentControl = (view: Here<never> | Here<unknown>): TemplateResult => {
  const { state, set } = view;
  return html`<div class="controls">
    ${state.limit ? '' : view.control('p')}
    <div class="steps" role="group" aria-label="exponents">
      ${CHOICES.map(([name, p, limit]) => {
        const pressed = limit ? state.limit : !state.limit && state.p === p;
        return html`<button
          aria-pressed=${pressed}
          aria-label=${`p = ${name}`}
          @click=${() => set(limit ? { limit } : { p, limit })}
        >
          ${name}
        </button>`;
      })}
    </div>
  </div>`;
};

export const readout = (
  rows: readonly (readonly [name: string | TemplateResult, value: string | number, role?: string])[],
): TemplateResult =>
  html`<dl class="readout">
    ${rows.map(
      ([name, value, role]) =>
        html`<div>
          <dt>${name}</dt>
          <dd class=${role ? `role-${role}` : ''}>${typeof value === 'number' ? formatNumber(value) : value}</dd>
        </div>`,
    )}
  </dl>`;

export const tuple = (v: Float64Array, digits = 4): string =>
  `(${Array.from(v, (x) => formatNumber(x, digits)).join(', ')})`;
