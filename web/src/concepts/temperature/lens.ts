// What each lens provides, and what most of them share: logits with handles and the temperature above them.

import { html, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import { LETTERS } from '../../kit/bars';
import { formatNumber } from '../../kit/format';
import { frac, joined, num, op, row, sub, sup, sym, words, type Node } from '../../kit/formula';
import type { Lens as KitLens } from '../../kit/lenses';
import { classCount, scoreBars, shareBars } from '../../kit/logits';
import type { Values } from '../../kit/parameters';
import type { View } from '../../kit/widget';
import type concept from './concept';

type Table = (typeof concept)['parameters'];
export type State = Values<Table>;
export type Here<R> = View<Table, R>;
export type Lens<R> = KitLens<Table, R, Engine>;
export type Tempered = ReturnType<Engine['temper']>;

export const nameOf = (i: number): string => LETTERS[i] ?? '';

/** Where the largest stands; the first of equals. */
export const largest = (v: Float64Array): number => v.indexOf(Math.max(...v));

/** Temperatures along an axis, from 0.01 to 100. */
export const AXIS = Float64Array.from({ length: 81 }, (_, i) => 10 ** (-2 + i / 20));

export const logitBars = ({ state, set }: Here<unknown>, height: number): TemplateResult =>
  scoreBars({
    values: state.z,
    height,
    chosen: largest(state.z),
    choose: () => undefined,
    change: (z, _, done) => set({ z }, { done }),
  });

export const resultBars = (
  { state }: Here<unknown>,
  values: Float64Array,
  height: number,
  label: string,
  more: {
    readonly role?: 'result' | 'broken' | 'scaffold';
    readonly marks?: Float64Array;
    readonly out?: (i: number) => boolean;
  } = {},
): TemplateResult => shareBars({ values, height, label, role: 'result', max: 1, chosen: largest(state.z), ...more });

export const classButtons = ({ state, set }: Here<unknown>): TemplateResult =>
  classCount(state.z, 3, (z) => set({ z }));

export const typedLogits = (view: Here<unknown>): TemplateResult =>
  html`<details>
    <summary>Type the logits</summary>
    ${view.control('z')}
  </details>`;

/** e to z/τ over the sum, for the class with the largest logit. */
export function shareNode(z: Float64Array, tau: number, share: number): Node {
  const k = largest(z);
  const term = (i: number): Node => sup(sym('e'), row(num(z[i] ?? 0, 'data'), op('/'), num(tau, 'parameter', 3)));
  const shown = z.length > 3 ? [0, -1, z.length - 1] : [...z.keys()];
  return row(
    sub(sym('p'), sym(nameOf(k))),
    op('='),
    frac(
      term(k),
      joined(
        shown.map((i) => (i < 0 ? words('⋯') : term(i))),
        '+',
      ),
    ),
    op('='),
    num(share, 'result'),
  );
}

export const at = (tau: number): string => `τ = ${formatNumber(tau, 3)}`;
