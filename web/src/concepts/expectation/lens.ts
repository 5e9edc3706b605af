// What each lens provides; widget.ts puts the chosen one into the frame.

import { html, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import '../../kit/bars';
import type { Bar, BarChange } from '../../kit/bars';
import { exactNumber, formatNumber } from '../../kit/format';
import type { Lens as KitLens } from '../../kit/lenses';
import type { Values } from '../../kit/parameters';
import type { View } from '../../kit/widget';
import type concept from './concept';

type Table = (typeof concept)['parameters'];
export type State = Values<Table>;
export type Here<R> = View<Table, R>;

export type Lens<R> = KitLens<Table, R, Engine>;

/** A distribution, and what its controls need of the engine while they are dragged. */
export interface Pmf {
  readonly report: ReturnType<Engine['pmfReport']>;
  readonly moved: (index: number, share: number) => Float64Array;
  readonly even: () => Float64Array;
}

export const pmfOf = (engine: Engine, { x, p }: State): Pmf => ({
  report: engine.pmfReport(x, p),
  moved: (index, share) => engine.movedShare(p, index, share),
  even: () => engine.pmfReport(x, new Float64Array(x.length).fill(1)).p,
});

/** A value or a mean of values: far from 0 with digits enough to tell them apart. */
export function valueText(x: number, values: Float64Array): string {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const far = high > low && high - low < 1e-3 * Math.max(-low, high);
  return far ? exactNumber(Number(x.toPrecision(12))).replace('-', '−') : formatNumber(x, 4);
}

/** Sums of typed decimals miss 1 by a few roundings. */
export const isOff = ({ report }: Pmf): boolean => Math.abs(report.total - 1) > 1e-9;

/** The probabilities as bars that are dragged: the others make room in proportion. */
export function probabilityBars({ state, set }: Here<unknown>, pmf: Pmf, height: number): TemplateResult {
  const bars = Array.from(pmf.report.p, (value, i): Bar => ({
    label: valueText(state.x[i] ?? 0, state.x),
    value,
    text: formatNumber(value, 2),
  }));
  const most = Math.max(...pmf.report.p);
  return html`<nabla-bars
    label="probability of"
    movable
    .bars=${bars}
    .min=${0}
    .max=${most <= 0.4 ? 0.4 : 1}
    .least=${0}
    .most=${1}
    .step=${0.01}
    .height=${height}
    @value=${({ detail: d }: CustomEvent<BarChange>) => set({ p: pmf.moved(d.index, d.value) }, { done: d.done })}
  ></nabla-bars>`;
}

/** What to do with probabilities that are typed. */
export const shares = ({ set }: Here<unknown>, pmf: Pmf): TemplateResult =>
  html`<div class="steps">
    <button @click=${() => set({ p: pmf.even() })}>All alike</button>
    ${
      isOff(pmf)
        ? html`<button @click=${() => set({ p: pmf.report.p })}>Divide by ${formatNumber(pmf.report.total)}</button>`
        : ''
    }
  </div>`;

export const typed = (view: Here<unknown>): TemplateResult =>
  html`<details>
    <summary>Values and probabilities as numbers</summary>
    <div class="stack">${view.control('x')} ${view.control('p')}</div>
  </details>`;

export const offWarning = (pmf: Pmf): string | undefined =>
  isOff(pmf)
    ? `The probabilities add up to ${formatNumber(pmf.report.total)}, not 1. What is shown holds for their shares of that sum.`
    : undefined;

/** Whose fault it is that there is no distribution. */
export const blame = (): keyof State => 'p';
