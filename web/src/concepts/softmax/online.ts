// One pass over the logits: the sum so far is rescaled whenever the maximum grows.

import { html, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import { scaleFor } from '../../kit/bars';
import { formatNumber } from '../../kit/format';
import { num, op, row, sup, sym, type Node } from '../../kit/formula';
import '../../kit/player';
import { readout } from '../../kit/readout';
import { classButtons, logitBars, nameOf, resultBars, typedLogits, type Here, type Lens, type State } from './lens';

interface Result {
  readonly run: ReturnType<Engine['onlineSoftmax']>;
  /** How many logits have been read. */
  readonly read: number;
}

const compute = (engine: Engine, { z, format, step }: State): Result => ({
  run: engine.onlineSoftmax(z, format),
  read: Math.min(step, z.length),
});

function picture(view: Here<Result>): TemplateResult {
  const { state, result, set, control } = view;
  const { run, read } = result;
  const last = read - 1;
  const n = state.z.length;
  const height = view.width < 560 ? 150 : 190;
  return html`<div class="columns">
      <div class="panel">
        <div class="caption"><span class="role-data">logits z</span> <span class="unit">grey: not read yet</span></div>
        ${logitBars(view, height, read)}
      </div>
      <div class="panel">
        <div class="caption">
          <span class="role-result">sum so far, d</span>
          <span class="unit">of e to the logit minus the maximum so far</span>
        </div>
        ${resultBars(view, {
          values: run.sum,
          height,
          label: 'running sum',
          role: 'result',
          max: scaleFor(run.sum, 1).max,
          out: (i) => i > last,
        })}
      </div>
    </div>
    <nabla-player
      label="logits read"
      .value=${read}
      .min=${0}
      .max=${n}
      .step=${1}
      .perSecond=${1.4}
      .valueText=${`${read} of ${n} logits read`}
      @value=${(e: CustomEvent<{ value: number; done: boolean }>) => set({ step: e.detail.value }, { done: e.detail.done })}
    ></nabla-player>
    <div class="controls">${control('format')} ${classButtons(view)} ${typedLogits(view)}</div>
    ${readout([
      ['maximum so far, m', read > 0 ? run.maximum[last] : 'none', 'data'],
      ['sum before was multiplied by', read > 1 ? run.factor[last] : 'none', 'parameter'],
      ['sum so far, d', read > 0 ? run.sum[last] : 0, 'result'],
    ])}`;
}

function sentence({ state, result: { run, read } }: Here<Result>): string {
  const i = read - 1;
  if (read === 0) return 'No logit has been read: no maximum yet, and a sum of 0.';
  const [m = 0, d = 0, factor = 0] = [run.maximum[i], run.sum[i], run.factor[i]];
  const grew = read > 1 && factor !== 1;
  const what =
    read === 1
      ? 'is the maximum for now'
      : grew
        ? `is a new maximum, so the sum so far is multiplied by ${formatNumber(factor, 3)}`
        : 'does not beat the maximum, so the sum so far stays as it is';
  return `${nameOf(i)}, ${formatNumber(state.z[i] ?? 0)}, ${what}; the sum is now ${formatNumber(d)}, relative to e to the power ${formatNumber(m)}.`;
}

function formula({ state, result: { run, read } }: Here<Result>): Node {
  const i = read - 1;
  const d = sym('d');
  if (read === 0) return row(d, op('='), num(0));
  const before = read > 1 ? (run.sum[i - 1] ?? 0) : 0;
  return row(
    d,
    op('='),
    num(before),
    op('·'),
    num(run.factor[i] ?? 0, 'parameter'),
    op('+'),
    sup(sym('e'), row(num(state.z[i] ?? 0, 'data'), op('−'), num(run.maximum[i] ?? 0))),
    op('='),
    num(run.sum[i] ?? 0, 'result'),
  );
}

const table = ({ state, result: { run } }: Here<Result>) => ({
  caption: 'The single pass, logit by logit',
  columns: ['class', 'z', 'maximum so far', 'factor', 'sum so far'],
  rows: Array.from(state.z, (z, i) => [nameOf(i), z, run.maximum[i] ?? 0, run.factor[i] ?? 0, run.sum[i] ?? 0]),
});

export const online: Lens<Result> = { compute, picture, sentence, formula, table };
